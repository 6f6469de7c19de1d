// The import law: which folder may import which, and who owns each package.
// ARCHITECTURE.md tells the reasons; this table is what is checked.

/** The pure tiers, lowest first: each may import itself and those before it. */
const PURE = ['util', 'crypto', 'primitives', 'script', 'consensus', 'chainparams'];

const ports = (...folders) => folders.map((folder) => `${folder}/ports\\.ts`);

/** What an address of a peer is, beyond the part that speaks with peers. */
const PEER_DATA = ['p2p/net-address.ts', 'p2p/codec/message.ts'];

/** folder -> what it may import beside itself (folders, or single files of a folder) */
const MAY_IMPORT = {
  ...Object.fromEntries(PURE.map((folder, tier) => [folder, PURE.slice(0, tier)])),
  policy: PURE,
  chain: PURE,
  mempool: [...PURE, 'policy', 'chain'],
  mining: [...PURE, 'policy', 'chain'],
  kernel: ['util', 'crypto'],
  pool: [...PURE, 'kernel', ...ports('chain', 'mining')],
  store: [...PURE, ...ports('chain', 'mempool', 'mining', 'index', 'wallet', 'p2p'), ...PEER_DATA],
  p2p: [...PURE, 'policy', 'chain', 'mempool', 'mining'],
  stratum: [...PURE, 'policy', 'chain', 'mempool', 'mining'],
  wallet: [...PURE, 'policy', 'chain', 'mempool', 'mining'],
  index: [...PURE, 'policy', 'chain', 'mempool', 'mining'],
  notify: [...PURE, 'policy', 'chain', 'mempool', 'mining'],
  rpc: [...PURE, 'policy', 'chain', 'mempool', 'mining', 'p2p', 'stratum', 'wallet', 'index', 'notify'],
  // Who may call is told by the same addresses and subnets as which peers may connect.
  http: ['util', 'rpc', 'notify', 'p2p/net-address.ts', 'p2p/subnet.ts'],
  cli: ['util', 'node'],
};

/** What of the pool its threads share with the main thread. */
const POOL_PROTOCOLS = [
  'hash-protocol',
  'script-batch',
  'script-board',
  'script-records',
  'thread-start',
].map((name) => `pool/${name}.ts`);

/** package -> the folders that own it */
const PACKAGE_OWNERS = {
  'better-sqlite3': ['store'],
  piscina: ['pool'],
  fastify: ['http'],
  ws: ['http'],
  'json-rpc-2\\.0': ['rpc'],
  ajv: ['rpc'],
  '@sinclair/typebox': ['util/schema\\.ts'],
  '@noble/hashes': ['crypto'],
  secp256k1: ['crypto'],
  'tiny-secp256k1': ['crypto'],
  '@scure/base': ['script', 'p2p'],
  '@scure/bip32': ['wallet'],
  '@scure/bip39': ['wallet'],
  '@scure/btc-signer': ['wallet', 'p2p/transport/ellswift\\.ts'],
  'log-update': ['cli'],
  wabt: ['kernel/wasm/build\\.ts'],
  'node-gyp-build': ['kernel'],
};

/** Node's built-ins that the pure code may not see; `crypto` alone may use node:crypto. */
const PURE_CODE = [...PURE, 'policy', 'chain', 'mempool', 'mining'];

const path = (entry) => (entry.endsWith('.ts') ? `^src/${entry}$` : `^src/${entry}/`);

const folderRules = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import only itself${allowed.length ? ` and ${allowed.join(', ')}` : ''}.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^(src|workers)/', pathNot: [folder, ...allowed].map(path) },
}));

const packageRules = Object.entries(PACKAGE_OWNERS).map(([name, owners]) => ({
  name: `${name.replaceAll('\\', '')}-has-one-owner`,
  severity: 'error',
  from: { path: '^(src|workers)/', pathNot: owners.map(path) },
  to: { path: `(^|/)node_modules/${name}/` },
}));

export default {
  forbidden: [
    ...folderRules,
    ...packageRules,
    {
      name: 'pure-code-has-no-built-ins',
      comment:
        'No I/O, no clock, no environment in the pure folders: only assert (and node:crypto in src/crypto).',
      severity: 'error',
      from: { path: PURE_CODE.filter((folder) => folder !== 'crypto').map(path) },
      to: { dependencyTypes: ['core'], pathNot: ['^(node:)?assert'] },
    },
    {
      name: 'crypto-uses-node-crypto-alone',
      comment: 'Hashes are deterministic; node:module only loads the native secp256k1.',
      severity: 'error',
      from: { path: path('crypto') },
      to: { dependencyTypes: ['core'], pathNot: ['^(node:)?(assert|crypto|module)$'] },
    },
    {
      name: 'workers-see-little',
      comment: 'A thread entry is thin: pure code, kernel and the protocol of its pool.',
      severity: 'error',
      from: { path: '^workers/', pathNot: '^workers/index-worker\\.ts$' },
      to: { path: '^src/', pathNot: [...PURE, 'kernel', ...POOL_PROTOCOLS].map(path) },
    },
    {
      name: 'the-index-worker-sees-its-tables-too',
      comment: 'It reads the chain’s file and writes its own.',
      severity: 'error',
      from: { path: '^workers/index-worker\\.ts$' },
      to: { path: '^src/', pathNot: [...PURE, 'index', 'store', 'pool/thread-start.ts'].map(path) },
    },
    {
      name: 'workers-are-spawned-not-imported',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^workers/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: { path: '^(src|workers)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'no-development-packages-at-run-time',
      severity: 'error',
      from: { path: '^(src|workers)/', pathNot: '^src/kernel/wasm/build\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};

import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NODE_OPTIONS } from '../../../../src/node/options/node-options.ts';
import {
  type BoolSpec,
  type ChoiceSpec,
  environmentName,
  type IntSpec,
  isNegatable,
  type OptionSpec,
  optionName,
} from '../../../../src/node/options/option-spec.ts';
import { INFORMATION_OPTIONS, START_OPTIONS } from '../../../../src/node/options/start-options.ts';
import { StartError } from '../../../../src/node/start-error.ts';
import {
  emptySources,
  readNodeConfiguration,
  type TemporaryFolder,
  temporaryFolder,
} from '../../../helpers/config-sources.ts';

/** A text that each option takes, and what it becomes; paths are completed by the test. */
const SAMPLES: Readonly<Record<keyof typeof NODE_OPTIONS, { text: string; value: unknown }>> = {
  dbCache: { text: '64', value: 64 },
  diskReserve: { text: '0', value: 0 },
  pid: { text: '/r/nonced.pid', value: '/r/nonced.pid' },
  loadBlock: { text: '/b/blk00000.dat', value: ['/b/blk00000.dat'] },
  stopAfterBlockImport: { text: '1', value: true },
  mine: { text: '1', value: true },
  minerAddress: { text: 'bcrt1qexample', value: 'bcrt1qexample' },
  threads: { text: '3', value: 3 },
  kernel: { text: 'noble', value: 'noble' },
  versionRolling: { text: '0', value: false },
  miningPriority: { text: '5', value: 5 },
  blockVersion: { text: '1', value: 1 },
  blockInterval: { text: '0', value: 0 },
  server: { text: '0', value: false },
  rpcPort: { text: '0', value: 0 },
  rpcBind: { text: '[::1]:8000', value: ['[::1]:8000'] },
  rpcAllowIp: { text: '10.0.0.0/8', value: ['10.0.0.0/8'] },
  rpcThreads: { text: '4', value: 4 },
  rpcWorkQueue: { text: '16', value: 16 },
  rpcServerTimeout: { text: '60', value: 60 },
  rpcUser: { text: 'alice', value: 'alice' },
  rpcPassword: { text: 'secret', value: 'secret' },
  rpcAuth: { text: `bob:0a1b$${'cd'.repeat(32)}`, value: [`bob:0a1b$${'cd'.repeat(32)}`] },
  rpcCookieFile: { text: '/c/cookie', value: '/c/cookie' },
  rpcCookiePerms: { text: 'group', value: 'group' },
  rpcWhitelist: { text: 'bob:uptime', value: ['bob:uptime'] },
  rpcWhitelistDefault: { text: '0', value: false },
  rest: { text: '1', value: true },
  coreVersion: { text: '290000', value: 290_000 },
  tutorial: { text: '0', value: false },
  maxMempool: { text: '5', value: 5 },
  mempoolExpiry: { text: '1', value: 1 },
  limitClusterCount: { text: '25', value: 25 },
  limitClusterSize: { text: '50', value: 50 },
  persistMempool: { text: '0', value: false },
  minRelayTxFee: { text: '0.00001', value: 1000 },
  incrementalRelayFee: { text: '0.00001', value: 1000 },
  fallbackFee: { text: '0.0001', value: 10_000 },
  dustRelayFee: { text: '0', value: 0 },
  acceptNonStdTxn: { text: '1', value: true },
  bytesPerSigOp: { text: '10', value: 10 },
  permitBareMultisig: { text: '0', value: false },
  dataCarrier: { text: '0', value: false },
  dataCarrierSize: { text: '83', value: 83 },
  blockMinTxFee: { text: '0.00001', value: 1000 },
  blockMaxWeight: { text: '8000', value: 8000 },
  blockReservedWeight: { text: '2000', value: 2000 },
  alertNotify: { text: 'echo %s', value: ['echo %s'] },
  blockNotify: { text: 'echo %s', value: ['echo %s'] },
  startupNotify: { text: 'true', value: ['true'] },
  shutdownNotify: { text: 'true', value: ['true'] },
  stopAtHeight: { text: '5', value: 5 },
  listen: { text: '0', value: false },
  port: { text: '65535', value: 65_535 },
  connect: { text: 'peer.example:8333', value: ['peer.example:8333'] },
  addNode: { text: '10.0.0.1', value: ['10.0.0.1'] },
  dnsSeed: { text: '0', value: false },
  bind: { text: '127.0.0.1:18555=onion', value: ['127.0.0.1:18555=onion'] },
  whiteBind: { text: 'noban@127.0.0.1:1', value: ['noban@127.0.0.1:1'] },
  whitelist: { text: 'noban@10.0.0.0/8', value: ['noban@10.0.0.0/8'] },
  whitelistRelay: { text: '0', value: false },
  whitelistForceRelay: { text: '1', value: true },
  proxy: { text: '1.2.3.4:5', value: ['1.2.3.4:5'] },
  onion: { text: '1.2.3.4:5', value: ['1.2.3.4:5'] },
  proxyRandomize: { text: '0', value: false },
  externalIp: { text: '5.6.7.8:9', value: ['5.6.7.8:9'] },
  discover: { text: '0', value: false },
  seedNode: { text: 'seed.example:1', value: ['seed.example:1'] },
  forceDnsSeed: { text: '1', value: true },
  maxConnections: { text: '10', value: 10 },
  inboundRelayPercent: { text: '7', value: 7 },
  peerTimeout: { text: '5', value: 5 },
  timeout: { text: '100', value: 100 },
  networkActive: { text: '0', value: false },
  v2Transport: { text: '0', value: false },
  blocksOnly: { text: '1', value: true },
  peerBloomFilters: { text: '1', value: true },
  peerBlockFilters: { text: '1', value: true },
  maxUploadTarget: { text: '500M', value: '500M' },
  txSendRate: { text: '20', value: 20 },
  blockReconstructionExtraTxn: { text: '5', value: 5 },
  maxReceiveBuffer: { text: '100', value: 100 },
  maxSendBuffer: { text: '100', value: 100 },
  uaComment: { text: 'test node', value: ['test node'] },
  banTime: { text: '1234', value: 1234 },
  onlyNet: { text: 'ipv4', value: ['ipv4'] },
  cjdnsReachable: { text: '1', value: true },
  par: { text: '-1', value: -1 },
  prune: { text: '550', value: 550 },
  fastPrune: { text: '1', value: true },
  txIndex: { text: '1', value: true },
  addressIndex: { text: '1', value: true },
  txoSpenderIndex: { text: '1', value: true },
  blockFilterIndex: { text: '1', value: true },
  coinStatsIndex: { text: '1', value: true },
  checkBlocks: { text: '0', value: 0 },
  checkLevel: { text: '4', value: 4 },
  assumeValid: { text: '0', value: '0' },
  minimumChainWork: { text: '0x65', value: '0x65' },
  maxTipAge: { text: '3600', value: 3600 },
  signetChallenge: { text: '51', value: ['51'] },
  testActivationHeight: { text: 'csv@432', value: ['csv@432'] },
  vbParams: { text: 'testdummy:0:999', value: ['testdummy:0:999'] },
  test: { text: 'bip94', value: ['bip94'] },
  mockTime: { text: '1296688602', value: 1_296_688_602 },
  debug: { text: 'rpc', value: ['rpc'] },
  debugExclude: { text: 'leveldb', value: ['leveldb'] },
  debugLogFile: { text: '/l/log', value: '/l/log' },
  logFormat: { text: 'json', value: 'json' },
  logTimeMicros: { text: '1', value: true },
  printToConsole: { text: '0', value: false },
};

/** Options that regtest doesn't know, and the network that does. */
const NETWORKS: Readonly<Record<string, string>> = { signetChallenge: 'signet' };
const networkOf = (key: string): string => NETWORKS[key] ?? 'regtest';

/** Options that are refused without another one. */
const COMPANIONS: Readonly<Record<string, string>> = { rpcUser: '-rpcpassword=x', rpcPassword: '-rpcuser=x' };

const options = Object.entries(NODE_OPTIONS).map(([key, spec]) => ({
  key: key as keyof typeof NODE_OPTIONS,
  name: optionName(key),
  spec: spec as OptionSpec,
  ...SAMPLES[key as keyof typeof NODE_OPTIONS],
}));

describe('NODE_OPTIONS', () => {
  let folder: TemporaryFolder;
  beforeAll(() => {
    folder = temporaryFolder();
  });
  afterAll(() => folder.remove());

  /** The configuration on regtest, which knows every option but one, or on signet, which knows that. */
  function read(args: readonly string[], environment: Record<string, string> = {}) {
    const given = [...args, ...Object.keys(environment)].join(' ').toLowerCase();
    const network = networkOf(given.includes('signetchallenge') ? 'signetChallenge' : '');
    return readNodeConfiguration({
      ...emptySources(folder.path),
      args: [`-${network}`, ...args],
      environment,
    });
  }
  const companion = (key: string) => (COMPANIONS[key] === undefined ? [] : [COMPANIONS[key]]);

  it.each(options)('-$name as a flag', ({ key, name, text, value }) => {
    const { values, origins } = read([`-${name}=${text}`, ...companion(key)]);
    expect(values[key]).toEqual(value);
    expect(origins[key].source).toBe('flag');
    expect(read([`--${name}=${text}`, ...companion(key)]).values[key]).toEqual(value);
  });

  it.each(options)('-$name from the environment', ({ key, text, value }) => {
    const { values, origins } = read(companion(key), { [environmentName(key)]: text });
    expect(values[key]).toEqual(value);
    expect(origins[key].source).toBe('environment');
  });

  it.each(options)('-$name from the file', ({ key, name, text, value }) => {
    const conf = folder.write(`conf/${name}.conf`, `[${networkOf(key)}]\n${name}=${text}\n`);
    const { values, origins, notes } = read([`-conf=${conf}`, ...companion(key)]);
    expect(values[key]).toEqual(value);
    expect(origins[key].source).toBe('file');
    expect(notes).toEqual([]);
  });

  it.each(options.filter(({ spec }) => spec.kind === 'bool'))('-no$name and -no$name=0', ({ key, name }) => {
    expect(read([`-no${name}`]).values[key]).toBe(false);
    expect(read([`-${name}=1`, `-no${name}=1`]).values[key]).toBe(false);
    expect(read([`-no${name}=0`]).values[key]).toBe(true);
  });

  it.each(options.filter(({ spec }) => spec.kind === 'list'))(
    '-no$name empties the list',
    ({ key, name, text, spec }) => {
      const whenNegated = spec.kind === 'list' ? spec.whenNegated : undefined;
      const left = whenNegated === undefined ? [] : [whenNegated];
      expect(read([`-${name}=${text}`, `-no${name}`]).values[key]).toEqual(left);
      expect(read([`-no${name}`, `-${name}=${text}`]).values[key]).toEqual([text]);
    },
  );

  it.each(options.filter(({ spec }) => !isNegatable(spec)))('-no$name is refused', ({ name }) => {
    expect(() => read([`-no${name}`])).toThrow(
      new StartError(`-no${name}: -${name} can't be negated; leave it out instead`),
    );
  });

  it.each(options.filter(({ spec }) => spec.kind === 'int'))(
    '-$name at and beyond its bounds',
    ({ key, name, spec }) => {
      const { min, max, refusal } = spec as IntSpec;
      expect(read([`-${name}=${min}`]).values[key]).toBe(min);
      expect(read([`-${name}=${max}`]).values[key]).toBe(max);
      for (const bad of [min - 1, max + 1, '', '1.5', 'x', '0x10', '1e3']) {
        const words = typeof bad === 'number' ? refusal?.(bad) : undefined;
        expect(() => read([`-${name}=${bad}`])).toThrow(
          words ?? `-${name}=${bad} is not valid: give a whole number`,
        );
      }
    },
  );

  it.each(options.filter(({ spec }) => spec.kind === 'bool'))('-$name=maybe is refused', ({ name, spec }) => {
    expect(() => read([`-${name}=maybe`])).toThrow(
      new StartError((spec as BoolSpec).refusal?.('maybe') ?? `-${name}=maybe is not valid: give 1 or 0`),
    );
  });

  it.each(options.filter(({ spec }) => spec.kind === 'choice'))(
    '-$name with another word is refused',
    ({ name, spec }) => {
      expect(() => read([`-${name}=other`])).toThrow(
        `-${name}=other is not valid: give one of ${(spec as ChoiceSpec).choices.join(', ')}`,
      );
    },
  );

  it('gives a value or a StartError for any text', () => {
    const anyOption = fc.constantFrom(...options.filter(({ key }) => COMPANIONS[key] === undefined));
    fc.assert(
      fc.property(anyOption, fc.oneof(fc.string(), fc.integer().map(String)), ({ key, name }, text) => {
        try {
          expect(read([`-${name}=${text}`]).values).toHaveProperty(key);
        } catch (error) {
          expect(error).toBeInstanceOf(StartError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has the documented defaults', () => {
    const { values } = read([]);
    const networkFolder = join(folder.path, '.nonced/regtest');
    expect(values).toEqual({
      assumeValid: undefined,
      minimumChainWork: undefined,
      maxTipAge: 86_400,
      signetChallenge: [],
      testActivationHeight: [],
      vbParams: [],
      test: [],
      dbCache: 100,
      diskReserve: 50,
      pid: undefined,
      loadBlock: [],
      stopAfterBlockImport: false,
      mine: false,
      minerAddress: undefined,
      threads: 4,
      kernel: 'auto',
      versionRolling: true,
      miningPriority: 19,
      blockVersion: undefined,
      blockInterval: 1,
      server: true,
      rpcPort: 18_443,
      rpcBind: ['127.0.0.1'],
      rpcAllowIp: [],
      rpcThreads: 16,
      rpcWorkQueue: 64,
      rpcServerTimeout: 30,
      rpcUser: undefined,
      rpcPassword: undefined,
      rpcAuth: [],
      rpcCookieFile: join(networkFolder, '.cookie'),
      rpcCookiePerms: 'owner',
      rpcWhitelist: [],
      rpcWhitelistDefault: undefined,
      rest: false,
      coreVersion: 310_000,
      tutorial: true,
      maxMempool: 300,
      mempoolExpiry: 336,
      limitClusterCount: 64,
      limitClusterSize: 101,
      persistMempool: true,
      minRelayTxFee: 100,
      incrementalRelayFee: 100,
      fallbackFee: 20_000,
      dustRelayFee: 3000,
      acceptNonStdTxn: false,
      bytesPerSigOp: 20,
      permitBareMultisig: true,
      dataCarrier: true,
      dataCarrierSize: 100_000,
      blockMinTxFee: 1,
      blockMaxWeight: 4_000_000,
      blockReservedWeight: 8_000,
      alertNotify: [],
      blockNotify: [],
      startupNotify: [],
      shutdownNotify: [],
      stopAtHeight: 0,
      listen: true,
      port: 18_444,
      connect: [],
      addNode: [],
      dnsSeed: true,
      uaComment: [],
      banTime: 86_400,
      onlyNet: [],
      cjdnsReachable: false,
      bind: [],
      whiteBind: [],
      whitelist: [],
      whitelistRelay: true,
      whitelistForceRelay: false,
      seedNode: [],
      forceDnsSeed: false,
      maxConnections: 200,
      inboundRelayPercent: 50,
      externalIp: [],
      proxy: [],
      onion: [],
      proxyRandomize: true,
      discover: true,
      peerTimeout: 60,
      timeout: 5000,
      networkActive: true,
      v2Transport: true,
      blocksOnly: false,
      peerBloomFilters: false,
      peerBlockFilters: false,
      maxUploadTarget: '0',
      txSendRate: 14,
      blockReconstructionExtraTxn: 100,
      maxReceiveBuffer: 5000,
      maxSendBuffer: 1000,
      par: 0,
      prune: 0,
      fastPrune: false,
      txIndex: false,
      addressIndex: false,
      txoSpenderIndex: false,
      blockFilterIndex: false,
      coinStatsIndex: false,
      checkBlocks: 6,
      checkLevel: 3,
      mockTime: 0,
      debug: [],
      debugExclude: [],
      debugLogFile: join(networkFolder, 'debug.log'),
      logFormat: 'text',
      logTimeMicros: false,
      printToConsole: true,
    });
  });

  it('takes defaults from the network', () => {
    const sources = emptySources(folder.path);
    expect(readNodeConfiguration(sources).values).toMatchObject({
      mine: true,
      rpcPort: 18_543,
      port: 18_544,
    });
  });

  it('shows the live status in place of log lines on a terminal', () => {
    const sources = { ...emptySources(folder.path), stdoutIsTerminal: true };
    expect(readNodeConfiguration(sources).values.printToConsole).toBe(false);
  });

  it.each([
    ['-blockmaxweight=4000001', '-blockmaxweight (4000001) exceeds consensus maximum block weight (4000000)'],
    [
      '-blockreservedweight=4000001',
      '-blockreservedweight (4000001) exceeds consensus maximum block weight (4000000)',
    ],
    ['-blockreservedweight=1999', '-blockreservedweight (1999) is lower than minimum safety value of (2000)'],
    ['-blockmaxweight=-1', '-blockmaxweight=-1 is not valid: give a whole number'],
    ['-maxuploadtarget=abc', "Unable to parse -maxuploadtarget: 'abc'"],
    ['-uacomment=a(b)', 'User Agent comment (a(b)) contains unsafe characters.'],
    ['-connect=a b', '-connect=a b is not valid: give HOST'],
    ['-debug=nett', '-debug=nett is not valid: give 1 for all'],
  ])('refuses %s', (flag, message) => {
    expect(() => read([flag])).toThrow(message);
  });

  it.each([
    [[], true],
    [['-connect=192.168.1.20'], false],
    [['-connect=0'], false],
    [['-noconnect'], false],
    [['-maxconnections=0'], false],
    [['-maxconnections=0', '-maxconnections=1'], true],
    [['-proxy=127.0.0.1:9050'], false],
    [['-proxy=0'], true],
    [['-connect=192.168.1.20', '-listen'], true],
    [['-proxy=127.0.0.1:9050', '-bind=127.0.0.1'], true],
    [['-connect=0', '-whitebind=127.0.0.1:8333'], true],
  ])('with %j listens for peers: %s', (flags, listen) => {
    expect(read(flags).values.listen).toBe(listen);
  });

  it.each([
    [[], true],
    [['-blocksonly'], false],
    [['-blocksonly=0'], true],
    [['-noblocksonly'], true],
    [['-blocksonly', '-whitelistrelay'], true],
  ])('with %j lets those of -whitelist send transactions: %s', (flags, relay) => {
    expect(read(flags).values.whitelistRelay).toBe(relay);
  });

  it('has no two options of one name', () => {
    const names = Object.entries({ ...INFORMATION_OPTIONS, ...START_OPTIONS, ...NODE_OPTIONS }).flatMap(
      ([key, spec]: [string, OptionSpec]) => [optionName(key), ...(spec.aliases ?? [])],
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

import { parseSubnet } from '../../p2p/subnet.ts';
import { COOKIE_READERS } from '../cookie.ts';
import type { NetworkFacts, OptionTable, TextRule } from './option-spec.ts';

/** The options of the server: who may reach it, who may call what. */

/** An address that can be listened on or connected to. */
export const ADDRESS: TextRule = {
  matches: (text) => /^\S+$/.test(text),
  expected: 'HOST, HOST:PORT or [IPV6]:PORT',
};

const SUBNET: TextRule = {
  matches: (text) => parseSubnet(text) !== undefined,
  expected:
    'a single IP (e.g. 1.2.3.4), a network/netmask (e.g. 1.2.3.4/255.255.255.0), a network/CIDR (e.g. 1.2.3.4/24), ' +
    'all ipv4 (0.0.0.0/0), or all ipv6 (::/0)',
};

/** True for networks whose coins are worth nothing. */
function hasTutorial({ name, testChain }: NetworkFacts): boolean {
  return testChain || name === 'cpunet';
}

export const RPC_OPTIONS = {
  server: {
    kind: 'bool',
    category: 'rpc',
    help: 'Answer JSON-RPC requests; with -server=0 only a signal stops the node.',
    default: true,
  },
  rpcPort: {
    kind: 'int',
    category: 'rpc',
    networkBound: true,
    placeholder: 'PORT',
    min: 0,
    max: 65_535,
    help: 'Listen for JSON-RPC requests on this TCP port; 0 takes any free one.',
    default: {
      text: "the network's: 18543 on cpunet, 18443 on regtest",
      of: ({ network }) => network.rpcPort,
    },
  },
  rpcBind: {
    kind: 'list',
    category: 'rpc',
    networkBound: true,
    placeholder: 'ADDR[:PORT]',
    rule: ADDRESS,
    help:
      'Listen for JSON-RPC requests on this address. Whoever can reach it and knows the password rules the node: an ' +
      'address that others can reach is left out unless -rpcallowip says who may.',
    default: ['127.0.0.1'],
    why: 'this machine alone',
  },
  rpcAllowIp: {
    kind: 'list',
    category: 'rpc',
    placeholder: 'IP|NETWORK',
    rule: SUBNET,
    help:
      'Serve these addresses too: one IP, a network such as 192.168.1.0/24 or 192.168.1.0/255.255.255.0, 0.0.0.0/0 ' +
      'for all of IPv4 or ::/0 for all of IPv6. This machine itself is always served.',
    default: [],
  },
  rpcThreads: {
    kind: 'int',
    category: 'rpc',
    hidden: true,
    unit: 'requests',
    min: 1,
    max: 100_000,
    help: 'How many requests may be in work at once, beside those of -rpcworkqueue.',
    default: 16,
  },
  rpcWorkQueue: {
    kind: 'int',
    category: 'rpc',
    hidden: true,
    unit: 'requests',
    min: 1,
    max: 100_000,
    help: 'How many requests more than -rpcthreads are taken; others are answered 503 Service Unavailable.',
    default: 64,
  },
  rpcServerTimeout: {
    kind: 'int',
    category: 'rpc',
    hidden: true,
    unit: 's',
    min: 1,
    // What a timer can wait.
    max: 2_000_000,
    help: 'Cut a connection that sends nothing for so long, unless it waits for an answer.',
    default: 30,
  },
  rpcUser: {
    kind: 'string',
    category: 'rpc',
    placeholder: 'NAME',
    togetherWith: 'rpcPassword',
    help: 'User name for JSON-RPC, together with -rpcpassword; instead of the cookie file.',
  },
  rpcPassword: {
    kind: 'string',
    category: 'rpc',
    placeholder: 'PASSWORD',
    togetherWith: 'rpcUser',
    secret: true,
    help: 'Password of -rpcuser. Safer in the file than in the command line, which every user of the machine can see.',
  },
  rpcAuth: {
    kind: 'list',
    category: 'rpc',
    placeholder: 'USER:SALT$HASH',
    secret: true,
    // What is none is refused where the server is started, in Core's words.
    bare: '',
    help: "One more user with a hashed password, as Bitcoin Core's rpcauth.py prints it.",
    default: [],
  },
  rpcCookieFile: {
    kind: 'path',
    category: 'rpc',
    relativeTo: 'network folder',
    placeholder: 'FILE',
    negatable: true,
    help: 'Where the user and password that are made anew at each start are written; -norpccookiefile writes none.',
    default: '.cookie',
    why: 'whoever may read the datadir may call, nobody else',
  },
  rpcCookiePerms: {
    kind: 'choice',
    category: 'rpc',
    choices: COOKIE_READERS,
    placeholder: 'READERS',
    help: 'Who may read that file, and so may call.',
    default: 'owner',
  },
  rpcWhitelist: {
    kind: 'list',
    hasCommas: true,
    category: 'rpc',
    placeholder: 'USER:METHOD,METHOD',
    help:
      'Let this user call these methods alone. Of two lists for a user what stands in both counts; a user without a ' +
      'list may call nothing once there is one, see -rpcwhitelistdefault.',
    default: [],
  },
  rpcWhitelistDefault: {
    kind: 'bool',
    category: 'rpc',
    help:
      'Forbid all methods to users without an -rpcwhitelist; 0 allows them all. Without this option they are ' +
      'forbidden where there is any -rpcwhitelist.',
  },
  rest: {
    kind: 'bool',
    category: 'rpc',
    help:
      "Answer Bitcoin Core's REST paths (/rest/block/HASH.json and so on) without a login: what is public anyway, for " +
      'everybody who may connect.',
    default: false,
  },
  coreVersion: {
    kind: 'int',
    category: 'rpc',
    hidden: true,
    placeholder: 'VERSION',
    min: 10_000,
    max: 0x7fff_ffff,
    help: 'The version that getNetworkInfo reports: of the Bitcoin Core whose RPC this is, for clients that go by it.',
    default: 310_000,
  },
  tutorial: {
    kind: 'bool',
    category: 'rpc',
    help:
      'Answer the routes of docs/tutorial.md (/txion, /getchain, /blocks, /mine) without a login, on those ' +
      'addresses of -rpcbind that only this machine can reach.',
    only: { holds: hasTutorial, where: 'cpunet and test chains such as regtest' },
    default: { text: '1 on cpunet and regtest', of: ({ network }) => hasTutorial(network) },
    why: 'coins of these networks are for learning, and nobody else can ask',
  },
} as const satisfies OptionTable;

import { DEFAULT_CHECK_BLOCKS, DEFAULT_CHECK_LEVEL, MAX_CHECK_LEVEL } from '../../chain/verify-chain.ts';
import { KERNEL_NAMES } from '../../kernel/kernel.ts';
import { MAX_CLUSTER_COUNT } from '../../policy/cluster-limits.ts';
import { LOG_CATEGORIES } from '../../util/log.ts';
import { isLogCategory } from '../../util/log-categories.ts';
import type { OptionTable, OptionValues, TextRule } from './option-spec.ts';
import { ADDRESS, RPC_OPTIONS } from './rpc-options.ts';
import { RULE_OPTIONS } from './rule-options.ts';

/** The options of a running node. How the network and the datadir are chosen is in start-options.ts. */

/** The end of the help of an option that has to wait for the peer-to-peer part. */
const NO_PEERS_YET = 'Accepted; this version connects to no peers.';

const LOG_CATEGORY: TextRule = {
  matches: isLogCategory,
  expected: `1 for all, 0 for none, or one of ${LOG_CATEGORIES.join(', ')}`,
};

/** @source Bitcoin Core src/util/strencodings.cpp SAFE_CHARS_UA_COMMENT */
const USER_AGENT_COMMENT: TextRule = {
  matches: (text) => /^[A-Za-z0-9 .,;\-_?@]+$/.test(text),
  expected: 'letters, digits, spaces and . , ; - _ ? @ only',
};

export const NODE_OPTIONS = {
  dbCache: {
    kind: 'int',
    category: 'files',
    unit: 'MiB',
    min: 4,
    max: 16_384,
    help:
      'Memory for the chain: a quarter for the pages of the database, up to a quarter (64 MiB at most) for what is ' +
      'not committed yet in a sync or a reorganisation, the rest for coins. Headers take 0.6 MiB a thousand on top.',
    default: 100,
    why: 'holds all of a young chain; a long sync gains from more',
  },
  diskReserve: {
    kind: 'int',
    category: 'files',
    unit: 'MiB',
    min: 0,
    max: 1_048_576,
    help:
      'Room that stays free on the disk of the data. With less the node refuses what would have to be written, answers ' +
      'everything else, and goes on by itself once there is more.',
    default: 50,
    why: 'Bitcoin Core stops there; what is written is brought into its place within so much',
  },
  pid: {
    kind: 'path',
    category: 'files',
    relativeTo: 'network folder',
    placeholder: 'FILE',
    help: 'Write the number of the process to this file while it runs.',
  },
  loadBlock: {
    kind: 'list',
    category: 'files',
    relativeTo: 'working directory',
    placeholder: 'FILE',
    help:
      "Import the blocks of this file after the start: Bitcoin Core's blk files, unless they are obfuscated, and what " +
      'its linearize writes. What the chain has is left out.',
    default: [],
  },
  stopAfterBlockImport: {
    kind: 'bool',
    category: 'files',
    hidden: true,
    help: 'Stop once the files of -loadblock are imported.',
    default: false,
  },

  mine: {
    kind: 'bool',
    category: 'mining',
    help: 'Mine on every thread from the start.',
    default: {
      text: "the network's: 1 on cpunet, 0 on the others that ship",
      of: ({ network }) => network.mineByDefault,
    },
    why: 'on cpunet anyone finds blocks, on the others mining has to be asked for',
  },
  minerAddress: {
    kind: 'string',
    category: 'mining',
    networkBound: true,
    placeholder: 'ADDRESS',
    help: 'Pay the rewards to this address; without it a key is made and its words are shown once.',
  },
  threads: {
    kind: 'int',
    category: 'mining',
    min: 1,
    max: 1024,
    help: 'Threads that mine.',
    default: { text: 'one per core', of: ({ cores }) => cores },
  },
  kernel: {
    kind: 'choice',
    category: 'mining',
    choices: ['auto', ...KERNEL_NAMES],
    placeholder: 'NAME',
    help: 'The code that hashes: auto lets those that run here race when mining first starts, noble is the slow reference.',
    default: 'auto',
  },
  versionRolling: {
    kind: 'bool',
    category: 'mining',
    help: "Roll the bits of a block's version that mean nothing (BIP320): the search is faster by a third or more.",
    default: {
      text: '1, but for networks whose file forbids it',
      of: ({ network }) => network?.versionRolling ?? true,
    },
  },
  miningPriority: {
    kind: 'int',
    category: 'mining',
    placeholder: 'NICE',
    min: 0,
    max: 19,
    help: 'Priority of the mining threads as a nice value, 19 the lowest (Linux only).',
    default: 19,
    why: 'mining takes what the rest of the node and of the machine leaves',
  },
  blockInterval: {
    kind: 'int',
    category: 'mining',
    unit: 's',
    min: 0,
    max: 86_400,
    help: 'Seconds from one mined block to the next where proof of work takes no time; 0 does not wait.',
    only: { holds: (network) => network.testChain, where: 'test chains such as regtest' },
    default: 1,
    why: 'regtest would otherwise fill the disk with blocks as fast as it can write',
  },

  ...RPC_OPTIONS,

  maxMempool: {
    kind: 'int',
    category: 'mempool',
    unit: 'MB',
    min: 0,
    max: 100_000,
    help: 'Memory for unconfirmed transactions, at least 5 MB; beyond it those that pay least are dropped.',
    default: 300,
    why: "Bitcoin Core's",
  },
  mempoolExpiry: {
    kind: 'int',
    category: 'mempool',
    unit: 'h',
    min: 1,
    max: 100_000,
    help: 'Drop a transaction that nobody mined in this time.',
    default: 336,
    why: 'two weeks, as in Bitcoin Core',
  },
  limitClusterCount: {
    kind: 'int',
    category: 'mempool',
    hidden: true,
    unit: 'transactions',
    min: 1,
    max: MAX_CLUSTER_COUNT,
    refusal: `limitclustercount must be less than or equal to ${MAX_CLUSTER_COUNT}`,
    help: 'How many unconfirmed transactions may build on each other, directly or not.',
    default: 64,
  },
  limitClusterSize: {
    kind: 'int',
    category: 'mempool',
    hidden: true,
    unit: 'kB',
    min: 1,
    max: 100_000,
    help: 'Thousands of virtual bytes that they may have together.',
    default: 101,
  },
  persistMempool: {
    kind: 'bool',
    category: 'mempool',
    help: 'Keep the mempool on disk, and load it at the start.',
    default: true,
  },
  minRelayTxFee: {
    kind: 'amount',
    category: 'mempool',
    placeholder: 'COINS',
    help:
      'What a transaction must pay at least, in coins per 1000 virtual bytes; not less than -incrementalrelayfee ' +
      'unless given.',
    default: 100,
    why: "Bitcoin Core's since version 30",
  },
  incrementalRelayFee: {
    kind: 'amount',
    category: 'mempool',
    hidden: true,
    placeholder: 'COINS',
    help: 'What a replacement must pay more than what it replaces, in coins per 1000 virtual bytes.',
    default: 100,
  },
  fallbackFee: {
    kind: 'amount',
    category: 'mempool',
    hidden: true,
    placeholder: 'COINS',
    help: 'What estimateSmartFee answers on cpunet and test chains such as regtest, in coins per 1000 virtual bytes.',
    default: 20_000,
  },
  dustRelayFee: {
    kind: 'amount',
    category: 'mempool',
    hidden: true,
    placeholder: 'COINS',
    help: 'The fee rate by which an output is judged too small to be worth spending.',
    default: 3000,
  },
  acceptNonStdTxn: {
    kind: 'bool',
    category: 'mempool',
    help: 'Take transactions into the mempool that are valid but not standard.',
    only: {
      holds: (network) => network.testChain,
      where: 'test chains such as regtest',
      refusal: ({ name }) => `acceptnonstdtxn is not currently supported for ${name} chain`,
    },
    default: false,
  },
  bytesPerSigOp: {
    kind: 'int',
    category: 'mempool',
    hidden: true,
    unit: 'bytes',
    min: 0,
    max: 1_000_000,
    help: 'What each signature operation of a transaction counts as, at least, where its size is judged.',
    default: 20,
  },
  permitBareMultisig: {
    kind: 'bool',
    category: 'mempool',
    hidden: true,
    help: 'Take transactions with outputs that are multisig scripts themselves.',
    default: true,
  },
  dataCarrier: {
    kind: 'bool',
    category: 'mempool',
    hidden: true,
    help: 'Take transactions with OP_RETURN outputs, which carry data.',
    default: true,
  },
  dataCarrierSize: {
    kind: 'int',
    category: 'mempool',
    hidden: true,
    unit: 'bytes',
    min: 0,
    max: 1_000_000,
    help: 'The most bytes that the OP_RETURN outputs of a transaction may have together.',
    default: 100_000,
    why: "Bitcoin Core's since version 30: as much as a standard transaction can hold",
  },
  blockMinTxFee: {
    kind: 'amount',
    category: 'mining',
    hidden: true,
    placeholder: 'COINS',
    help: 'Leave transactions that pay less out of own blocks, in coins per 1000 virtual bytes.',
    default: 1,
  },
  blockMaxWeight: {
    kind: 'int',
    category: 'mining',
    hidden: true,
    unit: 'weight units',
    min: 8_000,
    max: 4_000_000,
    help: 'The most that an own block may weigh.',
    default: 4_000_000,
  },

  blockNotify: {
    kind: 'list',
    category: 'chain',
    placeholder: 'COMMAND',
    help: 'Run this command when there is a new tip; %s in it is the hash of the block.',
    default: [],
  },
  startupNotify: {
    kind: 'list',
    category: 'chain',
    placeholder: 'COMMAND',
    help: 'Run this command once the node answers.',
    default: [],
  },
  shutdownNotify: {
    kind: 'list',
    category: 'chain',
    placeholder: 'COMMAND',
    help: 'Run this command when the node stops, which waits for its end.',
    default: [],
  },
  stopAtHeight: {
    kind: 'int',
    category: 'chain',
    hidden: true,
    placeholder: 'N',
    min: 0,
    max: 0x7fff_ffff,
    help: 'Stop once the best chain has reached this height; 0 does not.',
    default: 0,
  },

  listen: {
    kind: 'bool',
    category: 'peers',
    help: `Take connections from peers. ${NO_PEERS_YET}`,
    default: true,
  },
  port: {
    kind: 'int',
    category: 'peers',
    networkBound: true,
    placeholder: 'PORT',
    min: 0,
    max: 65_535,
    help: `Listen for peers on this TCP port. ${NO_PEERS_YET}`,
    default: {
      text: "the network's: 18544 on cpunet, 18444 on regtest",
      of: ({ network }) => network.p2pPort,
    },
  },
  connect: {
    kind: 'list',
    category: 'peers',
    networkBound: true,
    placeholder: 'HOST[:PORT]',
    rule: ADDRESS,
    help: `Connect to this peer and to no others; 0 or -noconnect to none. ${NO_PEERS_YET}`,
    default: [],
  },
  addNode: {
    kind: 'list',
    category: 'peers',
    networkBound: true,
    placeholder: 'HOST[:PORT]',
    rule: ADDRESS,
    help: `Keep a connection to this peer, beside others. ${NO_PEERS_YET}`,
    default: [],
  },
  dnsSeed: {
    kind: 'bool',
    category: 'peers',
    help: `Ask the network's DNS seeds for peers. ${NO_PEERS_YET}`,
    default: true,
  },
  uaComment: {
    kind: 'list',
    category: 'peers',
    placeholder: 'TEXT',
    rule: USER_AGENT_COMMENT,
    help: `Add this comment to the version that the node tells its peers. ${NO_PEERS_YET}`,
    default: [],
  },

  par: {
    kind: 'int',
    category: 'chain',
    min: -1024,
    max: 1024,
    help:
      'Threads that check the scripts of blocks and of large transactions, 16 at most; 0 takes one per core, a ' +
      'negative number leaves so many cores free, 1 needs no thread beside the main one.',
    default: 0,
    why: 'checking scripts takes most of the time of a block, and all cores share it',
  },
  prune: {
    kind: 'int',
    category: 'chain',
    placeholder: 'MiB',
    min: -1_000_000_000,
    max: 1_000_000_000,
    help:
      'Delete old blocks: 1 on demand alone (pruneblockchain), from 550 on by itself, so that blocks and what takes them ' +
      'back stay below so many MiB; 0 keeps all. To have them again takes downloading everything anew.',
    default: 0,
    why: 'others can get old blocks only from nodes that keep them',
  },
  fastPrune: {
    kind: 'bool',
    category: 'chain',
    hidden: true,
    help: 'Prune chains from height 100 on, for tests.',
    default: false,
  },
  checkBlocks: {
    kind: 'int',
    category: 'chain',
    hidden: true,
    placeholder: 'N',
    min: 0,
    max: 0x7fff_ffff,
    help: 'Blocks at the tip to verify at the start; 0 for all.',
    default: DEFAULT_CHECK_BLOCKS,
  },
  checkLevel: {
    kind: 'int',
    category: 'chain',
    hidden: true,
    placeholder: 'N',
    min: 0,
    max: MAX_CHECK_LEVEL,
    help:
      'How thoroughly they are verified: 0 reads the blocks, 1 checks them alone, 2 reads their undo data, 3 takes ' +
      'them off and 4 puts them on again, in memory.',
    default: DEFAULT_CHECK_LEVEL,
  },
  ...RULE_OPTIONS,
  mockTime: {
    kind: 'int',
    category: 'chain',
    hidden: true,
    placeholder: 'SECONDS',
    min: 0,
    // Block times are 32-bit.
    max: 0xffff_ffff,
    help: 'Freeze the clock at this time, in seconds since 1970; 0 is the real clock.',
    only: { holds: (network) => network.testChain, where: 'test chains such as regtest' },
    default: 0,
  },

  debug: {
    kind: 'list',
    category: 'log',
    placeholder: 'CATEGORY',
    rule: LOG_CATEGORY,
    bare: '1',
    help: `Write the details of this category to the log, -debug alone those of all: ${LOG_CATEGORIES.join(', ')}.`,
    default: [],
  },
  debugExclude: {
    kind: 'list',
    category: 'log',
    placeholder: 'CATEGORY',
    rule: LOG_CATEGORY,
    bare: '1',
    help: 'Leave this category out again, e.g. -debug -debugexclude=rpc.',
    default: [],
  },
  debugLogFile: {
    kind: 'path',
    category: 'log',
    relativeTo: 'network folder',
    placeholder: 'FILE',
    negatable: true,
    help: 'Where the log is written; -nodebuglogfile writes none.',
    default: 'debug.log',
  },
  logFormat: {
    kind: 'choice',
    category: 'log',
    choices: ['text', 'json'],
    placeholder: 'FORMAT',
    help: 'Write log lines as text for people or as JSON objects for machines.',
    default: 'text',
  },
  logTimeMicros: {
    kind: 'bool',
    category: 'log',
    hidden: true,
    help: 'Write the time of log lines with microseconds.',
    default: false,
  },
  printToConsole: {
    kind: 'bool',
    category: 'log',
    help: 'Write log lines to standard output too, in place of the live status line.',
    default: { text: '1 unless that is a terminal', of: ({ stdoutIsTerminal }) => !stdoutIsTerminal },
    why: 'a terminal shows the live status line',
  },
} as const satisfies OptionTable;

/** What a node is started with: one value for each option of NODE_OPTIONS. */
export type NodeOptions = OptionValues<typeof NODE_OPTIONS>;

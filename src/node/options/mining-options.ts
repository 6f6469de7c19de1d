import { MAX_BLOCK_WEIGHT } from '../../consensus/weight.ts';
import { KERNEL_NAMES } from '../../kernel/kernel.ts';
import { MAX_HASH_THREADS } from '../../mining/ports.ts';
import { DEFAULT_RESERVED_WEIGHT, MINIMUM_RESERVED_WEIGHT } from '../../mining/select-txs.ts';
import type { OptionTable } from './option-spec.ts';

/** What is mined, by which code, and on how many threads. */

/** @source Bitcoin Core src/node/mining_args.cpp CheckMiningOptions */
function exceedsConsensus(option: string, weight: number): string | undefined {
  if (weight <= MAX_BLOCK_WEIGHT) return undefined;
  return `${option} (${weight}) exceeds consensus maximum block weight (${MAX_BLOCK_WEIGHT})`;
}

export const MINING_OPTIONS = {
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
    max: MAX_HASH_THREADS,
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
    help: "Roll the bits of a block's version that mean nothing (BIP320): a kernel hashes faster, by an eighth to four fifths.",
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
    min: 0,
    max: MAX_BLOCK_WEIGHT,
    refusal: (value) => exceedsConsensus('-blockmaxweight', value),
    help: 'The most that an own block may weigh.',
    default: MAX_BLOCK_WEIGHT,
  },
  blockReservedWeight: {
    kind: 'int',
    category: 'mining',
    unit: 'weight units',
    min: MINIMUM_RESERVED_WEIGHT,
    max: MAX_BLOCK_WEIGHT,
    refusal: (value) =>
      exceedsConsensus('-blockreservedweight', value) ??
      `-blockreservedweight (${value}) is lower than minimum safety value of (${MINIMUM_RESERVED_WEIGHT})`,
    help: 'What templates leave free for the header and the largest coinbase that mining software may add.',
    default: DEFAULT_RESERVED_WEIGHT,
    why: 'room for the many outputs that the coinbase of a mining pool may have',
  },
  blockVersion: {
    kind: 'int',
    category: 'mining',
    hidden: true,
    min: -(2 ** 31),
    max: 2 ** 31 - 1,
    help: 'The version of own blocks, to try out what others make of it.',
  },
} as const satisfies OptionTable;

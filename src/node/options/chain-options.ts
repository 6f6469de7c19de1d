import { DEFAULT_CHECK_BLOCKS, DEFAULT_CHECK_LEVEL, MAX_CHECK_LEVEL } from '../../chain/verify-chain.ts';
import type { OptionTable } from './option-spec.ts';
import { RULE_OPTIONS } from './rule-options.ts';

/** How the chain is checked and how much of it is kept. */

export const CHAIN_OPTIONS = {
  blockNotify: {
    kind: 'list',
    hasCommas: true,
    category: 'chain',
    placeholder: 'COMMAND',
    help: 'Run this command when there is a new tip; %s in it is the hash of the block.',
    default: [],
  },
  alertNotify: {
    kind: 'list',
    hasCommas: true,
    category: 'chain',
    placeholder: 'COMMAND',
    help: 'Run this command when a new tip brings something to warn of; %s in it is the text, in quotes.',
    default: [],
  },
  startupNotify: {
    kind: 'list',
    hasCommas: true,
    category: 'chain',
    placeholder: 'COMMAND',
    help: 'Run this command once the node answers.',
    default: [],
  },
  shutdownNotify: {
    kind: 'list',
    hasCommas: true,
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
      'back stay below so many MiB; 0 keeps all. To have all of them again takes downloading everything anew. Not with -txindex, ' +
      '-addressindex or -txospenderindex.',
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
    min: -0x8000_0000,
    max: 0x7fff_ffff,
    help: 'Blocks at the tip to verify at the start; 0, or a negative number, for all.',
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
} as const satisfies OptionTable;

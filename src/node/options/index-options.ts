import type { OptionTable } from './option-spec.ts';

/** Which indexes are kept, in indexes/index.sqlite. */

const WHY_OFF = 'takes room and time that most nodes need not pay';

export const INDEX_OPTIONS = {
  txIndex: {
    kind: 'bool',
    category: 'chain',
    help: 'Keep an index of all transactions: getrawtransaction then finds any by its id.',
    default: false,
    why: WHY_OFF,
  },
  addressIndex: {
    kind: 'bool',
    category: 'chain',
    help: 'Keep the history of every script: getaddresshistory then answers.',
    default: false,
    why: WHY_OFF,
  },
  txoSpenderIndex: {
    kind: 'bool',
    category: 'chain',
    help: 'Keep which transaction spends each output: gettxspendingprevout then answers for the chain too.',
    default: false,
    why: WHY_OFF,
  },
  blockFilterIndex: {
    kind: 'bool',
    category: 'chain',
    word: 'basic',
    refusal: (text: string) => `Unknown -blockfilterindex value ${text}.`,
    help: 'Keep compact filters of blocks (BIP158): getblockfilter and scanblocks then answer, getblockfilter for pruned blocks too.',
    default: false,
    why: WHY_OFF,
  },
  coinStatsIndex: {
    kind: 'bool',
    category: 'chain',
    help: 'Keep what the coins were after each block: gettxoutsetinfo then answers at once, for any block, pruned ones too.',
    default: false,
    why: WHY_OFF,
  },
} as const satisfies OptionTable;

import { DEFAULT_MAX_TIP_AGE } from '../../chain/recent-tip.ts';
import type { NetworkFacts, OptionTable } from './option-spec.ts';

/** Options that change the rules of a network, or what is known of its best chain; see network-overrides.ts. */

const TEST_CHAINS = {
  holds: ({ testChain }: NetworkFacts) => testChain,
  where: 'test chains such as regtest',
};

export const RULE_OPTIONS = {
  assumeValid: {
    kind: 'string',
    category: 'chain',
    placeholder: 'HASH',
    help:
      'Run no scripts of blocks below this one, which was checked with all below it, once it is buried deep enough; ' +
      '0 runs all. Without this option it is a block that the network file names, if it does.',
  },
  minimumChainWork: {
    kind: 'string',
    category: 'chain',
    hidden: true,
    placeholder: 'HEX',
    help: "Work that the best chain is known to have at least, in hex; the network's own unless given.",
  },
  maxTipAge: {
    kind: 'int',
    category: 'chain',
    hidden: true,
    unit: 's',
    min: 0,
    max: 0x7fff_ffff,
    help: 'The node has caught up once its tip is younger than this.',
    default: DEFAULT_MAX_TIP_AGE,
  },
  signetChallenge: {
    kind: 'list',
    category: 'chain',
    placeholder: 'HEX',
    help: "Blocks must satisfy this script instead of the public signet's: a signet of one's own. Given once.",
    only: { holds: ({ name }: NetworkFacts) => name === 'signet', where: 'signet' },
    default: [],
  },
  testActivationHeight: {
    kind: 'list',
    category: 'chain',
    hidden: true,
    placeholder: 'NAME@HEIGHT',
    help: 'Activate a soft fork at that height: segwit, bip34, dersig, cltv or csv.',
    only: TEST_CHAINS,
    default: [],
  },
  vbParams: {
    kind: 'list',
    category: 'chain',
    hidden: true,
    placeholder: 'NAME:START:END[:HEIGHT]',
    help: 'Let miners signal a soft fork between these times, to be active from that height on at the earliest.',
    only: TEST_CHAINS,
    default: [],
  },
  test: {
    kind: 'list',
    category: 'chain',
    hidden: true,
    placeholder: 'NAME',
    help:
      'Switch something on that only tests need: bip94 for the rules of testnet4 about time and difficulty, addrman for ' +
      'an address book whose secret is known.',
    only: TEST_CHAINS,
    default: [],
  },
} as const satisfies OptionTable;

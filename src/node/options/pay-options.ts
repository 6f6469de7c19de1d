import { CONNECT_OPTIONS } from './call-options.ts';
import type { OptionTable } from './option-spec.ts';

/** The options of `nonced pay`. */
export const PAY_OPTIONS = {
  feeRate: {
    kind: 'int',
    category: 'pay',
    flagOnly: true,
    unit: 'satoshis per virtual byte',
    min: 1,
    max: 1_000_000,
    placeholder: 'N',
    help: 'Pay this fee. A usual payment has 141 virtual bytes; without this it pays 1 for each, or what a full mempool asks for.',
  },
  yes: {
    kind: 'bool',
    category: 'pay',
    aliases: ['y'],
    flagOnly: true,
    help: 'Pay without asking; needed where there is no terminal.',
    default: false,
  },
  ...CONNECT_OPTIONS,
} as const satisfies OptionTable;

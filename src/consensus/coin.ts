import type { TxOutput } from '../primitives/tx.ts';

/** An unspent output with what the rules must know of its origin. */
export interface Coin {
  readonly output: TxOutput;
  /** Height of the block that made it. */
  readonly height: number;
  /** True where a coinbase made it: it must mature before it is spent. */
  readonly isCoinbase: boolean;
}

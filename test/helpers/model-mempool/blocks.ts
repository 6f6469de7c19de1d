import type { Transaction } from '../../../src/primitives/tx.ts';
import { transactionOf } from '../transactions.ts';
import {
  areMature,
  coinsOf,
  isFinal,
  isUnlocked,
  type ModelBlock,
  type ModelChain,
  spentBy,
} from './chain.ts';

/** What the next block can hold. */
export interface Filling {
  readonly txs: readonly Transaction[];
  readonly fees: number;
}

/** Takes of these, one after the other, what a block on the chain can hold. */
export function fillBlock(chain: ModelChain, candidates: readonly Transaction[], maturity: number): Filling {
  const txs: Transaction[] = [];
  let fees = 0;
  for (const tx of candidates) {
    const block: ModelBlock = { time: 0, txs: [transactionOf(), ...txs] };
    const all = coinsOf([...chain, block]);
    const coins = spentBy(tx).map((place) => all.get(place));
    const found = coins.filter((coin) => coin !== undefined);
    if (found.length < coins.length || !isFinal(tx, chain) || !isUnlocked(tx, found, chain)) continue;
    if (!areMature(found, chain, maturity)) continue;
    txs.push(tx);
    fees += found.reduce((sum, { value }) => sum + value, 0);
    fees -= tx.outputs.reduce((sum, { value }) => sum + value, 0);
  }
  return { txs, fees };
}

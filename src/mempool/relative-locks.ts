import type { BlockIndexEntry } from '../chain/block-index.ts';
import { originOf } from '../chain/connect.ts';
import type { Coin } from '../consensus/coin.ts';
import { areSequenceLocksMet, calculateSequenceLocks } from '../consensus/sequence-locks.ts';
import type { Transaction } from '../primitives/tx.ts';
import { SEQUENCE_LOCKTIME_DISABLE_FLAG } from '../script/limits.ts';

/**
 * True where the relative locks (BIP68) allow the transaction into the block after `tip`. Coins of unconfirmed
 * transactions count as made in that same block.
 * @param coins - what the inputs spend, in input order
 * @source Bitcoin Core src/validation.cpp CalculateLockPointsAtTip, CheckSequenceLocksAtTip
 */
export function areRelativeLocksMet(tx: Transaction, coins: readonly Coin[], tip: BlockIndexEntry): boolean {
  const locks = calculateSequenceLocks(
    tx,
    coins.map((coin) => originOf(coin, tip)),
  );
  return areSequenceLocksMet(locks, { height: tip.height + 1, parentMedianTimePast: tip.medianTimePast });
}

/** False where no input can be locked, whatever it spends: so with most transactions. */
export function mayHaveRelativeLocks(tx: Transaction): boolean {
  return tx.inputs.some(({ sequence }) => sequence < SEQUENCE_LOCKTIME_DISABLE_FLAG);
}

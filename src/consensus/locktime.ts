import { SEQUENCE_FINAL, type TransactionFields } from '../primitives/tx.ts';
import { LOCKTIME_THRESHOLD } from '../script/limits.ts';

/**
 * True where the transaction may be in a block of that height and time.
 * @param time - the block's own time, or its parent's median time past once BIP113 is active; seconds
 * @source Bitcoin Core src/consensus/tx_verify.cpp IsFinalTx
 */
export function isFinalTransaction(tx: TransactionFields, height: number, time: number): boolean {
  if (tx.lockTime === 0) return true;
  if (tx.lockTime < (tx.lockTime < LOCKTIME_THRESHOLD ? height : time)) return true;
  return tx.inputs.every((input) => input.sequence === SEQUENCE_FINAL);
}

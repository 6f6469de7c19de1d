import { COIN, type Satoshis } from '../primitives/amount.ts';
import { type Hash256, hashKey } from '../primitives/hash256.ts';
import type { Priority } from './ports.ts';

/**
 * What the operator added to fees (prioritiseTransaction). Nobody pays it: it is how much more, or less, a transaction
 * is worth to this node than what it pays. It is forgotten once the transaction is in a block, or can be in none.
 */
export interface Priorities {
  /** What was added to the fee of that transaction; 0 for most. */
  deltaOf(txid: Hash256): Satoshis;
  all(): Iterable<Priority>;
  /** Adds to what was added before. Returns the sum. */
  add(txid: Hash256, delta: Satoshis): Satoshis;
  forget(txid: Hash256): void;
  /** Takes these as they were noted once. */
  restore(noted: Iterable<Priority>): void;
}

/**
 * The most that all additions to one transaction can come to, either way. No fee is as high, and the fees of a
 * cluster can be summed up without loss.
 */
const MAX_DELTA: Satoshis = 1_000_000 * COIN;

/**
 * None yet.
 * @param onChange - told what was added to a transaction in all, from now on; 0: nothing any more
 */
export function createPriorities(onChange: (priority: Priority) => void): Priorities {
  const byTxid = new Map<string, Priority>();

  function set(txid: Hash256, delta: Satoshis): void {
    const priority = { txid, delta };
    if (delta === 0) byTxid.delete(hashKey(txid));
    else byTxid.set(hashKey(txid), priority);
    onChange(priority);
  }

  function deltaOf(txid: Hash256): Satoshis {
    return byTxid.size === 0 ? 0 : (byTxid.get(hashKey(txid))?.delta ?? 0);
  }

  return {
    deltaOf,
    all: () => byTxid.values(),
    add(txid, delta) {
      const sum = Math.min(Math.max(deltaOf(txid) + delta, -MAX_DELTA), MAX_DELTA);
      set(txid, sum);
      return sum;
    },
    forget(txid) {
      if (deltaOf(txid) !== 0) set(txid, 0);
    },
    restore(noted) {
      for (const priority of noted) byTxid.set(hashKey(priority.txid), priority);
    },
  };
}

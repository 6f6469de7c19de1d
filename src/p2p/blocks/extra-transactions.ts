import { hashKey } from '../../primitives/hash256.ts';
import type { Transaction } from '../../primitives/tx.ts';

/**
 * Transactions that are not in the mempool though a miner may have them in a block: refused, replaced, evicted or
 * orphans. Only the last so many are kept.
 * @source Bitcoin Core src/net_processing.cpp AddToCompactExtraTransactions
 */
export interface ExtraTransactions {
  add(tx: Transaction): void;
  all(): Iterable<Transaction>;
}

/** @source Bitcoin Core src/net_processing.h DEFAULT_BLOCK_RECONSTRUCTION_EXTRA_TXN */
export const DEFAULT_BLOCK_RECONSTRUCTION_EXTRA_TXN = 100;

/** What is larger than that is not kept, bytes. @source Bitcoin Core src/net_processing.cpp ProcessInvalidTx, in another measure */
const MAX_SIZE = 100_000;

/** @param limit - how many are kept */
export function createExtraTransactions(limit: number): ExtraTransactions {
  /** The oldest is first. */
  const kept = new Map<string, Transaction>();
  return {
    add(tx) {
      if (tx.size >= MAX_SIZE) return;
      kept.set(hashKey(tx.wtxid), tx);
      for (const oldest of kept.keys()) {
        if (kept.size <= limit) break;
        kept.delete(oldest);
      }
    },
    all: () => kept.values(),
  };
}

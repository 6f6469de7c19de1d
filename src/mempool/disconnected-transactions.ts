import type { Block } from '../primitives/block.ts';
import { hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { estimateTransactionUsage } from './memory-usage.ts';

/**
 * Bytes of memory that transactions may take which wait for the end of a reorganisation.
 * @source Bitcoin Core src/kernel/disconnected_transactions.h MAX_DISCONNECTED_TX_POOL_BYTES
 */
export const MAX_DISCONNECTED_BYTES = 20_000_000;

/**
 * The transactions of blocks that left the best chain and came in no other since. Where there are too many those of
 * the highest blocks go: others may build on those of the lower ones.
 * @source Bitcoin Core src/kernel/disconnected_transactions.cpp
 */
export interface DisconnectedTransactions {
  /** Takes those of a block that left, the one above which left before. Returns those that there is no room for. */
  addBlock(block: Block): readonly Transaction[];
  /** Forgets those of a block that came. */
  removeForBlock(block: Block): void;
  /** Gives them away, in the order of the chain that they were in. */
  take(): readonly Transaction[];
}

/** None so far. @param maxBytes - of memory */
export function createDisconnectedTransactions(maxBytes: number): DisconnectedTransactions {
  // Downwards, as they left: the last of the highest block is the first.
  const waiting = new Map<string, Transaction>();
  let bytes = 0;

  function forget(key: string, tx: Transaction): void {
    waiting.delete(key);
    bytes -= estimateTransactionUsage(tx);
  }

  return {
    addBlock({ transactions }) {
      for (const tx of transactions.toReversed()) {
        waiting.set(hashKey(tx.txid), tx);
        bytes += estimateTransactionUsage(tx);
      }
      const dropped: Transaction[] = [];
      for (const [key, tx] of waiting) {
        if (bytes <= maxBytes) break;
        forget(key, tx);
        dropped.push(tx);
      }
      return dropped;
    },
    removeForBlock({ transactions }) {
      if (waiting.size === 0) return;
      for (const { txid } of transactions) {
        const key = hashKey(txid);
        const tx = waiting.get(key);
        if (tx) forget(key, tx);
      }
    },
    take() {
      const all = [...waiting.values()].reverse();
      waiting.clear();
      bytes = 0;
      return all;
    },
  };
}

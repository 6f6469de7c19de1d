import type { Block } from '../primitives/block.ts';
import { type Hash256, hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { estimateTransactionUsage } from './memory-usage.ts';

/**
 * Bytes of memory that transactions may take which one reorganisation gives back.
 * @source Bitcoin Core src/kernel/disconnected_transactions.h MAX_DISCONNECTED_TX_POOL_BYTES
 */
export const MAX_DISCONNECTED_BYTES = 20_000_000;

/**
 * The transactions of blocks that left the best chain and came in no other since. Where there are too many those of
 * the highest blocks go: others may build on those of the lower ones. A reorganisation that is made in steps gives some
 * away after each of them: they count until it is over.
 * @source Bitcoin Core src/kernel/disconnected_transactions.cpp
 */
export interface DisconnectedTransactions {
  /** Takes those of a block that left, the one above which left before. Returns those that there is no room for. */
  addBlock(block: Block): readonly DroppedTransaction[];
  /** Forgets those of a block that came. */
  removeForBlock(block: Block): void;
  /** Gives away what is new, in the order of the chain that they were in. */
  take(): readonly Transaction[];
  /** The reorganisation is over. */
  forgetAll(): void;
}

/** A transaction that there is no room for. */
export interface DroppedTransaction {
  readonly txid: Hash256;
  /** Undefined where it was given away before. */
  readonly tx: Transaction | undefined;
}

interface Waiting extends DroppedTransaction {
  readonly bytes: number;
}

/** None so far. @param maxBytes - of memory */
export function createDisconnectedTransactions(maxBytes: number): DisconnectedTransactions {
  // Downwards, as they left: the last of the highest block is the first.
  const waiting = new Map<string, Waiting>();
  let bytes = 0;

  function forget(key: string): void {
    bytes -= waiting.get(key)?.bytes ?? 0;
    waiting.delete(key);
  }

  return {
    addBlock({ transactions }) {
      for (const tx of transactions.toReversed()) {
        const added = { txid: tx.txid, tx, bytes: estimateTransactionUsage(tx) };
        waiting.set(hashKey(tx.txid), added);
        bytes += added.bytes;
      }
      const dropped: DroppedTransaction[] = [];
      for (const [key, each] of waiting) {
        if (bytes <= maxBytes) break;
        forget(key);
        dropped.push(each);
      }
      return dropped;
    },
    removeForBlock({ transactions }) {
      if (waiting.size === 0) return;
      for (const { txid } of transactions) forget(hashKey(txid));
    },
    take() {
      const taken: Transaction[] = [];
      for (const [key, { tx, ...rest }] of waiting) {
        if (!tx) continue;
        taken.push(tx);
        // Not the transaction itself: it shares the bytes of its block.
        waiting.set(key, { ...rest, txid: rest.txid.slice() as Hash256, tx: undefined });
      }
      return taken.reverse();
    },
    forgetAll() {
      waiting.clear();
      bytes = 0;
    },
  };
}

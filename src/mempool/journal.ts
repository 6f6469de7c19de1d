import { type Hash256, hashKey } from '../primitives/hash256.ts';
import { serializeTransaction } from '../primitives/tx.ts';
import type { CancelTimer, Timers } from '../util/clock.ts';
import type { MempoolEntry } from './entry.ts';
import type { MempoolRecord, MempoolStore, Priority } from './ports.ts';

/**
 * Writes what changes in the mempool, a group at a time: a commit waits for the disk, so that one for each
 * transaction would be the slowest part of accepting it.
 */
export interface Journal {
  /** Something is to be written: a new entry, or one of which something changed. */
  added(entry: MempoolEntry): void;
  removed(txid: Hash256): void;
  /** What was added to the fee of a transaction has changed. */
  prioritised(priority: Priority): void;
  /** Fulfilled once all that was noted so far is durable; rejected where it could not be written. */
  settled(): Promise<void>;
  /**
   * Commits what waits, now.
   * @throws StoreError; DiskFullError, after which it waits on, for a later change or for the next call
   */
  flush(): void;
}

export interface JournalDependencies {
  readonly store: MempoolStore;
  readonly timers: Timers;
  /** The best chain's tip. */
  readonly tip: () => Hash256;
  /** Whether nobody has asked for the transaction yet. */
  readonly isUnbroadcast: (txid: Hash256) => boolean;
  /** Hears of a commit that failed. */
  readonly onFault: (fault: unknown) => void;
}

/** How long the first change of a group waits for others. */
const GROUP_MS = 10;

/** Those who wait for a group. */
interface Waiter {
  readonly resolve: () => void;
  readonly reject: (fault: unknown) => void;
}

/** A journal in which nothing is noted. */
export function createJournal(deps: JournalDependencies): Journal {
  const { store, timers, tip, onFault } = deps;
  // The newest word on each transaction; undefined: it left.
  const pending = new Map<string, { readonly txid: Hash256; readonly entry: MempoolEntry | undefined }>();
  const priorities = new Map<string, Priority>();
  let waiters: Waiter[] = [];
  let cancelTimer: CancelTimer | undefined;

  function note(txid: Hash256, entry: MempoolEntry | undefined): void {
    pending.set(hashKey(txid), { txid, entry });
    awaitGroup();
  }

  function awaitGroup(): void {
    cancelTimer ??= timers.after(GROUP_MS, commitGroup);
  }

  function isEmpty(): boolean {
    return pending.size === 0 && priorities.size === 0;
  }

  function commitGroup(): void {
    try {
      flush();
    } catch (fault) {
      onFault(fault);
    }
  }

  function flush(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    if (isEmpty()) return;
    const waiting = waiters;
    waiters = [];
    try {
      store.commitMempool(batchOf());
    } catch (fault) {
      for (const { reject } of waiting) reject(fault);
      throw fault;
    }
    pending.clear();
    priorities.clear();
    for (const { resolve } of waiting) resolve();
  }

  function batchOf(): Parameters<MempoolStore['commitMempool']>[0] {
    const added: MempoolRecord[] = [];
    const removed: Hash256[] = [];
    for (const { txid, entry } of pending.values()) {
      if (entry) added.push(recordOf(entry, deps));
      else removed.push(txid);
    }
    return { added, removed, prioritised: [...priorities.values()], tip: tip() };
  }

  return {
    added: (entry) => note(entry.tx.txid, entry),
    removed: (txid) => note(txid, undefined),
    prioritised(priority) {
      priorities.set(hashKey(priority.txid), priority);
      awaitGroup();
    },
    settled() {
      if (isEmpty()) return Promise.resolve();
      awaitGroup();
      return new Promise((resolve, reject) => waiters.push({ resolve, reject }));
    },
    flush,
  };
}

/** An entry as it is kept. */
export function recordOf(
  { tx, time, height, fee, vsize }: MempoolEntry,
  { isUnbroadcast }: Pick<JournalDependencies, 'isUnbroadcast'>,
): MempoolRecord {
  const { txid } = tx;
  const bytes = serializeTransaction(tx);
  return { txid, bytes, time, height, fee, vsize, isUnbroadcast: isUnbroadcast(txid) };
}

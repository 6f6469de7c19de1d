import { compareFeeRates, type FeeAndSize } from '../policy/fee-rate.ts';
import { createEmitter, type Subscribable } from '../util/emitter.ts';
import { collectReachable } from '../util/reachable.ts';
import { createUpdatableHeap } from '../util/updatable-heap.ts';
import type { EntryFacts, MempoolEntry } from './entry.ts';
import type { MempoolEvents, RemovalReason } from './events.ts';
import { createTransactionGraph, type TransactionGraph } from './graph.ts';
import type { Journal } from './journal.ts';

/** The transactions with everything that must hear of each that comes or goes: the orders, the journal, the listeners. */
export interface Pool {
  readonly graph: Omit<TransactionGraph, 'add' | 'remove'>;
  readonly events: Subscribable<MempoolEvents>;
  /** Adds a transaction and tells so. @param isStored - true where the store has it already */
  insert(facts: EntryFacts, isStored: boolean): MempoolEntry;
  /** Takes these out with all that builds on them, and tells so. */
  remove(entries: Iterable<MempoolEntry>, reason: RemovalReason): void;
  /** Takes one out that a block holds; what builds on it stays. */
  removeConfirmed(entry: MempoolEntry): void;
  /** Adds a transaction for a try, to be withdrawn before anything else happens: nobody hears of it. */
  stage(facts: EntryFacts): MempoolEntry;
  /** Takes a staged one out again. */
  withdraw(entry: MempoolEntry): void;
  /** The one to go first for want of room: with what builds on it, it pays least. */
  cheapest(): MempoolEntry | undefined;
  oldest(): MempoolEntry | undefined;
  /** Counts the transactions that came and went. */
  sequence(): number;
}

/** An empty pool. */
export function createPool(journal: Journal): Pool {
  const events = createEmitter<MempoolEvents>();
  const byWorth = createUpdatableHeap<MempoolEntry>(isWorthLess);
  const byTime = createUpdatableHeap<MempoolEntry>((a, b) => a.time < b.time);
  const graph = createTransactionGraph(byWorth.put);
  let sequence = 1;

  function stage(facts: EntryFacts): MempoolEntry {
    const entry = graph.add(facts);
    byWorth.put(entry);
    byTime.put(entry);
    return entry;
  }

  function withdraw(entry: MempoolEntry): void {
    graph.remove(entry);
    byWorth.remove(entry);
    byTime.remove(entry);
  }

  function insert(facts: EntryFacts, isStored: boolean): MempoolEntry {
    const entry = stage(facts);
    if (!isStored) journal.added(entry);
    events.emit('txAdded', { entry, sequence: sequence++ });
    return entry;
  }

  function removeOne(entry: MempoolEntry, reason: RemovalReason): void {
    withdraw(entry);
    journal.removed(entry.tx.txid);
    events.emit('txRemoved', { entry, reason, sequence: sequence++ });
  }

  return {
    graph,
    events,
    insert,
    remove(entries, reason) {
      const doomed = collectReachable(entries, ({ children }) => children);
      for (const entry of childrenFirst(doomed)) removeOne(entry, reason);
    },
    removeConfirmed: (entry) => removeOne(entry, 'block'),
    stage,
    withdraw,
    cheapest: byWorth.peek,
    oldest: byTime.peek,
    sequence: () => sequence,
  };
}

/** Of two entries the one with more ancestors cannot be an ancestor of the other. */
function childrenFirst(entries: Iterable<MempoolEntry>): MempoolEntry[] {
  return [...entries].sort((a, b) => b.ancestors.count - a.ancestors.count);
}

/**
 * What a transaction is worth keeping for: its own rate, or that of all that would go with it where that is higher.
 * @source Bitcoin Core 30 src/txmempool.h CompareTxMemPoolEntryByDescendantScore
 */
function worthOf(entry: MempoolEntry): FeeAndSize {
  return compareFeeRates(entry.descendants, entry) > 0 ? entry.descendants : entry;
}

/** Of two that are worth the same the later one goes first. */
function isWorthLess(a: MempoolEntry, b: MempoolEntry): boolean {
  const difference = compareFeeRates(worthOf(a), worthOf(b));
  return difference < 0 || (difference === 0 && a.order > b.order);
}

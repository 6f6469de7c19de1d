import type { Satoshis } from '../primitives/amount.ts';
import { createEmitter, type Emitter } from '../util/emitter.ts';
import { createUpdatableHeap } from '../util/updatable-heap.ts';
import type { Changeset } from './changeset.ts';
import { descendantsFirst, type EntryFacts, type MempoolEntry } from './entry.ts';
import type { MempoolEvents, RemovalReason } from './events.ts';
import { createTransactionGraph, type GraphView } from './graph.ts';
import type { Journal } from './journal.ts';

/** The transactions with everything that must hear of each that comes or goes: the orders, the journal, the listeners. */
export interface Pool {
  readonly graph: GraphView;
  readonly events: Emitter<MempoolEvents>;
  /**
   * Makes the change, which was thought through on the pool as it is: those that go first, then those that come, in
   * their order. Tells of each.
   * @param isStored - true where the store has those that come already
   * @returns those that came
   */
  apply(changeset: Pick<Changeset, 'added' | 'removed'>, isStored: boolean): readonly MempoolEntry[];
  /** Takes these out with all that builds on them, and tells so. */
  remove(entries: Iterable<MempoolEntry>, reason: RemovalReason): void;
  /** Takes one out that a block holds; what builds on it stays. */
  removeConfirmed(entry: MempoolEntry): void;
  /** What the transaction pays, with what the operator added, has changed. */
  reprice(entry: MempoolEntry, modifiedFee: Satoshis): void;
  /** Tells that the child spends what the parent makes, which came back from a block after it. */
  link(parent: MempoolEntry, child: MempoolEntry): void;
  oldest(): MempoolEntry | undefined;
  /** Counts the transactions that came and went. */
  sequence(): number;
  /** Counts these, and changes of what is paid. */
  revision(): number;
}

/** An empty pool. */
export function createPool(journal: Journal): Pool {
  const events = createEmitter<MempoolEvents>();
  const byTime = createUpdatableHeap<MempoolEntry>((a, b) => a.time < b.time);
  const graph = createTransactionGraph();
  let sequence = 1;
  let repriced = 0;

  function insert(facts: EntryFacts, isStored: boolean): MempoolEntry {
    const entry = graph.add(facts);
    byTime.put(entry);
    if (!isStored) journal.added(entry);
    events.emit('txAdded', { entry, sequence: sequence++ });
    return entry;
  }

  function removeOne(entry: MempoolEntry, reason: RemovalReason): void {
    graph.remove(entry);
    byTime.remove(entry);
    journal.removed(entry.tx.txid);
    events.emit('txRemoved', { entry, reason, sequence: sequence++ });
  }

  function remove(entries: Iterable<MempoolEntry>, reason: RemovalReason): void {
    for (const entry of descendantsFirst(entries)) removeOne(entry, reason);
  }

  return {
    graph,
    events,
    apply({ added, removed }, isStored) {
      remove(removed, 'replaced');
      return added.map((facts) => insert(facts, isStored));
    },
    remove,
    removeConfirmed: (entry) => removeOne(entry, 'block'),
    reprice(entry, modifiedFee) {
      graph.setModifiedFee(entry, modifiedFee);
      repriced++;
    },
    link: graph.link,
    oldest: byTime.peek,
    sequence: () => sequence,
    revision: () => sequence + repriced,
  };
}

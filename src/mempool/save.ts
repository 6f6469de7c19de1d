import { hashKey } from '../primitives/hash256.ts';
import { type JournalDependencies, recordOf } from './journal.ts';
import type { MempoolView } from './view.ts';

/**
 * Writes the whole mempool into the store, in the stead of what is there: for one that is not kept otherwise.
 * @throws StoreError
 */
export function saveMempool(
  { entries, priorities }: Pick<MempoolView, 'entries' | 'priorities'>,
  { store, tip, isUnbroadcast }: Pick<JournalDependencies, 'store' | 'tip' | 'isUnbroadcast'>,
): void {
  const added = Array.from(entries(), (entry) => recordOf(entry, { isUnbroadcast }));
  const kept = new Set(added.map(({ txid }) => hashKey(txid)));
  const stored = store.loadMempool();
  const removed = stored.records.map(({ txid }) => txid).filter((txid) => !kept.has(hashKey(txid)));
  const forgotten = stored.priorities.map(({ txid }) => ({ txid, delta: 0 }));
  store.commitMempool({ added, removed, prioritised: [...forgotten, ...priorities()], tip: tip() });
}

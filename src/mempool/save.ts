import { hashKey } from '../primitives/hash256.ts';
import type { MempoolEntry } from './entry.ts';
import { type JournalDependencies, recordOf } from './journal.ts';

/**
 * Writes the whole mempool into the store, in the stead of what is there: for one that is not kept otherwise.
 * @throws StoreError
 */
export function saveMempool(
  entries: Iterable<MempoolEntry>,
  { store, tip, isUnbroadcast }: Pick<JournalDependencies, 'store' | 'tip' | 'isUnbroadcast'>,
): void {
  const added = Array.from(entries, (entry) => recordOf(entry, { isUnbroadcast }));
  const kept = new Set(added.map(({ txid }) => hashKey(txid)));
  const stored = store.loadMempool().records.map(({ txid }) => txid);
  store.commitMempool({ added, removed: stored.filter((txid) => !kept.has(hashKey(txid))), tip: tip() });
}

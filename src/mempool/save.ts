import { hashKey } from '../primitives/hash256.ts';
import type { MempoolDump } from './dump-file.ts';
import { type JournalDependencies, recordOf } from './journal.ts';
import { inTopologicalOrder } from './topological-order.ts';
import type { UnbroadcastSet } from './unbroadcast.ts';
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

/** All of the mempool as it is now, for a file. */
export function dumpMempool(
  { entries, priorities, get }: Pick<MempoolView, 'entries' | 'priorities' | 'get'>,
  { txids }: Pick<UnbroadcastSet, 'txids'>,
): MempoolDump {
  const transactions = Array.from(entries(), ({ tx, time, fee, modifiedFee }) => {
    return { tx, time, delta: modifiedFee - fee };
  });
  return {
    transactions: inTopologicalOrder(transactions),
    priorities: [...priorities()].filter(({ txid }) => !get(txid)),
    unbroadcast: txids(),
  };
}

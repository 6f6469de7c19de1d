import { displayHash, type Hash256, hashKey } from '../primitives/hash256.ts';
import type { Subscribable } from '../util/emitter.ts';
import type { Log } from '../util/log.ts';
import type { MempoolEvents } from './events.ts';

/**
 * The transactions that were submitted here and that no peer has asked for yet: they are offered again from time to
 * time, so that one that was submitted while nobody was connected does not stay unknown.
 * @source Bitcoin Core src/txmempool.h CTxMemPool::m_unbroadcast_txids
 */
export interface UnbroadcastSet {
  has(txid: Hash256): boolean;
  count(): number;
  /** The oldest first. */
  txids(): readonly Hash256[];
  /** Notes a transaction of the mempool. */
  add(txid: Hash256): void;
  /** A peer has asked for it. @returns false where it was not noted */
  remove(txid: Hash256): boolean;
}

/** An empty set, which forgets what leaves the mempool. */
export function createUnbroadcastSet(
  { on }: Pick<Subscribable<MempoolEvents>, 'on'>,
  log: Pick<Log, 'debug'>,
): UnbroadcastSet {
  const noted = new Map<string, Hash256>();

  function remove(txid: Hash256, circumstance: string): boolean {
    if (!noted.delete(hashKey(txid))) return false;
    log.debug('mempool', `Removed ${displayHash(txid)} from set of unbroadcast txns${circumstance}`);
    return true;
  }

  on('txRemoved', ({ entry }) => remove(entry.tx.txid, ' before confirmation that txn was sent out'));
  return {
    has: (txid) => noted.has(hashKey(txid)),
    count: () => noted.size,
    txids: () => [...noted.values()],
    add: (txid) => noted.set(hashKey(txid), txid),
    remove: (txid) => remove(txid, ''),
  };
}

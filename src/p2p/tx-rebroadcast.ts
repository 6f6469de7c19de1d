import type { Mempool } from '../mempool/mempool.ts';
import type { Timers } from '../util/clock.ts';
import type { Random } from './random.ts';
import type { TxRelay } from './tx-relay.ts';

const MINUTE_MS = 60_000;
/** From ten minutes to fifteen, another time each time, so that nobody knows the node by them. */
const MIN_MS = 10 * MINUTE_MS;
const SPREAD_MS = 5 * MINUTE_MS;

export interface RebroadcastDependencies {
  readonly mempool: Pick<Mempool, 'get' | 'unbroadcast'>;
  readonly relay: Pick<TxRelay, 'announce'>;
  readonly timers: Timers;
  readonly random: Pick<Random, 'below'>;
}

/**
 * Announces what was submitted here, and nobody asked for yet, again and again.
 * @returns how to stop
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::ReattemptInitialBroadcast
 */
export function startRebroadcast({ mempool, relay, timers, random }: RebroadcastDependencies): () => void {
  const wait = () => timers.after(MIN_MS + random.below(SPREAD_MS), announceAll);
  let cancel = wait();

  function announceAll(): void {
    for (const txid of mempool.unbroadcast.txids()) {
      const entry = mempool.get(txid);
      if (entry) relay.announce(entry.tx.wtxid);
    }
    cancel = wait();
  }

  return () => cancel();
}

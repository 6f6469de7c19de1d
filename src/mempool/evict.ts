import { virtualSize } from '../consensus/weight.ts';
import type { AcceptContext } from './accept-context.ts';

type LimitsContext = Pick<AcceptContext, 'pool' | 'options' | 'clock' | 'rollingFee' | 'log'>;

/**
 * Drops what waited too long, then what pays least, until the mempool fits.
 * @source Bitcoin Core src/validation.cpp LimitMempoolSize
 */
export function limitSize(context: LimitsContext): void {
  expire(context);
  trimToSize(context);
}

/** @source Bitcoin Core src/txmempool.cpp CTxMemPool::Expire */
function expire({ pool, options, clock, log }: LimitsContext): void {
  const before = pool.graph.count();
  const oldestTime = clock.nowSeconds() - options.expirySeconds;
  for (let entry = pool.oldest(); entry && entry.time < oldestTime; entry = pool.oldest()) {
    pool.remove([entry], 'expiry');
  }
  const expired = before - pool.graph.count();
  if (expired > 0) log.debug('mempool', `Expired ${expired} transactions from the memory pool`);
}

/** @source Bitcoin Core src/txmempool.cpp CTxMemPool::TrimToSize */
function trimToSize({ pool, options, rollingFee, log }: LimitsContext): void {
  const before = pool.graph.count();
  while (pool.graph.totals().usage > options.maxBytes) {
    const worst = pool.graph.worstChunk();
    if (!worst) break;
    rollingFee.noteEvicted({ fee: worst.fee, vsize: virtualSize(worst.size) });
    pool.remove(worst.entries, 'sizelimit');
  }
  const removed = before - pool.graph.count();
  if (removed > 0) log.debug('mempool', `Removed ${removed} transactions: the memory pool is full`);
}

import { formatMoney, type Satoshis } from '../primitives/amount.ts';
import { displayHash, type Hash256 } from '../primitives/hash256.ts';
import type { AcceptContext } from './accept-context.ts';

/**
 * Adds to what the transaction counts as paying. What is here already stays, however little it counts as paying now:
 * it goes when there is no room.
 * @source Bitcoin Core src/txmempool.cpp CTxMemPool::PrioritiseTransaction
 */
export function prioritise(
  txid: Hash256,
  delta: Satoshis,
  { priorities, pool, log }: Pick<AcceptContext, 'priorities' | 'pool' | 'log'>,
): void {
  const sum = priorities.add(txid, delta);
  const entry = pool.graph.get(txid);
  if (entry) pool.reprice(entry, entry.fee + sum);
  const name = `PrioritiseTransaction: ${displayHash(txid)} (${entry ? '' : 'not '}in mempool)`;
  log.info(
    sum === 0
      ? `${name} delta cleared`
      : `${name} fee += ${formatMoney(delta)}, new delta=${formatMoney(sum)}`,
  );
}

import { checkTransactionInputs } from '../consensus/check-tx-inputs.ts';
import { decodeTransaction, isCoinbase, serializeTransaction, type Transaction } from '../primitives/tx.ts';
import { expectDefined, invariant } from '../util/invariant.ts';
import { acceptToMempool } from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import { checkNextBlockForm } from './accept-form.ts';
import type { MempoolEntry } from './entry.ts';
import { areRelativeLocksMet, mayHaveRelativeLocks } from './relative-locks.ts';

/**
 * Takes the transactions of blocks that left the best chain back. What builds on one that is not taken (on a
 * coinbase, always) goes.
 * @param transactions - in the order of the chain
 */
export function returnTransactions(transactions: readonly Transaction[], context: AcceptContext): void {
  const { pool, clock, chainstate } = context;
  const arrival = { time: clock.nowSeconds(), height: chainstate.tip().height, isReturning: true };
  for (const tx of transactions) {
    const isBack = !isCoinbase(tx) && acceptToMempool({ tx: detached(tx), ...arrival }, context).ok;
    // Another with the same id and another witness may be here in its stead.
    if (!isBack && !pool.graph.get(tx.txid)) pool.remove(pool.graph.neighboursOf(tx).children, 'reorg');
  }
}

/** A copy: the transactions of a block share its bytes, and one that is kept would keep all of them in memory. */
function detached(tx: Transaction): Transaction {
  const copy = decodeTransaction(serializeTransaction(tx));
  invariant(copy.ok, 'a transaction of a valid block can be decoded');
  return copy.value;
}

/**
 * Drops whatever the next block could no longer hold: the tip may be lower now, its median time earlier, a coinbase
 * higher up; and what depends on too many now that some came back.
 * @source Bitcoin Core src/txmempool.cpp CTxMemPool::removeForReorg
 */
export function revalidate(context: AcceptContext): void {
  const { pool, chainstate, options } = context;
  const rules = { tip: chainstate.tip(), params: chainstate.params };
  for (const entry of [...pool.graph.entries()]) {
    // It may have gone with another one.
    if (pool.graph.get(entry.tx.txid) !== entry) continue;
    const stays =
      checkNextBlockForm(entry.tx, rules).ok &&
      isSpendValid(entry, context) &&
      entry.ancestors.count <= options.limits.ancestorCount &&
      entry.ancestors.vsize <= options.limits.ancestorVsize;
    if (!stays) pool.remove([entry], 'reorg');
  }
}

/** Relative locks and maturity; the coins are looked up only for those that can have changed. */
function isSpendValid({ tx, spendsCoinbase }: MempoolEntry, { chainstate, coins }: AcceptContext): boolean {
  if (!spendsCoinbase && !mayHaveRelativeLocks(tx)) return true;
  const tip = chainstate.tip();
  const { coinbaseMaturity } = chainstate.params;
  const spent = tx.inputs.map(({ prevout }) =>
    expectDefined(coins.getCoin(prevout), 'what is in the mempool spends coins that exist'),
  );
  return (
    checkTransactionInputs(tx, spent, { height: tip.height + 1, coinbaseMaturity }).ok &&
    areRelativeLocksMet(tx, spent, tip)
  );
}

import { checkTransactionInputs } from '../consensus/check-tx-inputs.ts';
import { decodeTransaction, isCoinbase, serializeTransaction, type Transaction } from '../primitives/tx.ts';
import { expectDefined, invariant } from '../util/invariant.ts';
import { acceptToMempool } from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import { checkNextBlockForm } from './accept-form.ts';
import { findTrimmed, type Link } from './cluster/trim.ts';
import type { MempoolEntry } from './entry.ts';
import { areRelativeLocksMet, mayHaveRelativeLocks } from './relative-locks.ts';

/**
 * Takes the transactions of blocks that left the best chain back. What builds on one that is not taken (on a
 * coinbase, always) goes; so does what would make a cluster too large together with what came back.
 * @param transactions - in the order of the chain
 * @source Bitcoin Core src/validation.cpp MaybeUpdateMempoolForReorg, src/txmempool.cpp UpdateTransactionsFromBlock
 */
export function returnTransactions(transactions: readonly Transaction[], context: AcceptContext): void {
  const { pool, clock, chainstate } = context;
  const arrival = { time: clock.nowSeconds(), height: chainstate.tip().height, isReturning: true };
  for (const tx of transactions) {
    const isBack = !isCoinbase(tx) && acceptToMempool({ tx: detached(tx), ...arrival }, context).ok;
    // Another with the same id and another witness may be here in its stead.
    if (!isBack && !pool.graph.get(tx.txid)) pool.remove(pool.graph.childrenOf(tx), 'reorg');
  }
  linkReturned(transactions, context);
}

/** Until now those that came back were here without what builds on them: it was here before. */
function linkReturned(transactions: readonly Transaction[], { pool, options }: AcceptContext): void {
  const { graph } = pool;
  const returned = transactions.map(({ txid }) => graph.get(txid)).filter((entry) => entry !== undefined);
  const links = returned.flatMap((parent) =>
    [...graph.childrenOf(parent.tx)]
      .filter((child) => !parent.children.has(child))
      .map((child): Link => ({ parent, child })),
  );
  pool.remove(findTrimmed(links, graph, options.limits), 'sizelimit');
  for (const { parent, child } of links) {
    const areHere = [parent, child].every((entry) => graph.get(entry.tx.txid) === entry);
    if (areHere) pool.link(parent, child);
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
 * higher up.
 * @source Bitcoin Core src/txmempool.cpp CTxMemPool::removeForReorg
 */
export function revalidate(context: AcceptContext): void {
  const { pool, chainstate } = context;
  const rules = { tip: chainstate.tip(), params: chainstate.params };
  for (const entry of [...pool.graph.entries()]) {
    // It may have gone with another one.
    if (pool.graph.get(entry.tx.txid) !== entry) continue;
    const stays = checkNextBlockForm(entry.tx, rules).ok && isSpendValid(entry, context);
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

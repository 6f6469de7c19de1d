import type { BlockConnected, BlockDisconnected } from '../chain/events.ts';
import type { Block } from '../primitives/block.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { AcceptContext } from './accept-context.ts';
import {
  createDisconnectedTransactions,
  type DroppedTransaction,
  MAX_DISCONNECTED_BYTES,
} from './disconnected-transactions.ts';
import { limitSize } from './evict.ts';
import { returnTransactions, revalidate } from './reorg.ts';

/**
 * Keeps the mempool to what the next block could hold, as blocks come and go. Must listen to the chain before
 * anybody who looks at the mempool when the tip changes.
 * @returns how to stop following
 */
export function followChain(context: AcceptContext): () => void {
  const { pool, rollingFee, priorities, chainstate } = context;
  const disconnected = createDisconnectedTransactions(MAX_DISCONNECTED_BYTES);
  /** True where blocks left the best chain since it was last settled. */
  let isReorganising = false;
  /** True where blocks came: a reorganisation, of however many steps, is on its last way. */
  let isAscending = false;

  function onDisconnected({ block }: BlockDisconnected): void {
    isReorganising = true;
    for (const dropped of disconnected.addBlock(block)) drop(dropped);
  }

  /** One that came back in an earlier step goes again, another takes what builds on it along. */
  function drop({ txid, tx }: DroppedTransaction): void {
    const entry = pool.graph.get(txid);
    if (tx) pool.remove(pool.graph.childrenOf(tx), 'reorg');
    else if (entry) pool.remove([entry], 'reorg');
  }

  function onConnected({ block }: BlockConnected): void {
    isAscending = true;
    disconnected.removeForBlock(block);
    removeForBlock(block);
    rollingFee.noteBlock();
  }

  /** @source Bitcoin Core src/txmempool.cpp CTxMemPool::removeForBlock */
  function removeForBlock(block: Block): void {
    for (const tx of block.transactions) {
      if (pool.graph.count() > 0) removeForTransaction(tx);
      priorities.forget(tx.txid);
    }
  }

  function removeForTransaction(tx: Transaction): void {
    const entry = pool.graph.get(tx.txid);
    if (entry) pool.removeConfirmed(entry);
    for (const { prevout } of tx.inputs) {
      const conflict = pool.graph.spenderOf(prevout);
      if (!conflict) continue;
      priorities.forget(conflict.tx.txid);
      pool.remove([conflict], 'conflict');
    }
  }

  /** The coins are those of the new tip by now. @source Bitcoin Core src/validation.cpp MaybeUpdateMempoolForReorg */
  function onTipChanged(): void {
    if (isReorganising) {
      isReorganising = false;
      returnTransactions(disconnected.take(), context);
      revalidate(context);
      limitSize(context);
    }
    if (isAscending) disconnected.forgetAll();
    isAscending = false;
  }

  const unsubscribers = [
    chainstate.events.on('blockDisconnected', onDisconnected),
    chainstate.events.on('blockConnected', onConnected),
    chainstate.events.on('tipChanged', onTipChanged),
  ];
  return () => {
    for (const unsubscribe of unsubscribers) unsubscribe();
  };
}

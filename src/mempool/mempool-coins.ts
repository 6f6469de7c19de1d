import type { Chainstate } from '../chain/chainstate.ts';
import type { CoinsSource } from '../chain/ports.ts';
import type { TransactionGraph } from './graph.ts';

/**
 * The coins of the chain and those that the mempool's transactions would make, the latter as if made in the next
 * block. A coin that the mempool spends is still there: ask the graph for its spender.
 * @source Bitcoin Core src/txmempool.h CCoinsViewMemPool
 */
export function createMempoolCoins(
  chainstate: Pick<Chainstate, 'coins' | 'tip'>,
  graph: Pick<TransactionGraph, 'get'>,
): CoinsSource {
  return {
    getCoin(outpoint) {
      const entry = graph.get(outpoint.txid);
      if (!entry) return chainstate.coins.getCoin(outpoint);
      const output = entry.tx.outputs[outpoint.index];
      return output && { output, height: chainstate.tip().height + 1, isCoinbase: false };
    },
  };
}

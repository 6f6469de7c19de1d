import type { Chainstate } from '../chain/chainstate.ts';
import type { CoinsSource } from '../chain/ports.ts';
import type { GraphView } from './graph.ts';

/**
 * The coins of the chain and those that the mempool's transactions would make, the latter as if made in the next
 * block. A coin that the mempool spends is still there: ask the graph for its spender.
 * @param graph - a changeset in its stead has also what its transactions would make
 * @source Bitcoin Core src/txmempool.h CCoinsViewMemPool
 */
export function createMempoolCoins(
  chainstate: Pick<Chainstate, 'coins' | 'tip'>,
  graph: Pick<GraphView, 'get'>,
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

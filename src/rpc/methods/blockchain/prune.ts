import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import type { Chainstate } from '../../../chain/chainstate.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, required } from '../../registry.ts';
import { INT32 } from '../../schemas.ts';
import type { BlockchainContext } from './context.ts';

/** Above it a number is a time (of 2001 and later), below it a height. */
const FIRST_TIMESTAMP = 1_000_000_000;

/** How far a block's time may lie. @source Bitcoin Core src/chain.h TIMESTAMP_WINDOW */
const TIMESTAMP_WINDOW = 2 * 60 * 60;

export const pruneBlockchain = defineMethod({
  name: 'pruneBlockchain',
  category: 'blockchain',
  description:
    'Deletes block and undo data up to a specified height or timestamp, but for the blocks near the tip. Requires `-prune` to be enabled at startup. What is deleted can only be had again one by one from peers (getBlockFromPeer), or by downloading all blocks anew.',
  params: {
    height: required(
      INT32,
      'The block height to prune up to. May be set to a discrete height, or to seconds since 1970 to prune blocks whose block time is at least 2 hours older than that.',
    ),
  },
  result: Type.Integer({ description: 'Height of the last block pruned, -1 where none is' }),
  errors: [
    { error: 'RPC_MISC_ERROR', when: 'the node does not prune, or the chain is too short' },
    { error: 'RPC_INVALID_PARAMETER', when: 'there is no block of that height, or that young' },
  ],
  example: [100],
  /** @source Bitcoin Core src/rpc/blockchain.cpp pruneblockchain */
  handler: async ({ height: wanted }, { chainstate, pruning }: BlockchainContext) => {
    if (!pruning) {
      throw new RpcError('RPC_MISC_ERROR', 'Cannot prune blocks because node is not in prune mode.');
    }
    if (wanted < 0) throw new RpcError('RPC_INVALID_PARAMETER', 'Negative block height.');
    const height = wanted > FIRST_TIMESTAMP ? heightOfTime(wanted, chainstate) : wanted;
    const tip = chainstate.tip().height;
    if (tip < pruning.afterHeight) {
      throw new RpcError('RPC_MISC_ERROR', 'Blockchain is too short for pruning.');
    }
    if (height > tip) {
      throw new RpcError('RPC_INVALID_PARAMETER', 'Blockchain is shorter than the attempted prune height.');
    }
    const pruned = await pruning.pruneTo(height);
    return pruned > 0 ? pruned : -1;
  },
});

/** The height of the first block that is as young. @source Bitcoin Core src/chain.cpp CChain::FindEarliestAtLeast */
function heightOfTime(time: number, chainstate: Chainstate): number {
  for (
    let entry: BlockIndexEntry | undefined = chainstate.genesis();
    entry;
    entry = chainstate.atHeight(entry.height + 1)
  ) {
    if (entry.header.time >= time - TIMESTAMP_WINDOW) return entry.height;
  }
  throw new RpcError('RPC_INVALID_PARAMETER', 'Could not find block with at least the specified timestamp.');
}

import { type BlockIndexEntry, getAncestor } from '../../../chain/block-index.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional } from '../../registry.ts';
import { hashHex, INT32 } from '../../schemas.ts';
import { type BlockchainContext, findBlock } from './context.ts';

const MONTH_SECONDS = 30 * 24 * 60 * 60;

export const getChainTxStats = defineMethod({
  name: 'getChainTxStats',
  category: 'blockchain',
  description: 'Compute statistics about the total number and rate of transactions in the chain.',
  params: {
    nblocks: optional(INT32, 'Size of the window in number of blocks', { defaultHint: 'one month' }),
    blockhash: optional(hashHex(), 'The hash of the block that ends the window.', {
      defaultHint: 'chain tip',
    }),
  },
  result: Type.Object({
    time: Type.Integer({
      description: 'The timestamp for the final block in the window, seconds since 1970',
    }),
    txcount: Type.Optional(
      Type.Integer({ description: 'The total number of transactions in the chain up to that point' }),
    ),
    window_final_block_hash: hashHex(),
    window_final_block_height: Type.Integer({ description: 'The height of the final block in the window.' }),
    window_block_count: Type.Integer({ description: 'Size of the window in number of blocks' }),
    window_interval: Type.Optional(
      Type.Integer({
        description:
          'The elapsed time in the window in seconds. Only returned if "window_block_count" is > 0',
      }),
    ),
    window_tx_count: Type.Optional(
      Type.Integer({
        description: 'The number of transactions in the window. Only returned if "window_block_count" is > 0',
      }),
    ),
    txrate: Type.Optional(
      Type.Number({
        description:
          'The average rate of transactions per second in the window. Only returned if "window_interval" is > 0',
      }),
    ),
  }),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'no such block is known' },
    { error: 'RPC_INVALID_PARAMETER', when: 'the block is not in the best chain, or the window too large' },
  ],
  example: [2],
  /** @source Bitcoin Core src/rpc/blockchain.cpp getchaintxstats */
  handler: ({ nblocks, blockhash }, context: BlockchainContext) => {
    const last = findFinalBlock(blockhash, context);
    const count = windowSize(nblocks, last, context);
    const first = expectDefined(getAncestor(last, last.height - count), 'the block below the window');
    return {
      time: last.header.time,
      txcount: last.chainTxCount,
      window_final_block_hash: displayHash(last.hash),
      window_final_block_height: last.height,
      window_block_count: count,
      ...(count > 0 && windowView(first, last)),
    };
  },
});

function findFinalBlock(blockhash: string | undefined, context: BlockchainContext): BlockIndexEntry {
  if (blockhash === undefined) return context.chainstate.tip();
  const entry = findBlock(blockhash, context);
  if (context.chainstate.isActive(entry)) return entry;
  throw new RpcError('RPC_INVALID_PARAMETER', 'Block is not in main chain');
}

function windowSize(
  asked: number | undefined,
  { height }: BlockIndexEntry,
  { chainstate: { params } }: BlockchainContext,
): number {
  if (asked === undefined) {
    const month = Math.floor(MONTH_SECONDS / params.retarget.targetSpacing);
    return Math.max(0, Math.min(month, height - 1));
  }
  if (asked === 0 || (asked > 0 && asked < height)) return asked;
  throw new RpcError(
    'RPC_INVALID_PARAMETER',
    "Invalid block count: should be between 0 and the block's height - 1",
  );
}

function windowView(first: BlockIndexEntry, last: BlockIndexEntry) {
  const interval = last.medianTimePast - first.medianTimePast;
  const txCount = last.chainTxCount - first.chainTxCount;
  return {
    window_interval: interval,
    window_tx_count: txCount,
    ...(interval > 0 && { txrate: txCount / interval }),
  };
}

import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import type { Chainstate } from '../../../chain/chainstate.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, withDefault } from '../../registry.ts';
import { INT32 } from '../../schemas.ts';
import type { MiningContext } from './context.ts';

/** Blocks over which the estimate is taken where the caller doesn't say. */
const DEFAULT_WINDOW_BLOCKS = 120;

export const getNetworkHashPs = defineMethod({
  name: 'getNetworkHashPs',
  category: 'mining',
  description: 'Returns the estimated network hashes per second based on the last n blocks.',
  params: {
    nblocks: withDefault(
      INT32,
      DEFAULT_WINDOW_BLOCKS,
      'The number of previous blocks to calculate estimate from, or -1 for blocks since last difficulty change',
    ),
    height: withDefault(INT32, -1, 'To estimate at the time of the given height, or -1 for the tip'),
  },
  result: Type.Number({ description: 'Hashes per second estimated' }),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'nblocks or height is out of range' }],
  example: [],
  handler: ({ nblocks, height }, { chainstate }: MiningContext) =>
    estimateNetworkHashRate(chainstate, { blocks: nblocks, height }),
});

/**
 * Hashes per second that the blocks below a height took, by their work and their times.
 * @source Bitcoin Core src/rpc/mining.cpp GetNetworkHashPS
 */
export function estimateNetworkHashRate(
  chainstate: Chainstate,
  { blocks, height }: { readonly blocks: number; readonly height: number },
): number {
  if (blocks < -1 || blocks === 0) {
    throw new RpcError('RPC_INVALID_PARAMETER', 'Invalid nblocks. Must be a positive number or -1.');
  }
  const last = height === -1 ? chainstate.tip() : chainstate.atHeight(height);
  if (!last) throw new RpcError('RPC_INVALID_PARAMETER', 'Block does not exist at specified height');
  const window = Math.min(blocks === -1 ? blocksSinceRetarget(last, chainstate) : blocks, last.height);
  return rateOver(last, window);
}

function rateOver(last: BlockIndexEntry, window: number): number {
  let first = last;
  let earliest = last.header.time;
  let latest = last.header.time;
  for (let i = 0; i < window && first.parent; i++) {
    first = first.parent;
    earliest = Math.min(earliest, first.header.time);
    latest = Math.max(latest, first.header.time);
  }
  return latest === earliest ? 0 : Number(last.chainwork - first.chainwork) / (latest - earliest);
}

/** Where every block has its own difficulty there is but one block since it last changed. */
function blocksSinceRetarget({ height }: BlockIndexEntry, { params: { retarget } }: Chainstate): number {
  if (retarget.rule !== 'bitcoin') return 1;
  return (height % Math.floor(retarget.targetTimespan / retarget.targetSpacing)) + 1;
}

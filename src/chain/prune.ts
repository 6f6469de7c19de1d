import { displayHash } from '../primitives/hash256.ts';
import { expectDefined } from '../util/invariant.ts';
import type { BlockIndexEntry } from './block-index.ts';
import type { ChainContext } from './context.ts';

/**
 * Pruning: old blocks and their undo data are deleted, the headers stay. What is deleted can't be taken off the chain
 * again, so the chain can't go to a branch that leaves it below.
 */

/** Blocks below the tip that are never pruned. @source Bitcoin Core src/validation.h MIN_BLOCKS_TO_KEEP */
export const MIN_BLOCKS_TO_KEEP = 288;

/** Heights, and bytes, that one job deletes at most: other jobs wait meanwhile. */
const MAX_HEIGHTS_PER_JOB = 1000;
const MAX_BYTES_PER_JOB = 64 * 2 ** 20;

export interface PruneRequest {
  /** The last height to prune; those near the tip are kept in any case. */
  readonly height: number;
  /** Prunes no more once blocks and undo data take so many bytes or fewer; absent: all up to the height. */
  readonly downToBytes?: number;
  /** True once the node is about to end: the rest is left. */
  readonly isStopping: () => boolean;
}

/**
 * Prunes the next blocks; true where more are to be pruned. What was done before must be committed.
 * @source Bitcoin Core src/node/blockstorage.cpp FindFilesToPrune, FindFilesToPruneManual
 */
export function pruneSome({ height, downToBytes }: PruneRequest, context: ChainContext): boolean {
  const { active, tree, store, log } = context;
  const first = tree.prunedHeight() + 1;
  const last = Math.min(height, active.tip().height - MIN_BLOCKS_TO_KEEP);
  let surplus = downToBytes === undefined ? Number.POSITIVE_INFINITY : store.blockBytes() - downToBytes;
  if (first > last || surplus <= 0) return false;
  const range = { first, last: Math.min(last, first + MAX_HEIGHTS_PER_JOB - 1) };
  let [end, deleted] = [range.last, 0];
  for (const { height: at, bytes } of store.blockBytesByHeight(range)) {
    deleted += bytes;
    surplus -= bytes;
    if (surplus > 0 && deleted < MAX_BYTES_PER_JOB) continue;
    end = at;
    break;
  }
  store.pruneBlocks({ first, last: end });
  tree.prune(expectDefined(active.at(end), 'a height below the tip'));
  log.debug('store', `Pruned blocks ${first} to ${end}: ${deleted} bytes`);
  return end < last && surplus > 0;
}

/** What the operator should know of a chain to which there is no way. @param end - its last block */
export function outOfReachText({ hash, height }: BlockIndexEntry, prunedHeight: number): string {
  return (
    `A chain with more work, up to block ${displayHash(hash)} at height ${height}, leaves ours below height ` +
    `${prunedHeight}, up to which blocks are pruned: this node can't go over to it. To follow it, stop the node, ` +
    'remove the folder chainstate and start again: all blocks are then downloaded anew.'
  );
}

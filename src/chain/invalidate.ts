import { expectDefined, invariant } from '../util/invariant.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { activateBestChain, goDownTo } from './activate.ts';
import type { BlockIndexEntry } from './block-index.ts';
import type { ChainContext } from './context.ts';

/**
 * Marks a block invalid by the operator's word, leaves its chain and goes to the best of the others.
 * @rejects block-pruned
 * @source Bitcoin Core src/validation.cpp InvalidateBlock
 */
export async function invalidateBlock(
  entry: BlockIndexEntry,
  context: ChainContext,
): Promise<Verdict<void, 'block-pruned'>> {
  const { tree, active } = context;
  const failed = expectDefined(tree.get(entry.hash), 'entries come from the tree');
  invariant(failed.parent, 'the genesis block cannot be invalidated');
  const prunedHeight = tree.prunedHeight();
  if (active.contains(failed) && failed.height <= prunedHeight) {
    return reject('block-pruned', `blocks up to height ${prunedHeight} are pruned`);
  }
  tree.markFailed(failed);
  if (active.contains(failed)) await goDownTo(failed.parent, context);
  await activateBestChain(context);
  return ACCEPTED;
}

/**
 * Forgets that a block, its ancestors or its descendants were found or said to be invalid, and looks again.
 * @source Bitcoin Core src/validation.cpp ResetBlockFailureFlags
 */
export async function reconsiderBlock(entry: BlockIndexEntry, context: ChainContext): Promise<void> {
  context.tree.clearFailure(expectDefined(context.tree.get(entry.hash), 'entries come from the tree'));
  await activateBestChain(context);
}

/**
 * Goes over to a block as if it had come before all others of the same work. Nothing happens where it has less work
 * than the tip.
 * @source Bitcoin Core src/validation.cpp PreciousBlock
 */
export async function preciousBlock(entry: BlockIndexEntry, context: ChainContext): Promise<void> {
  const { tree, active } = context;
  if (entry.chainwork < active.tip().chainwork) return;
  tree.prefer(expectDefined(tree.get(entry.hash), 'entries come from the tree'));
  await activateBestChain(context);
}

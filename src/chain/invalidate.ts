import { expectDefined, invariant } from '../util/invariant.ts';
import { activateBestChain, beginUpdate, commitUpdate, disconnectTip } from './activate.ts';
import type { BlockIndexEntry } from './block-index.ts';
import type { ChainContext } from './context.ts';

/**
 * Marks a block invalid by the operator's word, leaves its chain and goes to the best of the others.
 * @source Bitcoin Core src/validation.cpp InvalidateBlock
 */
export async function invalidateBlock(entry: BlockIndexEntry, context: ChainContext): Promise<void> {
  const { tree, active, writer } = context;
  const failed = expectDefined(tree.get(entry.hash), 'entries come from the tree');
  invariant(failed.parent, 'the genesis block cannot be invalidated');
  const update = beginUpdate(context);
  writer.changed(tree.markFailed(failed));
  if (active.contains(failed)) {
    while (update.tip() !== failed.parent) disconnectTip(update, context);
    commitUpdate(update, context);
  }
  await activateBestChain(context);
}

/**
 * Forgets that a block, its ancestors or its descendants were found or said to be invalid, and looks again.
 * @source Bitcoin Core src/validation.cpp ResetBlockFailureFlags
 */
export async function reconsiderBlock(entry: BlockIndexEntry, context: ChainContext): Promise<void> {
  const { tree, writer } = context;
  writer.changed(tree.clearFailure(expectDefined(tree.get(entry.hash), 'entries come from the tree')));
  await activateBestChain(context);
}

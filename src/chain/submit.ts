import { checkBlock } from '../consensus/check-block.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { Block } from '../primitives/block.ts';
import { displayHash } from '../primitives/hash256.ts';
import { expectDefined } from '../util/invariant.ts';
import { accept, describeRejection, type Rejected, type Verdict } from '../util/verdict.ts';
import { acceptHeader, judgeBlockInPlace } from './accept.ts';
import { activateBestChain, noteRejection } from './activate.ts';
import { type BlockIndexEntry, wasReceived } from './block-index.ts';
import { heldTip, noteHeld } from './commit-held.ts';
import type { ChainContext } from './context.ts';
import { isWorthKeeping, type SubmitOptions } from './work-threshold.ts';

export interface SubmittedBlock {
  readonly entry: BlockIndexEntry;
  /** False where its data were here before, or were not kept (see SubmitOptions). */
  readonly isNew: boolean;
  /** There where its data had been pruned: they are kept once more, and the chain is as it was. */
  readonly wasPruned?: true;
}

/** Judges a block, keeps it, and moves what is held to the chain with most work; see Chainstate.submitBlock. */
export async function submitBlock(
  block: Block,
  context: ChainContext,
  options: SubmitOptions,
): Promise<Verdict<SubmittedBlock, BlockRejectCode>> {
  const { params, tree, writer } = context;
  const alone = checkBlock(block, params);
  if (!alone.ok) return logRefusal(block, alone, context);
  const header = acceptHeader(block.header, context, options);
  if (!header.ok) return logRefusal(block, header, context);
  const entry = header.value;
  const isPruned = wasReceived(entry) && !tree.hasData(entry) && !writer.readBlockBytes(entry);
  const isHere = wasReceived(entry) && !isPruned;
  const isWanted =
    options.requested || (!isPruned && isWorthKeeping(entry, heldTip(context), params.minimumChainWork));
  if (isHere || !isWanted) return accept({ entry, isNew: false });
  const inPlace = judgeBlockInPlace(block, expectDefined(entry.parent, 'a new block has a parent'), params);
  if (!inPlace.ok) return noteRejection(entry, inPlace, context);
  // Who asked for a block below the pruned height, which can't get into the best chain any more, wants to look at it.
  if (entry.height > tree.prunedHeight()) writer.addBlock(entry, block);
  else writer.addLateBlock(entry, block, heldTip(context).height);
  noteHeld(block, context);
  if (isPruned) return accept({ entry, isNew: true, wasPruned: true });
  tree.receiveData(entry, block.transactions.length);
  context.events.emit('blockArrived', { entry, block });
  return (await activateBestChain(context, entry)) ?? accept({ entry, isNew: true });
}

/** Tells the operator of a block that got no place in the tree; returns the refusal for the caller to pass on. */
function logRefusal(
  block: Block,
  rejected: Rejected<BlockRejectCode>,
  { log }: ChainContext,
): Rejected<BlockRejectCode> {
  log.info(`Block refused: ${displayHash(block.hash)}, ${describeRejection(rejected)}`);
  return rejected;
}

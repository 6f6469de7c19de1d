import { checkBlock } from '../consensus/check-block.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { Block } from '../primitives/block.ts';
import { equalBytes } from '../util/bytes.ts';
import { invariant } from '../util/invariant.ts';
import { ACCEPTED, accept, type Rejected, type Verdict } from '../util/verdict.ts';
import { findKnown, judgeBlockInPlace, judgeHeader } from './accept.ts';
import { activateBestChain } from './activate.ts';
import { type BlockIndexEntry, type MutableEntry, wasReceived } from './block-index.ts';
import type { ChainUpdate } from './chain-update.ts';
import { createUpdate, heldUpdate } from './commit-held.ts';
import type { ChainContext } from './context.ts';

/** Makes a block on the given parent, which readers may not see yet; undefined: no more. */
export type BlockProducer = (parent: BlockIndexEntry) => Promise<Block | undefined>;

/** See Chainstate.extend. What was made before a refusal is good and is kept: no work is lost. */
export async function extend(
  count: number,
  produce: BlockProducer,
  context: ChainContext,
): Promise<Verdict<readonly BlockIndexEntry[], BlockRejectCode>> {
  const update = heldUpdate(context);
  let refusal: Rejected<BlockRejectCode> | undefined;
  while (update.connected.length < count && !refusal) {
    const block = await produce(update.tip());
    if (!block) break;
    const connected = await connectProduced(block, update, context);
    if (!connected.ok) refusal = connected;
    await context.pace();
  }
  const made = [...update.connected];
  for (const { entry, block } of made) adopt(entry, block, context);
  // Blocks that waited for one of these may be on top of it.
  await activateBestChain(context);
  return refusal ?? accept(made.map(({ entry }) => entry));
}

/** See Chainstate.rehearse. */
export async function rehearse(
  produce: BlockProducer,
  context: ChainContext,
): Promise<Verdict<Block | undefined, BlockRejectCode>> {
  const update = createUpdate(context);
  const block = await produce(update.tip());
  const verdict = block ? await connectProduced(block, update, context) : ACCEPTED;
  return verdict.ok ? accept(block) : verdict;
}

/** Judges a block made for the update's tip and connects it, leaving the tree as it is. @throws InvariantError */
async function connectProduced(
  block: Block,
  update: ChainUpdate,
  { params, clock, tree }: ChainContext,
): Promise<Verdict<void, BlockRejectCode>> {
  const parent = update.tip();
  invariant(equalBytes(block.header.prevBlockHash, parent.hash), 'a block was made for another parent');
  const alone = checkBlock(block, params);
  if (!alone.ok) return alone;
  const position = { header: block.header, hash: block.hash, parent };
  // The same block may have been made before, or its header have come from elsewhere.
  const entry = findKnown(block.hash, tree) ?? judgeHeader(position, { params, clock });
  if (!entry.ok) return entry;
  const inPlace = judgeBlockInPlace(block, parent, params);
  return inPlace.ok ? update.connectTip(entry.value, block) : inPlace;
}

/** Brings what only the update knew into the tree: the entry, or only that its block is there. */
function adopt(entry: MutableEntry, block: Block, { tree, writer }: ChainContext): void {
  if (wasReceived(entry)) return;
  if (!tree.get(entry.hash)) tree.insert(entry);
  writer.addBlock(entry, block);
  tree.receiveData(entry, block.transactions.length);
}

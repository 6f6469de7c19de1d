import { type BlockRejectCode, isPermanentRejection } from '../consensus/reject-codes.ts';
import type { Block } from '../primitives/block.ts';
import { displayHash } from '../primitives/hash256.ts';
import { expectDefined, invariant } from '../util/invariant.ts';
import { describeRejection, type Rejected } from '../util/verdict.ts';
import { findFork, getAncestor, type MutableEntry } from './block-index.ts';
import { commitHeld, heldTip, heldUpdate, isDue, isFull, noteHeld } from './commit-held.ts';
import type { ChainContext } from './context.ts';
import { outOfReachText } from './prune.ts';

/** A block on the way that broke a rule. */
interface Refusal {
  readonly entry: MutableEntry;
  readonly rejected: Rejected<BlockRejectCode>;
}

/** Remembers a refusal where it is for ever; returns it for the caller to pass on. */
export function noteRejection(
  entry: MutableEntry,
  rejected: Rejected<BlockRejectCode>,
  { tree, log, events }: ChainContext,
): Rejected<BlockRejectCode> {
  log.info(
    `Block validation error: ${describeRejection(rejected)}: block ${displayHash(entry.hash)} at height ${entry.height}`,
  );
  if (isPermanentRejection(rejected.code)) tree.markFailed(entry);
  events.emit('blockRefused', { entry, rejected });
  return rejected;
}

/**
 * Moves what is held to the chain with most work. What is held is committed on the way where it is due: a
 * reorganisation that takes too much memory for one commit is made in steps, each of which is a chain that a start
 * goes on from. Returns why `watched` was refused, if it was.
 */
export async function activateBestChain(
  context: ChainContext,
  watched?: MutableEntry,
): Promise<Rejected<BlockRejectCode> | undefined> {
  const { tree } = context;
  let refusal: Rejected<BlockRejectCode> | undefined;
  for (let best = tree.findMostWork(); best !== heldTip(context); best = tree.findMostWork()) {
    const failed = await goTo(best, context);
    if (failed && failed.entry === watched) refusal = failed.rejected;
  }
  tellOfLost(context);
  return refusal;
}

/** Tells the operator, once for each new end, of a chain with more work to which there is no way. */
function tellOfLost({ tree, log, told }: ChainContext): void {
  const lost = tree.outOfReach();
  if (lost && lost !== told.outOfReach) log.error(outOfReachText(lost, tree.prunedHeight()));
  told.outOfReach = lost;
}

/** Takes blocks off the chain that is held until `entry`, which is in it, is its tip. */
export async function goDownTo(entry: MutableEntry, context: ChainContext): Promise<void> {
  if (entry === heldTip(context)) return;
  // What it connected has its undo data on disk afterwards, and an update takes off before it puts on.
  if (context.held.update?.connected.length) commitHeld(context);
  while (heldTip(context) !== entry) {
    disconnectTip(context);
    if (isFull(context)) commitHeld(context);
    await context.pace();
  }
}

/** Goes off to the fork, then on to `target`. Returns the refusal of a block on the way, above which it did not go. */
async function goTo(target: MutableEntry, context: ChainContext): Promise<Refusal | undefined> {
  const fork = expectDefined(findFork(heldTip(context), target), 'all chains share the genesis block');
  await goDownTo(fork, context);
  for (let height = fork.height + 1; height <= target.height; height++) {
    const entry = expectDefined(getAncestor(target, height), 'ancestor below the target');
    const connecting = heldUpdate(context).connectTip(entry, readBlock(entry, context));
    // By now the script threads are at work: what the commit need not do later costs no time here.
    context.writer.encodeAhead(entry);
    const verdict = await connecting;
    if (!verdict.ok) {
      noteRejection(entry, verdict, context);
      // Else the next search for the best chain would come back to it.
      invariant(
        entry.failure !== 'none',
        `a block is refused in its place, but not for ever: ${verdict.code}`,
      );
      giveUpWorse(context);
      return { entry, rejected: verdict };
    }
    if (isDue(context)) commitHeld(context);
    await context.pace();
  }
  return undefined;
}

/** Forgets a reorganisation that was to lead to a better chain and does not. */
function giveUpWorse({ held, active }: ChainContext): void {
  if (held.update && held.update.tip().chainwork <= active.tip().chainwork) held.update = undefined;
}

/** Takes the tip off, with its data read back. @throws InvariantError where the coins are not what it left */
function disconnectTip(context: ChainContext): void {
  const entry = heldTip(context);
  const name = `block ${displayHash(entry.hash)}`;
  const undo = expectDefined(context.writer.readUndo(entry), `undo data of ${name} are missing`);
  const undone = heldUpdate(context).disconnectTip(readBlock(entry, context), undo);
  invariant(undone.ok, `${name} can't be disconnected: ${undone.ok || describeRejection(undone)}`);
}

/** The block, which stays in memory until what is held is committed. */
function readBlock(entry: MutableEntry, context: ChainContext): Block {
  const unwritten = context.writer.unwrittenBlock(entry);
  if (unwritten) return unwritten;
  const block = expectDefined(context.writer.readBlock(entry), `block ${displayHash(entry.hash)} is missing`);
  noteHeld(block, context);
  return block;
}

import { type BlockRejectCode, isPermanentRejection } from '../consensus/reject-codes.ts';
import { displayHash } from '../primitives/hash256.ts';
import { expectDefined, invariant } from '../util/invariant.ts';
import { describeRejection, type Rejected } from '../util/verdict.ts';
import { findFork, getAncestor, type MutableEntry } from './block-index.ts';
import { type ChainUpdate, createChainUpdate } from './chain-update.ts';
import type { ChainContext } from './context.ts';

/** Blocks connected in one commit while catching up; a reorganisation may need more. */
const MAX_BLOCKS_PER_COMMIT = 100;

/** A block on the way that broke a rule. */
interface Refusal {
  readonly entry: MutableEntry;
  readonly rejected: Rejected<BlockRejectCode>;
}

/** An update on top of the best chain as it is. */
export function beginUpdate({ active, params, store, scripts }: ChainContext): ChainUpdate {
  return createChainUpdate(active.tip(), { params, coins: store, scripts });
}

/** Makes the update durable, then true for readers, then known to listeners. */
export function commitUpdate(update: ChainUpdate, { active, writer, events, log }: ChainContext): void {
  const previous = active.tip();
  writer.commit(update);
  active.setTip(update.tip());
  for (const event of update.disconnected) events.emit('blockDisconnected', event);
  for (const event of update.connected) events.emit('blockConnected', event);
  const tip = active.tip();
  if (tip === previous) return;
  log.info(`UpdateTip: new best=${displayHash(tip.hash)} height=${tip.height} tx=${tip.chainTxCount}`);
  events.emit('tipChanged', { tip, previous });
}

/** Remembers a refusal where it is for ever; returns it for the caller to pass on. */
export function noteRejection(
  entry: MutableEntry,
  rejected: Rejected<BlockRejectCode>,
  { tree, log }: ChainContext,
): Rejected<BlockRejectCode> {
  log.info(
    `Block ${displayHash(entry.hash)} at height ${entry.height} refused: ${describeRejection(rejected)}`,
  );
  if (isPermanentRejection(rejected.code)) tree.markFailed(entry);
  return rejected;
}

/** Takes the update's tip off, with its data read back. */
export function disconnectTip(update: ChainUpdate, { writer }: ChainContext): void {
  const entry = update.tip();
  const undo = expectDefined(
    writer.readUndo(entry),
    `undo data of block ${displayHash(entry.hash)} are missing`,
  );
  update.disconnectTip(
    expectDefined(writer.readBlock(entry), `block ${displayHash(entry.hash)} is missing`),
    undo,
  );
}

/**
 * One step towards `target`: off to the fork, then on by as many blocks as one commit takes. Returns the
 * refusal of a block on the way, in which case nothing has changed but what is known of that block.
 */
async function stepTowards(target: MutableEntry, context: ChainContext): Promise<Refusal | undefined> {
  const update = beginUpdate(context);
  const start = context.active.tip();
  const fork = expectDefined(findFork(start, target), 'all chains share the genesis block');
  while (update.tip() !== fork) disconnectTip(update, context);
  for (let height = fork.height + 1; height <= target.height; height++) {
    const entry = expectDefined(getAncestor(target, height), 'ancestor below the target');
    const block = expectDefined(
      context.writer.readBlock(entry),
      `block ${displayHash(entry.hash)} is missing`,
    );
    const verdict = await update.connectTip(entry, block);
    if (!verdict.ok) {
      noteRejection(entry, verdict, context);
      // Else the next search for the best chain would come back to it.
      invariant(
        entry.failure !== 'none',
        `a block is refused in its place, but not for ever: ${verdict.code}`,
      );
      return { entry, rejected: verdict };
    }
    if (update.connected.length >= MAX_BLOCKS_PER_COMMIT && entry.chainwork > start.chainwork) break;
  }
  commitUpdate(update, context);
  return undefined;
}

/** Moves to the chain with most work, and writes what else changed. Returns why `watched` was refused, if it was. */
export async function activateBestChain(
  context: ChainContext,
  watched?: MutableEntry,
): Promise<Rejected<BlockRejectCode> | undefined> {
  const { tree, active, writer } = context;
  let refusal: Rejected<BlockRejectCode> | undefined;
  for (let best = tree.findMostWork(); best !== active.tip(); best = tree.findMostWork()) {
    const failed = await stepTowards(best, context);
    if (failed && failed.entry === watched) refusal = failed.rejected;
  }
  writer.commit();
  return refusal;
}

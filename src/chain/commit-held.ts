import { type Block, blockSize } from '../primitives/block.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { MutableEntry } from './block-index.ts';
import { type ChainUpdate, createChainUpdate } from './chain-update.ts';
import type { ChainContext } from './context.ts';
import { createHeldWork } from './held-work.ts';

/** How work is held in memory, committed and taken back; see held-work.ts. */

/** A decoded block takes some ten times the bytes that it has on the wire (measured), and they are kept as well. */
const MEMORY_PER_BLOCK_BYTE = 11;

/** Work is held no longer than this, where what is visible would be better for it. */
const MAX_HELD_MS = 1000;

/** An update on top of the best chain as it is. */
export function createUpdate({ active, ...deps }: ChainContext): ChainUpdate {
  return createChainUpdate(active.tip(), deps);
}

/** The update that is held; a new one where there is none. */
export function heldUpdate(context: ChainContext): ChainUpdate {
  context.held.update ??= createUpdate(context);
  return context.held.update;
}

/** The tip that the best chain will have once what is held is committed. */
export function heldTip({ held, active }: ChainContext): MutableEntry {
  return held.update?.tip() ?? active.tip();
}

/** Notes that a block stays in memory until the commit. */
export function noteHeld(block: Block, context: ChainContext): void {
  context.held.blockBytes += MEMORY_PER_BLOCK_BYTE * blockSize(block);
  noteHeldSince(context);
}

/** Notes that something waits for the commit from now on, unless something did before. */
export function noteHeldSince({ held, clock }: ChainContext): void {
  held.sinceMs ??= clock.monotonicMs();
}

/** True where what is held takes as much memory as it may. */
export function isFull({ held, memory }: ChainContext): boolean {
  return held.blockBytes + (held.update?.bytes() ?? 0) >= memory.heldBytes;
}

/** True where what is held should be committed though more is coming. */
export function isDue(context: ChainContext): boolean {
  const { held, active, clock } = context;
  if (isFull(context)) return true;
  if (held.sinceMs === undefined || clock.monotonicMs() - held.sinceMs < MAX_HELD_MS) return false;
  // In the middle of a reorganisation the chain that everybody sees is the better one.
  return held.update === undefined || held.update.tip().chainwork > active.tip().chainwork;
}

/** Makes what is held durable, then true for readers, then known to listeners. @throws StoreError */
export function commitHeld({ held, active, writer, coins, events, log }: ChainContext): void {
  const { update } = held;
  const hasMoved = update !== undefined && update.connected.length + update.disconnected.length > 0;
  writer.commit(hasMoved ? update : undefined);
  Object.assign(held, createHeldWork());
  if (!hasMoved) return;
  const previous = active.tip();
  coins.apply(update.coins.changes());
  active.setTip(update.tip());
  for (const event of update.disconnected) events.emit('blockDisconnected', event);
  for (const event of update.connected) events.emit('blockConnected', event);
  const tip = active.tip();
  if (tip === previous) return;
  if (update.disconnected.length > 0) {
    const [off, on] = [update.disconnected.length, update.connected.length];
    log.info(`Reorganization: blocks off ${off}, on ${on}`);
  }
  log.info(`UpdateTip: new best=${displayHash(tip.hash)} height=${tip.height} tx=${tip.chainTxCount}`);
  events.emit('tipChanged', { tip, previous });
}

/** Takes back what is held: memory is then what the last commit left. */
export function discardHeld({ held, writer }: ChainContext): void {
  writer.discard();
  Object.assign(held, createHeldWork());
}

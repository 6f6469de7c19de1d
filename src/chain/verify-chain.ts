import { checkBlock } from '../consensus/check-block.ts';
import { type Block, decodeBlock } from '../primitives/block.ts';
import { displayHash } from '../primitives/hash256.ts';
import { equalBytes } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import { ACCEPTED, accept, describeRejection, type Rejected, reject, type Verdict } from '../util/verdict.ts';
import type { MutableEntry } from './block-index.ts';
import { type ChainUpdate, createChainUpdate } from './chain-update.ts';
import { type CoinsOverlay, createCoinsOverlay } from './coins.ts';
import type { ChainContext } from './context.ts';
import { type BlockUndo, decodeUndo } from './undo.ts';

/**
 * Looks whether what is stored of the last blocks and of the coins fits together. Nothing is changed: coins are taken
 * back and made again in memory alone.
 */

export interface VerifyRequest {
  /**
   * 0: the blocks can be read; 1: they keep the rules that need nothing else; 2: their undo data can be read; 3: the
   * coins are what they leave, seen by taking them off; 4: they can be put on again, scripts included. Each has those
   * before.
   */
  readonly level: number;
  /** Blocks to look at, from the tip down; 0 for all. */
  readonly blocks: number;
  /** True once the node is about to end: the rest is left. */
  readonly isStopping: () => boolean;
}

export interface Verification {
  /** Blocks looked at. */
  readonly blocks: number;
  /** Their transactions. */
  readonly transactions: number;
}

/** Why the chain is not known to be whole; Core's VerifyDBResult. */
export type VerifyFailure =
  | 'corrupted-block-db'
  | 'interrupted'
  | 'skipped-l3-checks'
  | 'skipped-missing-blocks';

/** @source Bitcoin Core src/validation.h DEFAULT_CHECKLEVEL, DEFAULT_CHECKBLOCKS */
export const DEFAULT_CHECK_LEVEL = 3;
export const DEFAULT_CHECK_BLOCKS = 6;
export const MAX_CHECK_LEVEL = 4;

/** A block of the chain with what is stored of it. */
interface StoredBlock {
  readonly entry: MutableEntry;
  readonly block: Block;
  /** Read from level 2 on. */
  readonly undo: BlockUndo;
}

/**
 * Verifies the last blocks of the best chain.
 * @rejects corrupted-block-db, interrupted, skipped-l3-checks (more coins than the memory for coins, -dbcache),
 *   skipped-missing-blocks (pruned ones)
 * @source Bitcoin Core src/validation.cpp CVerifyDB::VerifyDB
 */
export async function verifyChain(
  request: VerifyRequest,
  context: ChainContext,
): Promise<Verdict<Verification, VerifyFailure>> {
  const { active, log } = context;
  const tip = active.tip();
  if (tip.height === 0) return accept({ blocks: 0, transactions: 0 });
  const level = Math.max(0, Math.min(MAX_CHECK_LEVEL, request.level));
  const blocks = request.blocks <= 0 ? tip.height : Math.min(request.blocks, tip.height);
  log.info(`Verifying last ${blocks} blocks at level ${level}`);
  const verdict = await verifyDownwards({ ...request, level, blocks }, context);
  if (verdict.ok) log.info(`Verification: checked last ${verdict.value.blocks} blocks at level ${level}`);
  else if (verdict.code === 'corrupted-block-db') log.error(`Verification error: ${verdict.debug}`);
  else log.warn(`Verification: ${describeRejection(verdict)}`);
  return verdict;
}
/** What a look at the blocks found that is no fault of theirs. */
interface Skipped {
  /** The coins became too many: the blocks from there on were only read. */
  coins: boolean;
  /** A block whose data are not kept ended the look. */
  data: boolean;
}

async function verifyDownwards(
  request: VerifyRequest,
  context: ChainContext,
): Promise<Verdict<Verification, VerifyFailure>> {
  const { active, tree, log, store, memory } = context;
  const tip = active.tip();
  // Over the store: those of the cache would not tell of what is on disk.
  const coins = createCoinsOverlay(store);
  const skipped: Skipped = { coins: false, data: false };
  let transactions = 0;
  let entry = tip;
  while (entry.height > tip.height - request.blocks) {
    if (!tree.hasData(entry)) {
      log.info(`Block verification stopping at height ${entry.height} (no data)`);
      skipped.data = true;
      break;
    }
    const stored = readStored(entry, request.level, context);
    if (!stored.ok) return stored;
    skipped.coins ||= coins.bytes() > memory.coinsBytes + memory.heldBytes;
    const taken = request.level >= 3 && !skipped.coins ? takeOff(stored.value, coins, context) : ACCEPTED;
    if (!taken.ok) return taken;
    transactions += stored.value.block.transactions.length;
    const rested = await rest(request, context);
    if (!rested.ok) return rested;
    entry = expectDefined(entry.parent, 'only the genesis block has no parent');
  }
  if (request.level >= 4 && !skipped.coins) {
    const again = await putOnAgain(entry, coins, { request, context });
    if (!again.ok) return again;
  }
  if (skipped.coins) return reject('skipped-l3-checks', 'more coins than -dbcache gives memory for');
  if (skipped.data) return reject('skipped-missing-blocks', `no data of height ${entry.height} and below`);
  return accept({ blocks: tip.height - entry.height, transactions });
}

/** Connects what was taken off, from the block above `from` up to the tip. */
async function putOnAgain(
  from: MutableEntry,
  coins: CoinsOverlay,
  { request, context }: { readonly request: VerifyRequest; readonly context: ChainContext },
): Promise<Verdict<void, VerifyFailure>> {
  const { active } = context;
  for (let height = from.height + 1; height <= active.tip().height; height++) {
    const entry = expectDefined(active.at(height), 'a block of the best chain');
    const stored = readBlock(entry, context);
    if (!stored.ok) return stored;
    const update = updateOver(coins, expectDefined(entry.parent, 'a block above'), context);
    const connected = await update.connectTip(entry, stored.value);
    if (!connected.ok) return corrupted(entry, `can't be connected: ${describeRejection(connected)}`);
    coins.absorb(update.coins);
    const rested = await rest(request, context);
    if (!rested.ok) return rested;
  }
  return ACCEPTED;
}

async function rest(
  { isStopping }: VerifyRequest,
  { pace }: ChainContext,
): Promise<Verdict<void, 'interrupted'>> {
  await pace();
  return isStopping() ? reject('interrupted', 'the node stops') : ACCEPTED;
}

function takeOff(
  { entry, block, undo }: StoredBlock,
  coins: CoinsOverlay,
  context: ChainContext,
): Verdict<void, VerifyFailure> {
  const update = updateOver(coins, entry, context);
  const undone = update.disconnectTip(block, undo);
  if (!undone.ok) return corrupted(entry, `can't be disconnected: ${describeRejection(undone)}`);
  coins.absorb(update.coins);
  return ACCEPTED;
}

/** An update for one block, so that none is kept longer than it is looked at. */
function updateOver(coins: CoinsOverlay, tip: MutableEntry, context: ChainContext): ChainUpdate {
  return createChainUpdate(tip, { ...context, coins });
}

/** Levels 0, 1 and 2: what is stored of one block. */
function readStored(
  entry: MutableEntry,
  level: number,
  context: ChainContext,
): Verdict<StoredBlock, VerifyFailure> {
  const block = readBlock(entry, context);
  if (!block.ok) return block;
  const alone = level >= 1 ? checkBlock(block.value, context.params) : ACCEPTED;
  if (!alone.ok) return corrupted(entry, `is invalid: ${describeRejection(alone)}`);
  if (level < 2) return accept({ entry, block: block.value, undo: [] });
  const undo = readUndo(entry, context);
  return undo.ok ? accept({ entry, block: block.value, undo: undo.value }) : undo;
}

/** The bytes are judged here: ChainWriter would take them for our own fault. */
function readBlock(entry: MutableEntry, { store, writer }: ChainContext): Verdict<Block, VerifyFailure> {
  const bytes = store.readBlock(entry.hash);
  const block = bytes ? decodeBlock(bytes) : defined(writer.readBlock(entry));
  if (!block.ok) return corrupted(entry, `can't be read: ${describeRejection(block)}`);
  return equalBytes(block.value.hash, entry.hash) ? block : corrupted(entry, 'has the data of another');
}

function readUndo(entry: MutableEntry, { store, writer }: ChainContext): Verdict<BlockUndo, VerifyFailure> {
  const bytes = store.readUndo(entry.hash);
  const undo = bytes ? decodeUndo(bytes) : defined(writer.readUndo(entry));
  return undo.ok ? undo : corrupted(entry, `has no undo data: ${describeRejection(undo)}`);
}

function defined<T>(value: T | undefined): Verdict<T, 'missing'> {
  return value === undefined ? reject('missing') : accept(value);
}

function corrupted({ hash, height }: MutableEntry, what: string): Rejected<'corrupted-block-db'> {
  return reject('corrupted-block-db', `block ${displayHash(hash)} at height ${height} ${what}`);
}

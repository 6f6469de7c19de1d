import type { ConsensusParams } from '../consensus/params.ts';
import { decodeBlock } from '../primitives/block.ts';
import { displayHash } from '../primitives/hash256.ts';
import { expectDefined, InvariantError } from '../util/invariant.ts';
import { describeRejection, type Rejected } from '../util/verdict.ts';
import { type BlockIndexEntry, getAncestor } from './block-index.ts';
import { createCoinsOverlay } from './coins.ts';
import { disconnectBlock } from './connect.ts';
import type { CoinsSnapshot } from './ports.ts';
import { decodeUndo } from './undo.ts';

export interface RollBackRequest {
  readonly snapshot: CoinsSnapshot;
  /** The block that they are the coins of. */
  readonly tip: BlockIndexEntry;
  /** An ancestor of the tip: they shall be its coins. */
  readonly target: BlockIndexEntry;
  readonly params: ConsensusParams;
  /** Called after each block with how many are undone. What it throws ends it. */
  readonly onBlock: (undone: number) => Promise<void>;
}

/**
 * Makes the coins of a snapshot those of an earlier block, while the chain goes on: it takes block after block off the
 * snapshot, which alone is changed.
 * @returns false where the data of the blocks were not all kept (pruned): nothing is changed then
 * @throws InvariantError where what is stored does not fit together
 */
export async function rollBack({
  snapshot,
  tip,
  target,
  params,
  onBlock,
}: RollBackRequest): Promise<boolean> {
  const last = getAncestor(tip, target.height + 1);
  // Blocks are pruned from below: where its undo data are kept, all above is. A late block has none.
  if (last && !snapshot.readUndo(last.hash)) return false;
  for (let entry = tip; entry.height > target.height; ) {
    takeOff(entry, snapshot, params);
    entry = expectDefined(entry.parent, 'only the genesis block has no parent');
    await onBlock(tip.height - entry.height);
  }
  return true;
}

function takeOff(entry: BlockIndexEntry, snapshot: CoinsSnapshot, params: ConsensusParams): void {
  const block = decodeBlock(expectDefined(snapshot.readBlock(entry.hash), 'a block that is not pruned'));
  if (!block.ok) throw unfit(entry, block);
  const undo = decodeUndo(expectDefined(snapshot.readUndo(entry.hash), 'its undo data'));
  if (!undo.ok) throw unfit(entry, undo);
  const coins = createCoinsOverlay(snapshot);
  const undone = disconnectBlock({ block: block.value, entry, undo: undo.value }, coins, params);
  if (!undone.ok) throw unfit(entry, undone);
  snapshot.apply(coins.changes());
}

function unfit({ hash, height }: BlockIndexEntry, why: Rejected<string>): InvariantError {
  return new InvariantError(
    `block ${displayHash(hash)} at height ${height} can't be taken off the coins: ${describeRejection(why)}`,
  );
}

import { type Block, decodeBlock, serializeBlock } from '../primitives/block.ts';
import { displayHash } from '../primitives/hash256.ts';
import { InvariantError } from '../util/invariant.ts';
import { describeRejection, type Verdict } from '../util/verdict.ts';
import type { BlockIndexEntry } from './block-index.ts';
import type { BlockTree } from './block-tree.ts';
import type { ChainUpdate } from './chain-update.ts';
import type { ChainStore } from './ports.ts';
import { type BlockUndo, decodeUndo, serializeUndo } from './undo.ts';

/** Writes what changed in the tree, blocks that came, and an update, in one commit; reads blocks back, unwritten ones too. */
export interface ChainWriter {
  /** Notes a block whose data are to be written. */
  addBlock(entry: BlockIndexEntry, block: Block): void;
  /** The same for one below the pruned height. @param until - the height of the blocks with which it is pruned */
  addLateBlock(entry: BlockIndexEntry, block: Block, until: number): void;
  /** Makes the bytes now that the commit will write for a block; not needed, but then the commit has less to do. */
  encodeAhead(entry: BlockIndexEntry): void;
  /**
   * Writes what changed in the tree, the blocks and, where given, the update, as one durable transaction.
   * @throws StoreError in which case all of it is still to be written
   */
  commit(update?: ChainUpdate): void;
  /** Forgets the blocks, and what changed in the tree since the last commit. */
  discard(): void;
  readBlock(entry: BlockIndexEntry): Block | undefined;
  /** The same as it is on the wire, without decoding it. */
  readBlockBytes(entry: BlockIndexEntry): Uint8Array | undefined;
  /** The block, where it is still to be written. */
  unwrittenBlock(entry: BlockIndexEntry): Block | undefined;
  readUndo(entry: BlockIndexEntry): BlockUndo | undefined;
}

/** A block that is to be written, and its bytes where they were made ahead. */
interface UnwrittenBlock {
  readonly block: Block;
  bytes?: Uint8Array;
  /** Of a late block: see LateBlock. */
  readonly until?: number;
}

/** A writer that has no blocks to write. */
export function createChainWriter(store: ChainStore, tree: BlockTree): ChainWriter {
  const blocks = new Map<BlockIndexEntry, UnwrittenBlock>();
  return {
    addBlock: (entry, block) => void blocks.set(entry, { block }),
    addLateBlock: (entry, block, until) => void blocks.set(entry, { block, until }),
    encodeAhead(entry) {
      const unwritten = blocks.get(entry);
      if (unwritten) unwritten.bytes ??= serializeBlock(unwritten.block);
    },
    commit(update) {
      const records = [...tree.changed()];
      if (!update && records.length === 0 && blocks.size === 0) return;
      const lateBlocks = [...blocks].flatMap(([{ hash }, { until }]) =>
        until === undefined ? [] : { hash, until },
      );
      store.commitChain({
        records,
        blocks: [...blocks].map(([{ hash }, { block, bytes = serializeBlock(block) }]) => ({ hash, bytes })),
        undos: (update?.connected ?? []).map(({ entry, undo }) => ({
          hash: entry.hash,
          bytes: serializeUndo(undo),
        })),
        coins: update?.coins.changes() ?? [],
        ...(update && { tip: update.tip().hash }),
        ...(lateBlocks.length > 0 && { lateBlocks }),
      });
      tree.confirm();
      blocks.clear();
    },
    discard() {
      tree.revert();
      blocks.clear();
    },
    readBlock(entry) {
      const unwritten = blocks.get(entry);
      if (unwritten) return unwritten.block;
      const bytes = store.readBlock(entry.hash);
      return bytes && trusted(decodeBlock(bytes), `block ${displayHash(entry.hash)}`);
    },
    readBlockBytes(entry) {
      const unwritten = blocks.get(entry);
      return unwritten ? (unwritten.bytes ?? serializeBlock(unwritten.block)) : store.readBlock(entry.hash);
    },
    unwrittenBlock: (entry) => blocks.get(entry)?.block,
    readUndo(entry) {
      const bytes = store.readUndo(entry.hash);
      return bytes && trusted(decodeUndo(bytes), `undo data of block ${displayHash(entry.hash)}`);
    },
  };
}

/** What we wrote ourselves must decode; else the disk or an earlier version of us is at fault. */
function trusted<T>(decoded: Verdict<T>, what: string): T {
  if (decoded.ok) return decoded.value;
  throw new InvariantError(`the stored ${what} cannot be read: ${describeRejection(decoded)}`);
}

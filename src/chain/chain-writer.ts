import { type Block, decodeBlock, serializeBlock } from '../primitives/block.ts';
import { displayHash } from '../primitives/hash256.ts';
import { InvariantError } from '../util/invariant.ts';
import { describeRejection, type Verdict } from '../util/verdict.ts';
import type { BlockIndexEntry } from './block-index.ts';
import type { ChainUpdate } from './chain-update.ts';
import type { ChainStore } from './ports.ts';
import { type BlockUndo, decodeUndo, serializeUndo } from './undo.ts';

/** Gathers what a job changes and writes it in one commit; reads blocks back, unwritten ones too. */
export interface ChainWriter {
  /** Notes entries whose records are to be written. */
  changed(entries: Iterable<BlockIndexEntry>): void;
  /** Notes a block whose data are to be written. */
  addBlock(entry: BlockIndexEntry, block: Block): void;
  /** Writes all that was noted and, where given, the update, as one durable transaction. */
  commit(update?: ChainUpdate): void;
  readBlock(entry: BlockIndexEntry): Block | undefined;
  readUndo(entry: BlockIndexEntry): BlockUndo | undefined;
}

/** A writer that has nothing to write. */
export function createChainWriter(store: ChainStore): ChainWriter {
  const records = new Set<BlockIndexEntry>();
  const blocks = new Map<BlockIndexEntry, Block>();
  return {
    changed(entries) {
      for (const entry of entries) records.add(entry);
    },
    addBlock(entry, block) {
      records.add(entry);
      blocks.set(entry, block);
    },
    commit(update) {
      if (!update && records.size === 0) return;
      store.commitChain({
        records: [...records],
        blocks: [...blocks].map(([{ hash }, block]) => ({ hash, bytes: serializeBlock(block) })),
        undos: (update?.connected ?? []).map(({ entry, undo }) => ({
          hash: entry.hash,
          bytes: serializeUndo(undo),
        })),
        coins: update?.coins.changes() ?? [],
        ...(update && { tip: update.tip().hash }),
      });
      records.clear();
      blocks.clear();
    },
    readBlock(entry) {
      const unwritten = blocks.get(entry);
      if (unwritten) return unwritten;
      const bytes = store.readBlock(entry.hash);
      return bytes && trusted(decodeBlock(bytes), `block ${displayHash(entry.hash)}`);
    },
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

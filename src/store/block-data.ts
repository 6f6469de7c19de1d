import type Database from 'better-sqlite3';
import type { BlockBytes, HeightBytes, HeightRange, LateBlock } from '../chain/ports.ts';
import type { Hash256 } from '../primitives/hash256.ts';

/**
 * The tables blocks and undos: what comes, what is read back, what is pruned, and how much it is. Errors are SQLite's
 * own here.
 */
export interface BlockData {
  /** Writes a block, where it is not there yet. For use in a transaction. */
  putBlock(block: BlockBytes): void;
  /** Notes until when a late block is kept. For use in a transaction. */
  putLateBlock(block: LateBlock): void;
  /** Writes undo data in place of what is there. For use in a transaction. */
  putUndo(undo: BlockBytes): void;
  readBlock(hash: Hash256): Uint8Array | undefined;
  readUndo(hash: Hash256): Uint8Array | undefined;
  /** Deletes what belongs to these heights, and late blocks whose time has come, durably. */
  prune(heights: HeightRange): void;
  /** The height up to which blocks were pruned; 0: none was. */
  prunedHeight(): number;
  /** Counted when asked for first, kept up from then on. */
  bytes(): number;
  /** To be called where a transaction with puts was taken back: bytes are counted anew. */
  recount(): void;
  bytesByHeight(heights: HeightRange): readonly HeightBytes[];
}

export function createBlockData(db: Database.Database): BlockData {
  const block = createBlobTable(db, 'blocks');
  const undo = createBlobTable(db, 'undos');
  const readPruned = db.prepare<[], number>('SELECT height FROM pruning').pluck();
  const putPruned = db.prepare('INSERT OR REPLACE INTO pruning (id, height) VALUES (1, ?)');
  const putLateBlock = db.prepare('INSERT OR REPLACE INTO late_blocks (hash, until) VALUES (?, ?)');
  const deleteLateBlock = db
    .prepare<[number], Hash256>('DELETE FROM late_blocks WHERE until <= ? RETURNING hash')
    .pluck();
  const byHeight = db.prepare<[number, number], HeightBytes>(
    // length() of a blob looks at the head of its row alone.
    `SELECT height, sum(ifnull(length(blocks.data), 0) + ifnull(length(undos.data), 0)) AS bytes
     FROM headers LEFT JOIN blocks USING (hash) LEFT JOIN undos USING (hash)
     WHERE height BETWEEN ? AND ? GROUP BY height HAVING bytes > 0 ORDER BY height`,
  );
  const prune = db.transaction(({ first, last }: HeightRange) => {
    block.prune(first, last);
    undo.prune(first, last);
    for (const hash of deleteLateBlock.all(last)) block.remove(hash);
    putPruned.run(last);
  });
  function recount(): void {
    block.recount();
    undo.recount();
  }
  return {
    putBlock: ({ hash, bytes }) => block.put(hash, bytes),
    putLateBlock: ({ hash, until }) => void putLateBlock.run(hash, until),
    putUndo({ hash, bytes }) {
      undo.remove(hash);
      undo.put(hash, bytes);
    },
    readBlock: block.read,
    readUndo: undo.read,
    prune(heights) {
      try {
        prune.immediate(heights);
      } catch (error) {
        recount();
        throw error;
      }
    },
    prunedHeight: () => readPruned.get() ?? 0,
    bytes: () => block.bytes() + undo.bytes(),
    recount,
    bytesByHeight: ({ first, last }) => byHeight.all(first, last),
  };
}

/** Reads of both tables alone, for a connection that writes nothing. */
export function createBlockReads(db: Database.Database): Pick<BlockData, 'readBlock' | 'readUndo'> {
  const block = selectBlob(db, 'blocks');
  const undo = selectBlob(db, 'undos');
  return { readBlock: (hash) => block.get(hash), readUndo: (hash) => undo.get(hash) };
}

function selectBlob(db: Database.Database, table: 'blocks' | 'undos') {
  return db.prepare<[Uint8Array], Uint8Array>(`SELECT data FROM ${table} WHERE hash = ?`).pluck();
}

/** A table of blobs by the hash of a block, and how many bytes they are. */
function createBlobTable(db: Database.Database, table: 'blocks' | 'undos') {
  const insert = db.prepare(`INSERT INTO ${table} (hash, data) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING`);
  const select = selectBlob(db, table);
  const count = db.prepare<[], number>(`SELECT ifnull(sum(length(data)), 0) FROM ${table}`).pluck();
  const deleteOne = db
    .prepare<[Uint8Array], number>(`DELETE FROM ${table} WHERE hash = ? RETURNING length(data)`)
    .pluck();
  const deleteHeights = db
    .prepare<[number, number], number>(
      `DELETE FROM ${table} WHERE hash IN (SELECT hash FROM headers WHERE height BETWEEN ? AND ?)
       RETURNING length(data)`,
    )
    .pluck();
  let total: number | undefined;
  const add = (bytes: number): void => {
    if (total !== undefined) total += bytes;
  };
  return {
    read: (hash: Hash256) => select.get(hash),
    put(hash: Hash256, bytes: Uint8Array): void {
      if (insert.run(hash, bytes).changes > 0) add(bytes.length);
    },
    remove(hash: Hash256): void {
      for (const bytes of deleteOne.all(hash)) add(-bytes);
    },
    prune(first: number, last: number): void {
      for (const bytes of deleteHeights.all(first, last)) add(-bytes);
    },
    bytes: () => {
      total ??= count.get() ?? 0;
      return total;
    },
    recount(): void {
      total = undefined;
    },
  };
}

import Database from 'better-sqlite3';
import type { IndexedTip } from '../index/ports.ts';
import { type Hash256, toHash256 } from '../primitives/hash256.ts';
import { equalBytes } from '../util/bytes.ts';
import { wrapErrors } from './database.ts';

/** The chain's file as another thread reads it while the node writes: what is committed, and nothing else. */
export interface RawChainReader {
  /** Looks for the best chain as it is now. @returns its last block */
  refresh(): IndexedTip | undefined;
  /** The best chain's block of that height, as of the last refresh. */
  hashAt(height: number): Hash256 | undefined;
  /** The bytes of a block of any chain, and of its undo data; undefined where they are not kept. */
  block(hash: Hash256): Uint8Array | undefined;
  undo(hash: Hash256): Uint8Array | undefined;
  close(): void;
}

interface HeaderRow {
  readonly height: number;
  readonly previous: Uint8Array;
}

/** @throws StoreError where the file is not there */
export function openChainReader(path: string): RawChainReader {
  return wrapErrors(path, () => {
    const db = new Database(path, { readonly: true });
    const tip = db.prepare<[], { readonly value: Uint8Array }>("SELECT value FROM meta WHERE key = 'tip'");
    const header = db.prepare<[Uint8Array], HeaderRow>('SELECT height, previous FROM headers WHERE hash = ?');
    const block = db.prepare<[Uint8Array], Uint8Array>('SELECT data FROM blocks WHERE hash = ?').pluck();
    const undo = db.prepare<[Uint8Array], Uint8Array>('SELECT data FROM undos WHERE hash = ?').pluck();
    /** The best chain by height. */
    const active: Hash256[] = [];
    const bytesOf = (found: Uint8Array | undefined) => found && new Uint8Array(found);
    return {
      refresh: () =>
        wrapErrors(path, () => {
          const found = tip.get();
          if (!found) return undefined;
          const hash = toHash256(new Uint8Array(found.value));
          follow(hash, active, header);
          return { height: active.length - 1, hash };
        }),
      hashAt: (height) => active[height],
      block: (hash) => wrapErrors(path, () => bytesOf(block.get(hash))),
      undo: (hash) => wrapErrors(path, () => bytesOf(undo.get(hash))),
      close: () => wrapErrors(path, () => db.close()),
    };
  });
}

/** Makes `active` the chain that ends with the block: down to where it is the one that it was before. */
function follow(tip: Hash256, active: Hash256[], header: Database.Statement<[Uint8Array], HeaderRow>): void {
  const found: { readonly height: number; readonly hash: Hash256 }[] = [];
  let hash = tip;
  for (let row = header.get(hash); row; row = header.get(hash)) {
    const known = active[row.height];
    if (known && equalBytes(known, hash)) break;
    found.push({ height: row.height, hash });
    hash = toHash256(new Uint8Array(row.previous));
  }
  const lowest = found.at(-1);
  if (lowest) active.length = Math.min(active.length, lowest.height);
  else active.length = (header.get(tip)?.height ?? -1) + 1;
  for (const each of found.reverse()) active[each.height] = each.hash;
}

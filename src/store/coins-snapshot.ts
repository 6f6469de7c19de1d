import Database from 'better-sqlite3';
import type { CoinsSnapshot, UnspentCoin } from '../chain/ports.ts';
import { toHash256 } from '../primitives/hash256.ts';
import { readOutPoint } from '../primitives/outpoint.ts';
import { createReader } from '../primitives/reader.ts';
import { wrapErrors, wrapIteration } from './database.ts';
import { StoreError } from './store-error.ts';

/** Coins read at once: about a millisecond, and as much again or ten times as much for who hashes them. */
const PAGE_SIZE = 500;

/** Pages of the file looked at in one go. */
const FILE_PAGES_AT_ONCE = 1_000;

interface Row {
  readonly outpoint: Uint8Array;
  readonly height: number;
  readonly coinbase: number;
  readonly value: number;
  readonly script: Uint8Array;
}

/**
 * The committed coins as they are now, on a connection of its own whose one read transaction lasts until it is closed:
 * the writer goes on meanwhile, only its WAL can't be cut back.
 * @throws StoreError
 */
export function openCoinsSnapshot(path: string): CoinsSnapshot {
  return wrapErrors(path, () => {
    const db = new Database(path, { readonly: true });
    try {
      return snapshotOn(db, path);
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

function snapshotOn(db: Database.Database, path: string): CoinsSnapshot {
  db.exec('BEGIN');
  // The first read is what the transaction sees from then on.
  const tip = db
    .prepare<[], { readonly value: Uint8Array }>("SELECT value FROM meta WHERE key = 'tip'")
    .get();
  if (!tip) throw new StoreError(`database ${path} has no tip yet`);
  const select = db.prepare<[Uint8Array, number], Row>(
    'SELECT outpoint, height, coinbase, value, script FROM coins WHERE outpoint > ? ORDER BY outpoint LIMIT ?',
  );
  const fileSizes = db.prepare<[], { readonly bytes: number }>(
    "SELECT pgsize AS bytes FROM dbstat WHERE name = 'coins'",
  );
  function* pages(): Generator<readonly UnspentCoin[], void> {
    // An iterator over one statement would take more than twice the time of a statement for each page.
    let page = select.all(new Uint8Array(), PAGE_SIZE);
    for (let last = page.at(-1); last; last = page.at(-1)) {
      yield page.map(coinOf);
      page = select.all(last.outpoint, PAGE_SIZE);
    }
  }
  function* diskUse(): Generator<number, void> {
    let [pagesSeen, sum] = [0, 0];
    for (const { bytes } of fileSizes.iterate()) {
      sum += bytes;
      if (++pagesSeen % FILE_PAGES_AT_ONCE !== 0) continue;
      yield sum;
      sum = 0;
    }
    yield sum;
  }
  return {
    tip: toHash256(new Uint8Array(tip.value)),
    pages: () => wrapIteration(path, pages),
    diskUse: () => wrapIteration(path, diskUse),
    close: () => wrapErrors(path, () => db.close()),
  };
}

function coinOf({ outpoint, height, coinbase, value, script }: Row): UnspentCoin {
  const output = { value, scriptPubKey: new Uint8Array(script) };
  return {
    outpoint: readOutPoint(createReader(outpoint)),
    coin: { output, height, isCoinbase: coinbase === 1 },
  };
}

import Database from 'better-sqlite3';
import type { CoinsSnapshot, SnapshotOptions, UnspentCoin } from '../chain/ports.ts';
import type { Coin } from '../consensus/coin.ts';
import { toHash256 } from '../primitives/hash256.ts';
import { readOutPoint, serializeOutPoint } from '../primitives/outpoint.ts';
import { createReader } from '../primitives/reader.ts';
import { createBlockReads } from './block-data.ts';
import { type CoinRow, createCoinChanges } from './coin-changes.ts';
import { wrapErrors, wrapIteration } from './database.ts';
import { StoreError } from './store-error.ts';

/** Coins read at once: about a millisecond, and as much again or ten times as much for who hashes them. */
const PAGE_SIZE = 500;

/** Pages of the file looked at in one go. */
const FILE_PAGES_AT_ONCE = 1_000;

/**
 * The committed coins as they are now, on a connection of its own whose one read transaction lasts until it is closed:
 * the writer goes on meanwhile, only its WAL can't be cut back.
 * @throws StoreError
 */
export function openCoinsSnapshot(path: string, { changesIn = 'file' }: SnapshotOptions = {}): CoinsSnapshot {
  return wrapErrors(path, () => {
    const db = new Database(path, { readonly: true });
    try {
      // To be said before the transaction.
      db.pragma(`temp_store = ${changesIn}`);
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
  const { readBlock, readUndo } = createBlockReads(db);
  const selectOne = db.prepare<[Uint8Array], CoinRow>(
    'SELECT outpoint, height, coinbase, value, script FROM coins WHERE outpoint = ?',
  );
  const selectPage = db.prepare<[Uint8Array, number], CoinRow>(
    'SELECT outpoint, height, coinbase, value, script FROM coins WHERE outpoint > ? ORDER BY outpoint LIMIT ?',
  );
  const fileSizes = db.prepare<[], { readonly bytes: number }>(
    "SELECT pgsize AS bytes FROM dbstat WHERE name = 'coins'",
  );
  const changes = createCoinChanges(db);
  function pageBehind(outpoint: Uint8Array): CoinRow[] {
    return changes.page(outpoint, PAGE_SIZE) ?? selectPage.all(outpoint, PAGE_SIZE);
  }
  function* pages(): Generator<readonly UnspentCoin[], void> {
    // An iterator over one statement would take more than twice the time of a statement for each page.
    let page = pageBehind(new Uint8Array());
    for (let last = page.at(-1); last; last = page.at(-1)) {
      yield page.map(unspentCoinOf);
      page = pageBehind(last.outpoint);
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
  function getRow(key: Uint8Array): CoinRow | undefined {
    const changed = changes.get(key);
    if (changed) return changed.script ? (changed as CoinRow) : undefined;
    return selectOne.get(key);
  }
  return {
    tip: toHash256(new Uint8Array(tip.value)),
    getCoin: (outpoint) =>
      wrapErrors(path, () => {
        const row = getRow(serializeOutPoint(outpoint));
        return row && coinOf(row);
      }),
    pages: () => wrapIteration(path, pages),
    diskUse: () => wrapIteration(path, diskUse),
    readBlock: (hash) => wrapErrors(path, () => readBlock(hash)),
    readUndo: (hash) => wrapErrors(path, () => readUndo(hash)),
    apply: (coins) => wrapErrors(path, () => changes.put(coins)),
    close: () => wrapErrors(path, () => db.close()),
  };
}

function unspentCoinOf(row: CoinRow): UnspentCoin {
  return { outpoint: readOutPoint(createReader(row.outpoint)), coin: coinOf(row) };
}

function coinOf({ height, coinbase, value, script }: CoinRow): Coin {
  return { output: { value, scriptPubKey: new Uint8Array(script) }, height, isCoinbase: coinbase === 1 };
}

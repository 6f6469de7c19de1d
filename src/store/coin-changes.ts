import Database from 'better-sqlite3';
import type { CoinChange } from '../chain/ports.ts';
import { serializeOutPoint } from '../primitives/outpoint.ts';
import { OperatorError } from '../util/operator-error.ts';

/** A coin as the columns of its table. */
export interface CoinRow {
  readonly outpoint: Uint8Array;
  readonly height: number;
  readonly coinbase: number;
  readonly value: number;
  readonly script: Uint8Array;
}

/** A row of a change; without a script the coin is gone. */
type ChangeRow = Omit<CoinRow, 'script'> & { readonly script: Uint8Array | null };

/**
 * Changes of coins that one connection alone sees, in a temporary table, which SQLite keeps in a file without a name
 * or in memory and forgets when the connection is closed. Where that file can't be written, the node has lost nothing: every function
 * throws an OperatorError then.
 */
export interface CoinChanges {
  /** The change of the coin of that outpoint, 36 bytes, if it was changed. */
  get(outpoint: Uint8Array): ChangeRow | undefined;
  /** Takes these over. */
  put(changes: Iterable<CoinChange>): void;
  /** The coins behind an outpoint, up to so many, as they are with the changes; undefined while nothing is changed. */
  page(after: Uint8Array, count: number): CoinRow[] | undefined;
}

const MAKE_TABLE = `
  CREATE TEMP TABLE coin_changes (
    outpoint BLOB PRIMARY KEY, height INTEGER, coinbase INTEGER, value INTEGER, script BLOB
  ) WITHOUT ROWID`;

/** Both halves come by the order of their keys and are merged: nothing is sorted. */
const SELECT_PAGE = `
  SELECT outpoint, height, coinbase, value, script FROM main.coins AS coin
    WHERE outpoint > ? AND NOT EXISTS (SELECT 1 FROM temp.coin_changes AS c WHERE c.outpoint = coin.outpoint)
  UNION ALL
  SELECT outpoint, height, coinbase, value, script FROM temp.coin_changes
    WHERE outpoint > ? AND script IS NOT NULL
  ORDER BY outpoint LIMIT ?`;

/** No changes yet. */
export function createCoinChanges(db: Database.Database): CoinChanges {
  let table: ReturnType<typeof makeTable> | undefined;
  return {
    get: (outpoint) => explaining(() => table?.select.get(outpoint)),
    put: (changes) => explaining(() => putAll(changes)),
    page: (after, count) => explaining(() => table?.selectPage.all(after, after, count)),
  };

  function putAll(changes: Iterable<CoinChange>): void {
    table ??= makeTable(db);
    for (const { outpoint, coin } of changes) {
      const key = serializeOutPoint(outpoint);
      if (!coin) table.put.run(key, null, null, null, null);
      else
        table.put.run(key, coin.height, Number(coin.isCoinbase), coin.output.value, coin.output.scriptPubKey);
    }
  }
}

function explaining<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    throw new OperatorError(
      `the temporary file for changes of coins can't be used: ${error.message} (${error.code}). SQLITE_TMPDIR names another folder for it`,
      { cause: error },
    );
  }
}

function makeTable(db: Database.Database) {
  db.exec(MAKE_TABLE);
  return {
    put: db.prepare('INSERT OR REPLACE INTO temp.coin_changes VALUES (?, ?, ?, ?, ?)'),
    select: db.prepare<[Uint8Array], ChangeRow>(
      'SELECT outpoint, height, coinbase, value, script FROM temp.coin_changes WHERE outpoint = ?',
    ),
    selectPage: db.prepare<[Uint8Array, Uint8Array, number], CoinRow>(SELECT_PAGE),
  };
}

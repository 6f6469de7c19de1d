import type Database from 'better-sqlite3';
import type { BlockRows, IndexBatch, IndexedTip, IndexName, IndexStore, StatsRow } from '../index/ports.ts';
import { toHash256 } from '../primitives/hash256.ts';
import { type DatabaseOptions, openDatabase, wrapErrors } from './database.ts';
import { INDEX_MIGRATIONS } from './index-schema.ts';

/** The tables of each index. */
const TABLES: Readonly<Record<IndexName, readonly string[]>> = {
  txindex: ['transactions'],
  addressindex: ['script_history'],
  txospenderindex: ['spends'],
  blockfilterindex: ['filters'],
  coinstatsindex: ['block_stats', 'coin_set'],
};

/** Columns of block_stats in the order in which they are written, and the fields that they hold. */
const STATS_COLUMNS: readonly (readonly [column: string, field: keyof StatsRow])[] = [
  ['fees', 'fees'],
  ['miner', 'miner'],
  ['coins', 'coins'],
  ['bogo_size', 'bogoSize'],
  ['total_amount', 'totalAmount'],
  ['muhash', 'muHash'],
  ['subsidies', 'subsidies'],
  ['spent', 'spent'],
  ['created', 'created'],
  ['coinbases', 'coinbases'],
  ['unspendable_genesis', 'unspendableGenesis'],
  ['unspendable_repeated', 'unspendableRepeated'],
  ['unspendable_scripts', 'unspendableScripts'],
  ['unclaimed', 'unclaimed'],
];

/** Opens (or makes) index.sqlite for its one writer, the index thread. @throws StoreError */
export function openIndexStore(options: Omit<DatabaseOptions, 'migrations'>): IndexStore {
  const { path } = options;
  const db = openDatabase({ ...options, migrations: INDEX_MIGRATIONS });
  // A lost commit is made again from the chain: waiting for the disk would only take time.
  db.pragma('synchronous = NORMAL');
  const tip = db.prepare<[string], { readonly height: number; readonly hash: Uint8Array }>(
    'SELECT height, hash FROM progress WHERE name = ?',
  );
  const coinSet = db.prepare<[], { readonly number: Uint8Array }>('SELECT number FROM coin_set');
  const read = prepareIndexReads(db);
  const write = prepareWrites(db);
  return {
    tipOf: (name) => wrapErrors(path, () => tipOf(tip.get(name))),
    commit: (batch) => wrapErrors(path, () => write.commit.immediate(batch)),
    clear: (name) => wrapErrors(path, () => write.clear.immediate(name)),
    filterOf: (hash) => wrapErrors(path, () => read.filter(hash)),
    statsOf: (hash) => wrapErrors(path, () => read.stats(hash)),
    coinSet: () =>
      wrapErrors(path, () => {
        const row = coinSet.get();
        return row && new Uint8Array(row.number);
      }),
    close: () => wrapErrors(path, () => db.close()),
  };
}

function tipOf(
  row: { readonly height: number; readonly hash: Uint8Array } | undefined,
): IndexedTip | undefined {
  return row && { height: row.height, hash: toHash256(new Uint8Array(row.hash)) };
}

/** The reads that the writer needs too. */
export function prepareIndexReads(db: Database.Database) {
  const filter = db.prepare<[Uint8Array], { readonly filter: Uint8Array; readonly header: Uint8Array }>(
    'SELECT filter, header FROM filters WHERE hash = ?',
  );
  const stats = db.prepare<[Uint8Array], Readonly<Record<string, number | Uint8Array>>>(
    `SELECT ${STATS_COLUMNS.map(([column]) => column).join(', ')} FROM block_stats WHERE hash = ?`,
  );
  return {
    filter(hash: Uint8Array) {
      const row = filter.get(hash);
      return row && { filter: new Uint8Array(row.filter), header: toHash256(new Uint8Array(row.header)) };
    },
    stats(hash: Uint8Array): StatsRow | undefined {
      const row = stats.get(hash);
      if (!row) return undefined;
      const fields = STATS_COLUMNS.map(([column, field]) => {
        const value = row[column];
        return [field, typeof value === 'number' ? value : new Uint8Array(value ?? [])];
      });
      return Object.fromEntries(fields) as StatsRow;
    },
  };
}

function prepareWrites(db: Database.Database) {
  const connect = prepareConnect(db);
  const disconnect = prepareDisconnect(db);
  const putTip = db.prepare('INSERT OR REPLACE INTO progress (name, height, hash) VALUES (?, ?, ?)');
  const dropTip = db.prepare('DELETE FROM progress WHERE name = ?');
  const putCoinSet = db.prepare('INSERT OR REPLACE INTO coin_set (id, number) VALUES (1, ?)');
  return {
    commit: db.transaction(({ names, tip, connected, disconnected, coinSet }: IndexBatch) => {
      for (const rows of disconnected) disconnect(rows);
      for (const rows of connected) connect(rows);
      for (const name of names) {
        if (tip) putTip.run(name, tip.height, tip.hash);
        else dropTip.run(name);
      }
      if (coinSet) putCoinSet.run(coinSet);
    }),
    clear: db.transaction((name: IndexName) => {
      for (const table of TABLES[name]) db.exec(`DELETE FROM ${table}`);
      dropTip.run(name);
    }),
  };
}

function prepareConnect(db: Database.Database): (rows: BlockRows) => void {
  const transaction = db.prepare('INSERT OR REPLACE INTO transactions VALUES (?, ?, ?)');
  const history = db.prepare('INSERT OR REPLACE INTO script_history VALUES (?, ?, ?, ?, ?)');
  const spend = db.prepare('INSERT OR REPLACE INTO spends VALUES (?, ?, ?, ?)');
  const filter = db.prepare('INSERT OR REPLACE INTO filters VALUES (?, ?, ?, ?)');
  const columns = STATS_COLUMNS.map(([column]) => column);
  const stats = db.prepare(
    `INSERT OR REPLACE INTO block_stats (hash, height, time, transactions, ${columns.join(', ')})
     VALUES (?, ?, ?, ?, ${columns.map(() => '?').join(', ')})`,
  );
  return (rows) => {
    const { hash, height } = rows.tip;
    for (const { txid, position } of rows.transactions) transaction.run(txid, height, position);
    for (const { scriptHash, position, txid, change } of rows.history) {
      history.run(scriptHash, height, position, txid, change);
    }
    for (const { outpoint, position, input } of rows.spends) spend.run(outpoint, height, position, input);
    if (rows.filter) filter.run(hash, height, rows.filter.filter, rows.filter.header);
    const { stats: counted } = rows;
    if (counted) {
      const values = STATS_COLUMNS.map(([, field]) => counted[field]);
      stats.run(hash, height, rows.time, rows.transactionCount, ...values);
    }
  };
}

function prepareDisconnect(db: Database.Database): (rows: BlockRows) => void {
  const transaction = db.prepare('DELETE FROM transactions WHERE txid = ? AND height = ?');
  const history = db.prepare(
    'DELETE FROM script_history WHERE script_hash = ? AND height = ? AND position = ?',
  );
  const spend = db.prepare('DELETE FROM spends WHERE outpoint = ? AND height = ?');
  return (rows) => {
    const { height } = rows.tip;
    for (const { txid } of rows.transactions) transaction.run(txid, height);
    for (const { scriptHash, position } of rows.history) history.run(scriptHash, height, position);
    for (const { outpoint } of rows.spends) spend.run(outpoint, height);
  };
}

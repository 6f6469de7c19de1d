import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { BlockRecord, ChainBatch, ChainStore, CoinChange } from '../chain/ports.ts';
import type { Coin } from '../consensus/coin.ts';
import type { MempoolStore } from '../mempool/ports.ts';
import { serializeHeader } from '../primitives/block-header.ts';
import { HASH256_SIZE, type Hash256, toHash256 } from '../primitives/hash256.ts';
import { OUTPOINT_SIZE, serializeOutPoint } from '../primitives/outpoint.ts';
import type { CoinsByScript } from '../wallet/ports.ts';
import { type BlockData, createBlockData } from './block-data.ts';
import { createCoinsByScript } from './coins-by-script.ts';
import { openCoinsSnapshot } from './coins-snapshot.ts';
import { type DatabaseOptions, openDatabase, wrapErrors, wrapIteration } from './database.ts';
import { requireFreeBytes } from './disk-room.ts';
import { releaseSpace } from './free-space.ts';
import { FAILURES, prepareHeaderReads } from './header-records.ts';
import { createMempoolStore } from './mempool-store.ts';
import { MIGRATIONS } from './schema.ts';
import { StoreError } from './store-error.ts';

/** The chain's file, open. */
export interface OpenChainStore extends ChainStore, MempoolStore, CoinsByScript {
  /** Bytes of the file's pages, without the WAL. */
  sizeOnDisk(): number;
  /** Gives a part of the free pages back to the file system; true while there are more. */
  releaseSpace(): boolean;
  close(): void;
}

export interface ChainStoreOptions extends Omit<DatabaseOptions, 'migrations'> {
  /** Bytes of the disk that stay free: no block and no transaction is written into them. 0 unless given. */
  readonly reserveBytes?: number;
}

/** Opens (or makes) chain.sqlite. @throws StoreError, DiskFullError */
export function openChainStore({ reserveBytes = 0, ...options }: ChainStoreOptions): OpenChainStore {
  const { path } = options;
  const db = openDatabase({ ...options, migrations: MIGRATIONS });
  try {
    // A file of another program can have our version number: its tables are then not ours.
    return wrapErrors(path, () => storeOn(db, path, reserveBytes));
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The key of the coin that is read or written now: SQLite copies what it is given. */
const coinKey = new Uint8Array(OUTPOINT_SIZE);

function storeOn(db: Database.Database, path: string, reserveBytes: number): OpenChainStore {
  const read = prepareReads(db);
  const readHeaders = prepareHeaderReads(db, path);
  const blockData = createBlockData(db);
  const writeBatch = prepareWrites(db, blockData);
  const mempoolStore = createMempoolStore(db, path);
  const requireRoom = (): void => requireFreeBytes(dirname(path), reserveBytes);
  return {
    ...mempoolStore,
    requireRoom,
    commitMempool(batch) {
      requireRoom();
      mempoolStore.commitMempool(batch);
    },
    ...createCoinsByScript(db, path),
    loadChain: () => ({
      records: wrapIteration(path, readHeaders),
      tip: wrapErrors(path, () => tipOf(read.meta.get('tip'), path)),
      prunedHeight: wrapErrors(path, blockData.prunedHeight),
    }),
    commitChain(batch) {
      requireRoom();
      wrapErrors(path, () => writeBatch(batch));
    },
    pruneBlocks: (heights) => wrapErrors(path, () => blockData.prune(heights)),
    blockBytes: () => wrapErrors(path, blockData.bytes),
    blockBytesByHeight: (heights) => wrapErrors(path, () => blockData.bytesByHeight(heights)),
    readBlock: (hash) => wrapErrors(path, () => blockData.readBlock(hash)),
    readUndo: (hash) => wrapErrors(path, () => blockData.readUndo(hash)),
    readTogether: (read) => wrapErrors(path, () => db.transaction(read)()),
    getCoin: (outpoint) =>
      wrapErrors(path, () => coinOf(read.coin.get(serializeOutPoint(outpoint, coinKey)))),
    openCoinsSnapshot: (options) => openCoinsSnapshot(path, options),
    releaseSpace: () => wrapErrors(path, () => releaseSpace(db)),
    sizeOnDisk: () => wrapErrors(path, () => Number(read.size.get()?.bytes ?? 0)),
    close: () => wrapErrors(path, () => db.close()),
  };
}

type CoinRow = readonly [height: number, coinbase: number, value: number, script: Uint8Array];

function prepareReads(db: Database.Database) {
  return {
    meta: db.prepare<[string], { readonly data: Uint8Array }>('SELECT value AS data FROM meta WHERE key = ?'),
    // A row as an array costs a third less than as an object, and a block asks for thousands.
    coin: db
      .prepare<[Uint8Array], CoinRow>('SELECT height, coinbase, value, script FROM coins WHERE outpoint = ?')
      .raw(),
    size: db.prepare<[], { readonly bytes: number }>(
      'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
    ),
  };
}

/** The one writer: everything of a batch, or nothing. */
function prepareWrites(db: Database.Database, blockData: BlockData): (batch: ChainBatch) => void {
  const putHeader = db.prepare(
    `INSERT INTO headers (hash, height, previous, time, header, tx_count, sequence, failure)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET
       tx_count = excluded.tx_count, sequence = excluded.sequence, failure = excluded.failure`,
  );
  const putCoin = db.prepare(
    'INSERT OR REPLACE INTO coins (outpoint, height, coinbase, value, script) VALUES (?, ?, ?, ?, ?)',
  );
  const deleteCoin = db.prepare('DELETE FROM coins WHERE outpoint = ?');
  const putMeta = db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');

  const writeRecord = ({ hash, height, header, txCount, sequence, failure }: BlockRecord): void => {
    const row = [hash, height, header.prevBlockHash, header.time, serializeHeader(header)];
    putHeader.run(...row, txCount, sequence, FAILURES.indexOf(failure));
  };
  const writeCoin = ({ outpoint, coin }: CoinChange): void => {
    const key = serializeOutPoint(outpoint, coinKey);
    if (!coin) deleteCoin.run(key);
    else putCoin.run(key, coin.height, Number(coin.isCoinbase), coin.output.value, coin.output.scriptPubKey);
  };
  const transaction = db.transaction((batch: ChainBatch) => {
    for (const record of batch.records) writeRecord(record);
    for (const block of batch.blocks) blockData.putBlock(block);
    for (const block of batch.lateBlocks ?? []) blockData.putLateBlock(block);
    for (const undo of batch.undos) blockData.putUndo(undo);
    for (const change of batch.coins) writeCoin(change);
    if (batch.tip) putMeta.run('tip', batch.tip);
  });
  return (batch) => {
    try {
      transaction.immediate(batch);
    } catch (error) {
      blockData.recount();
      throw error;
    }
  };
}

function coinOf(row: CoinRow | undefined): Coin | undefined {
  if (!row) return undefined;
  const [height, coinbase, value, script] = row;
  return { output: { value, scriptPubKey: new Uint8Array(script) }, height, isCoinbase: coinbase === 1 };
}

function tipOf(row: { readonly data: Uint8Array } | undefined, path: string): Hash256 | undefined {
  if (row && row.data.length !== HASH256_SIZE) {
    throw new StoreError(
      `database ${path}: the tip in table meta has ${row.data.length} bytes, not ${HASH256_SIZE}`,
    );
  }
  return row && toHash256(new Uint8Array(row.data));
}

import type Database from 'better-sqlite3';
import type { MempoolBatch, MempoolRecord, MempoolStore, Priority } from '../mempool/ports.ts';
import { toHash256 } from '../primitives/hash256.ts';
import { wrapErrors } from './database.ts';

interface MempoolRow {
  readonly isUnbroadcast: number;
  readonly txid: Uint8Array;
  readonly tx: Uint8Array;
  readonly time: number;
  readonly height: number;
  readonly fee: number;
  readonly vsize: number;
}

interface PriorityRow {
  readonly txid: Uint8Array;
  readonly delta: number;
}

/** The mempool's part of chain.sqlite. @param path - names the file where SQLite fails */
export function createMempoolStore(db: Database.Database, path: string): Omit<MempoolStore, 'requireRoom'> {
  const readRows = db.prepare<[], MempoolRow>(
    `SELECT mempool.txid, tx, time, height, fee, vsize, unbroadcast.txid IS NOT NULL AS isUnbroadcast
     FROM mempool LEFT JOIN unbroadcast USING (txid) ORDER BY id`,
  );
  const readTip = db.prepare<[], { readonly hash: Uint8Array }>('SELECT hash FROM mempool_tip');
  const readPriorities = db.prepare<[], PriorityRow>('SELECT txid, delta FROM mempool_priorities');
  const writeBatch = prepareWrites(db);
  return {
    loadMempool: () =>
      wrapErrors(path, () => {
        const tip = readTip.get();
        return {
          records: readRows.all().map(recordOf),
          priorities: readPriorities.all().map(priorityOf),
          tip: tip && toHash256(new Uint8Array(tip.hash)),
        };
      }),
    commitMempool: (batch) => wrapErrors(path, () => writeBatch(batch)),
  };
}

/** Everything of a batch, or nothing. */
function prepareWrites(db: Database.Database): (batch: MempoolBatch) => void {
  const put = db.prepare(
    'INSERT OR REPLACE INTO mempool (txid, tx, time, height, fee, vsize) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = db.prepare('DELETE FROM mempool WHERE txid = ?');
  const putUnbroadcast = db.prepare('INSERT OR IGNORE INTO unbroadcast (txid) VALUES (?)');
  const removeUnbroadcast = db.prepare('DELETE FROM unbroadcast WHERE txid = ?');
  const prioritise = db.prepare('INSERT OR REPLACE INTO mempool_priorities (txid, delta) VALUES (?, ?)');
  const forget = db.prepare('DELETE FROM mempool_priorities WHERE txid = ?');
  const putTip = db.prepare('INSERT OR REPLACE INTO mempool_tip (id, hash) VALUES (1, ?)');
  const transaction = db.transaction(({ added, removed, prioritised, tip }: MempoolBatch) => {
    for (const txid of removed) {
      remove.run(txid);
      removeUnbroadcast.run(txid);
    }
    for (const { txid, bytes, time, height, fee, vsize, isUnbroadcast } of added) {
      put.run(txid, bytes, time, height, fee, vsize);
      (isUnbroadcast ? putUnbroadcast : removeUnbroadcast).run(txid);
    }
    for (const { txid, delta } of prioritised) {
      if (delta === 0) forget.run(txid);
      else prioritise.run(txid, delta);
    }
    putTip.run(tip);
  });
  return (batch) => transaction.immediate(batch);
}

function recordOf({ txid, tx, isUnbroadcast, ...row }: MempoolRow): MempoolRecord {
  return {
    txid: toHash256(new Uint8Array(txid)),
    bytes: new Uint8Array(tx),
    ...row,
    isUnbroadcast: isUnbroadcast === 1,
  };
}

function priorityOf({ txid, delta }: PriorityRow): Priority {
  return { txid: toHash256(new Uint8Array(txid)), delta };
}

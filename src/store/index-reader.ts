import Database from 'better-sqlite3';
import type { HistoryEntry, IndexReader, TransactionPlace } from '../index/ports.ts';
import { toHash256 } from '../primitives/hash256.ts';
import { wrapErrors } from './database.ts';
import { prepareIndexReads } from './index-store.ts';

/** Opens index.sqlite beside its writer, to look things up. @throws StoreError where it is not there yet */
export function openIndexReader(path: string): IndexReader {
  return wrapErrors(path, () => {
    const db = new Database(path, { readonly: true });
    const { filter, stats } = prepareIndexReads(db);
    const transaction = db.prepare<[Uint8Array], TransactionPlace>(
      'SELECT height, position FROM transactions WHERE txid = ?',
    );
    const spend = db.prepare<[Uint8Array], TransactionPlace & { readonly input: number }>(
      'SELECT height, position, input FROM spends WHERE outpoint = ?',
    );
    const history = db.prepare<[Uint8Array, number, number], HistoryEntry>(
      `SELECT height, position, txid, change FROM script_history WHERE script_hash = ?
       ORDER BY height, position LIMIT ? OFFSET ?`,
    );
    const totals = db.prepare<
      [Uint8Array],
      { readonly count: number; readonly balance: number; readonly received: number }
    >(
      `SELECT count(*) AS count, ifnull(sum(change), 0) AS balance, ifnull(sum(max(change, 0)), 0) AS received
       FROM script_history WHERE script_hash = ?`,
    );
    return {
      transaction: (txid) => wrapErrors(path, () => transaction.get(txid)),
      spend: (outpoint) => wrapErrors(path, () => spend.get(outpoint)),
      history: (scriptHash, { skip, count }) =>
        wrapErrors(path, () =>
          history
            .all(scriptHash, count, skip)
            .map((row) => ({ ...row, txid: toHash256(new Uint8Array(row.txid)) })),
        ),
      historyTotals: (scriptHash) =>
        wrapErrors(path, () => totals.get(scriptHash) ?? { count: 0, balance: 0, received: 0 }),
      filter: (hash) => wrapErrors(path, () => filter(hash)),
      stats: (hash) => wrapErrors(path, () => stats(hash)),
      close: () => wrapErrors(path, () => db.close()),
    };
  });
}

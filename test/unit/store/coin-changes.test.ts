import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { createCoinChanges } from '../../../src/store/coin-changes.ts';
import { OperatorError } from '../../../src/util/operator-error.ts';
import { numberedHash, outputOf } from '../../helpers/transactions.ts';

it('says where its temporary file has no room, which is no fault of the store', () => {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  db.exec('CREATE TABLE coins (outpoint BLOB PRIMARY KEY, height, coinbase, value, script) WITHOUT ROWID');
  db.pragma('temp.max_page_count = 8');
  const changes = createCoinChanges(db);
  const coins = Array.from({ length: 2000 }, (_, i) => ({
    outpoint: { txid: numberedHash(i), index: 0 },
    coin: { output: outputOf(i), height: i, isCoinbase: false },
  }));
  expect(() => changes.put(coins)).toThrow(OperatorError);
  expect(() => changes.put(coins)).toThrow(/database or disk is full.*SQLITE_TMPDIR/);
});

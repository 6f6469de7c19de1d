import type Database from 'better-sqlite3';
import { readOutPoint } from '../primitives/outpoint.ts';
import { createReader } from '../primitives/reader.ts';
import type { CoinsByScript, ImmatureCoins, OwnedCoin } from '../wallet/ports.ts';
import { wrapErrors } from './database.ts';
import { COINS_BY_SCRIPT } from './schema.ts';

/** Coins that are read at once. Between two pages the database is free for others. */
const PAGE_SIZE = 500;

interface Row {
  readonly outpoint: Uint8Array;
  readonly height: number;
  readonly coinbase: number;
  readonly value: number;
}

type Statements = ReturnType<typeof prepare>;

/**
 * Coins by script, from the coins that are committed: right at every moment, whatever the chain does. The first
 * question makes the index, which takes some seconds where there are millions of coins.
 * @param path - names the file where SQLite fails
 */
export function createCoinsByScript(db: Database.Database, path: string): CoinsByScript {
  let prepared: Statements | undefined;
  const ask = <T>(question: (statements: Statements) => T): T =>
    wrapErrors(path, () => {
      prepared ??= prepare(db);
      return question(prepared);
    });
  return {
    *coinsOfScript(script) {
      let page = ask(({ first }) => first.all(script, PAGE_SIZE));
      for (let last = page.at(-1); last; last = page.at(-1)) {
        const { value, outpoint } = last;
        for (const row of page) yield coinOf(row, script);
        page = ask(({ next }) => next.all(script, value, outpoint, PAGE_SIZE));
      }
    },
    sumOfScript: (script, { coinbase, other }) =>
      ask(({ sum }) => sum.get(script, coinbase, other)?.total ?? 0),
    coinbasesOfScript: (script, aboveHeight) => ask(({ coinbases }) => coinbases.all(script, aboveHeight)),
  };
}

function prepare(db: Database.Database) {
  db.exec(COINS_BY_SCRIPT);
  const columns = 'SELECT outpoint, height, coinbase, value FROM coins WHERE script = ?';
  const order = 'ORDER BY value DESC, outpoint DESC LIMIT ?';
  return {
    first: db.prepare<[Uint8Array, number], Row>(`${columns} ${order}`),
    next: db.prepare<[Uint8Array, number, Uint8Array, number], Row>(
      `${columns} AND (value, outpoint) < (?, ?) ${order}`,
    ),
    sum: db.prepare<[Uint8Array, number, number], { readonly total: number | null }>(
      'SELECT sum(value) AS total FROM coins WHERE script = ? AND height <= iif(coinbase, ?, ?)',
    ),
    coinbases: db.prepare<[Uint8Array, number], ImmatureCoins>(
      `SELECT height, sum(value) AS value FROM coins
       WHERE script = ? AND coinbase = 1 AND height > ? GROUP BY height ORDER BY height`,
    ),
  };
}

function coinOf({ outpoint, height, coinbase, value }: Row, scriptPubKey: Uint8Array): OwnedCoin {
  return {
    outpoint: readOutPoint(createReader(new Uint8Array(outpoint))),
    coin: { output: { value, scriptPubKey }, height, isCoinbase: coinbase === 1 },
  };
}

import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChainBatch, CoinChange } from '../../../src/chain/ports.ts';
import { outPointKey } from '../../../src/primitives/outpoint.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { temporaryStorePath } from '../../helpers/test-chain.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const EMPTY: ChainBatch = { records: [], blocks: [], undos: [], coins: [] };
const OWN = Uint8Array.of(1, 2, 3);
const OTHER = Uint8Array.of(1, 2);

const open = (path = temporaryStorePath()) => openChainStore({ path, cacheMiB: 4, onNotice: () => {} });

interface CoinFields {
  readonly value?: number;
  readonly height?: number;
  readonly isCoinbase?: boolean;
  readonly script?: Uint8Array;
}

function coin(number: number, fields: CoinFields = {}): CoinChange {
  const { value = 1, height = 1, isCoinbase = false, script = OWN } = fields;
  return {
    outpoint: { txid: numberedHash(number), index: number % 3 },
    coin: { output: { value, scriptPubKey: script }, height, isCoinbase },
  };
}

function indexesOf(path: string): readonly unknown[] {
  const db = new Database(path, { readonly: true });
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE name = 'coins_by_script'").pluck().all();
  db.close();
  return names;
}

describe('coinsOfScript', () => {
  it('finds the coins of a script and no other, the most valuable first', () => {
    const store = open();
    const coins = [
      coin(1, { value: 5 }),
      coin(2, { value: 7, isCoinbase: true }),
      coin(3, { script: OTHER }),
    ];
    store.commitChain({ ...EMPTY, coins });
    expect([...store.coinsOfScript(OWN)]).toEqual([coins[1], coins[0]]);
    expect([...store.coinsOfScript(Uint8Array.of(9))]).toEqual([]);
    store.close();
  });

  it('reads page by page what is more than one page, each coin once', () => {
    const store = open();
    // Many of one value, as rewards are: the pages are cut between them.
    const coins = Array.from({ length: 1_203 }, (_, i) => coin(i, { value: 1 + (i % 2) }));
    store.commitChain({ ...EMPTY, coins });
    const found = [...store.coinsOfScript(OWN)];
    expect(new Set(found.map(({ outpoint }) => outPointKey(outpoint))).size).toBe(1_203);
    expect(found).toHaveLength(1_203);
    expect(found.map((owned) => owned.coin.output.value)).toEqual([
      ...Array(601).fill(2),
      ...Array(602).fill(1),
    ]);
    store.close();
  });

  it('makes its index when it is first asked, not before, and once', () => {
    const path = temporaryStorePath();
    const store = open(path);
    store.commitChain({ ...EMPTY, coins: [coin(1)] });
    expect(indexesOf(path)).toEqual([]);
    expect([...store.coinsOfScript(OWN)]).toHaveLength(1);
    expect(indexesOf(path)).toEqual(['coins_by_script']);
    store.close();
    const again = open(path);
    again.commitChain({ ...EMPTY, coins: [coin(2)] });
    expect([...again.coinsOfScript(OWN)]).toHaveLength(2);
    again.close();
  });
});

describe('sumOfScript', () => {
  it('counts up to a height, another one for coinbases', () => {
    const store = open();
    const coins = [
      coin(1, { value: 1, height: 10 }),
      coin(2, { value: 20, height: 11 }),
      coin(3, { value: 300, height: 5, isCoinbase: true }),
      coin(4, { value: 4000, height: 6, isCoinbase: true }),
      coin(5, { value: 50_000, script: OTHER }),
    ];
    store.commitChain({ ...EMPTY, coins });
    const sum = (other: number, coinbase: number) => store.sumOfScript(OWN, { other, coinbase });
    expect([sum(9, 4), sum(10, 4), sum(11, 4), sum(11, 5), sum(11, 6)]).toEqual([0, 1, 21, 321, 4321]);
    expect(store.sumOfScript(Uint8Array.of(9), { other: 99, coinbase: 99 })).toBe(0);
    store.close();
  });
});

describe('coinbasesOfScript', () => {
  it('sums what each block above a height made', () => {
    const store = open();
    const coins = [
      coin(1, { value: 1, height: 7, isCoinbase: true }),
      coin(2, { value: 2, height: 9, isCoinbase: true }),
      coin(3, { value: 3, height: 8, isCoinbase: true }),
      coin(4, { value: 4, height: 9, isCoinbase: true }),
      coin(5, { value: 5, height: 9 }),
      coin(6, { value: 6, height: 9, isCoinbase: true, script: OTHER }),
    ];
    store.commitChain({ ...EMPTY, coins });
    expect(store.coinbasesOfScript(OWN, 7)).toEqual([
      { height: 8, value: 3 },
      { height: 9, value: 6 },
    ]);
    expect(store.coinbasesOfScript(OWN, 9)).toEqual([]);
    store.close();
  });
});

describe('coins by script', () => {
  it('are those of the coins table, whatever came and went', () => {
    const change = fc.record({
      number: fc.nat(15),
      value: fc.integer({ min: 0, max: 3 }),
      isOwn: fc.boolean(),
      isThere: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 4 }),
        fc.nat(4),
        (batches, asked) => {
          const store = open();
          const model = new Map<number, CoinChange>();
          for (const [index, batch] of batches.entries()) {
            // The index may be there from any moment on.
            if (index === asked) store.sumOfScript(OWN, { other: 0, coinbase: 0 });
            const coins = batch.map(({ number, value, isOwn, isThere }) => {
              const made = coin(number, { value, script: isOwn ? OWN : OTHER });
              return isThere ? made : { ...made, coin: undefined };
            });
            for (const [i, { number }] of batch.entries()) model.set(number, coins[i] as CoinChange);
            store.commitChain({ ...EMPTY, coins });
          }
          const own = [...model.values()].filter((change) => change.coin?.output.scriptPubKey === OWN);
          const found = [...store.coinsOfScript(OWN)];
          const lines = (changes: readonly CoinChange[]) =>
            changes.map(({ outpoint, coin: c }) => `${outPointKey(outpoint)} ${c?.output.value}`).sort();
          expect(lines(found)).toEqual(lines(own));
          store.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});

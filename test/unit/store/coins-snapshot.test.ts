import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { ChainBatch, UnspentCoin } from '../../../src/chain/ports.ts';
import { hash256 } from '../../../src/primitives/hash256.ts';
import { serializeOutPoint } from '../../../src/primitives/outpoint.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { openCoinsSnapshot } from '../../../src/store/coins-snapshot.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { compareBytes } from '../../../src/util/bytes.ts';
import { temporaryStorePath } from '../../helpers/test-chain.ts';
import { numberedHash, outputOf } from '../../helpers/transactions.ts';

const EMPTY: ChainBatch = { records: [], blocks: [], undos: [], coins: [] };

/** More than one page of them, and more than one output of some transactions. */
const COINS: readonly UnspentCoin[] = Array.from({ length: 1203 }, (_, i) => ({
  outpoint: { txid: numberedHash(i >> 1), index: 300 * (i & 1) },
  coin: { output: outputOf(i), height: i + 1, isCoinbase: i % 3 === 0 },
}));

function openStore() {
  const path = temporaryStorePath();
  const store = openChainStore({ path, cacheMiB: 4, onNotice: () => {} });
  return { path, store };
}

const keyOf = ({ outpoint }: UnspentCoin) => serializeOutPoint(outpoint);
const sorted = (coins: readonly UnspentCoin[]) => [...coins].sort((a, b) => compareBytes(keyOf(a), keyOf(b)));

describe('openCoinsSnapshot', () => {
  it('gives every coin once, by the order of the outpoints, and the tip', () => {
    const { store } = openStore();
    store.commitChain({ ...EMPTY, coins: COINS, tip: numberedHash(7) });
    const snapshot = store.openCoinsSnapshot();
    expect(snapshot.tip).toEqual(numberedHash(7));
    const pages = [...snapshot.pages()];
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.flat()).toEqual(sorted(COINS));
    snapshot.close();
    store.close();
  });

  it.each(['file', 'memory'] as const)('has changes of its own, in %s', (changesIn) => {
    const { store } = openStore();
    store.commitChain({ ...EMPTY, coins: COINS, tip: numberedHash(7) });
    const snapshot = store.openCoinsSnapshot({ changesIn });
    // Of three coins one goes, one is another; and some come that were not there.
    const gone = COINS.filter((_, i) => i % 3 === 0);
    const other = COINS.filter((_, i) => i % 3 === 1).map(({ outpoint, coin }) => {
      return { outpoint, coin: { ...coin, height: coin.height + 1000 } };
    });
    const same = COINS.filter((_, i) => i % 3 === 2);
    const fresh = COINS.filter((_, i) => i % 2 === 0).map(({ outpoint: { txid }, coin }) => ({
      outpoint: { txid, index: 9 },
      coin,
    }));
    snapshot.apply(gone);
    snapshot.apply([...gone.map(({ outpoint }) => ({ outpoint, coin: undefined })), ...other, ...fresh]);
    expect([...snapshot.pages()].flat()).toEqual(sorted([...same, ...other, ...fresh]));
    for (const { outpoint, coin } of [...same, ...other, ...fresh]) {
      expect(snapshot.getCoin(outpoint)).toEqual(coin);
    }
    for (const { outpoint } of gone) expect(snapshot.getCoin(outpoint)).toBeUndefined();
    const unchanged = store.openCoinsSnapshot();
    expect([...unchanged.pages()].flat()).toEqual(sorted(COINS));
    for (const each of [snapshot, unchanged]) each.close();
    store.close();
  });

  it('stays as it was while the store goes on', () => {
    const { store } = openStore();
    store.commitChain({ ...EMPTY, coins: COINS, tip: numberedHash(7) });
    const snapshot = store.openCoinsSnapshot();
    const pages = snapshot.pages()[Symbol.iterator]();
    const first: readonly UnspentCoin[] = pages.next().value;
    const spent = COINS.map(({ outpoint }) => ({ outpoint, coin: undefined }));
    store.commitChain({ ...EMPTY, coins: spent, tip: numberedHash(8) });
    expect([...first, ...[...{ [Symbol.iterator]: () => pages }].flat()]).toEqual(sorted(COINS));
    expect(snapshot.tip).toEqual(numberedHash(7));
    snapshot.close();
    const later = store.openCoinsSnapshot();
    expect([...later.pages()]).toEqual([]);
    expect(later.tip).toEqual(numberedHash(8));
    later.close();
    store.close();
  });

  it('is of no coins on a new chain', () => {
    const { store } = openStore();
    store.commitChain({ ...EMPTY, tip: hash256(new Uint8Array()) });
    const snapshot = store.openCoinsSnapshot();
    expect([...snapshot.pages()]).toEqual([]);
    snapshot.close();
    store.close();
  });

  it('tells the bytes of the pages that coins are in', () => {
    const { path, store } = openStore();
    store.commitChain({ ...EMPTY, coins: COINS, tip: numberedHash(7) });
    const snapshot = store.openCoinsSnapshot();
    const sum = [...snapshot.diskUse()].reduce((total, part) => total + part, 0);
    const db = new Database(path, { readonly: true });
    const expected = db.prepare("SELECT sum(pgsize) FROM dbstat WHERE name = 'coins'").pluck().get();
    db.close();
    expect(sum).toBe(expected);
    expect(sum).toBeGreaterThan(1203 * 50);
    snapshot.close();
    store.close();
  });

  it('can be closed in the middle', () => {
    const { store } = openStore();
    store.commitChain({ ...EMPTY, coins: COINS, tip: numberedHash(7) });
    const snapshot = store.openCoinsSnapshot();
    for (const _ of snapshot.pages()) break;
    for (const _ of snapshot.diskUse()) break;
    snapshot.close();
    store.close();
  });

  it('throws a StoreError where there is no tip, or no file', () => {
    const { path, store } = openStore();
    expect(() => store.openCoinsSnapshot()).toThrow(StoreError);
    store.close();
    expect(() => openCoinsSnapshot(`${path}.gone`)).toThrow(StoreError);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CoinsCache, createCoinsCache } from '../../../src/chain/coins-cache.ts';
import type { CoinChange, CoinsSource } from '../../../src/chain/ports.ts';
import type { Coin } from '../../../src/consensus/coin.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { type OutPoint, outPointKey } from '../../../src/primitives/outpoint.ts';
import { anyOutPoint } from '../../helpers/arbitraries.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const MIB = 2 ** 20;
const outPoint = (number: number): OutPoint => ({ txid: numberedHash(number >>> 2), index: number & 3 });
const coinOf = (value: number, scriptLength = 22): Coin => ({
  output: { value, scriptPubKey: new Uint8Array(scriptLength).fill(value) },
  height: value & 0xffff,
  isCoinbase: value % 2 === 1,
});

/** A store in memory that counts how often it is asked. */
function createFakeStore() {
  const coins = new Map<string, Coin>();
  let asked = 0;
  const source: CoinsSource = {
    getCoin(outpoint) {
      asked++;
      return coins.get(outPointKey(outpoint));
    },
  };
  return {
    ...source,
    asked: () => asked,
    commit(changes: readonly CoinChange[], cache: CoinsCache) {
      for (const { outpoint, coin } of changes) {
        if (coin) coins.set(outPointKey(outpoint), coin);
        else coins.delete(outPointKey(outpoint));
      }
      cache.apply(changes);
    },
    coins,
  };
}

describe('createCoinsCache', () => {
  it('asks the store once for a coin, and not for one that a commit made', () => {
    const store = createFakeStore();
    const cache = createCoinsCache(store, { maxBytes: MIB, salt: 1 });
    expect(cache.getCoin(outPoint(1))).toBeUndefined();
    store.coins.set(outPointKey(outPoint(1)), coinOf(5));
    const before = store.asked();
    for (let i = 0; i < 3; i++) expect(cache.getCoin(outPoint(1))).toEqual(coinOf(5));
    expect(store.asked()).toBe(before + 1);
    store.commit([{ outpoint: outPoint(2), coin: coinOf(6) }], cache);
    expect(cache.getCoin(outPoint(2))).toEqual(coinOf(6));
    expect(store.asked()).toBe(before + 1);
  });

  it('gives back coins as they were, of every size and value', () => {
    const store = createFakeStore();
    const cache = createCoinsCache(store, { maxBytes: MIB, salt: 1 });
    const anyCoin: fc.Arbitrary<Coin> = fc.record({
      output: fc.record({
        value: fc.nat(MAX_MONEY),
        scriptPubKey: fc.uint8Array({ maxLength: 10_000, size: 'large' }),
      }),
      height: fc.nat(2 ** 31 - 1),
      isCoinbase: fc.boolean(),
    });
    fc.assert(
      fc.property(anyOutPoint, anyCoin, (outpoint, coin) => {
        cache.apply([{ outpoint, coin }]);
        expect(cache.getCoin(outpoint)).toEqual(coin);
      }),
    );
    expect(store.asked()).toBe(0);
  });

  it('shows what the store holds after any commits, far more coins than it has room for', () => {
    const store = createFakeStore();
    const cache = createCoinsCache(store, { maxBytes: MIB, salt: 7 });
    const random = seededRandom(4711);
    const pick = (bound: number) => Math.floor(random() * bound);
    for (let commit = 0; commit < 400; commit++) {
      const changes = Array.from({ length: pick(200) }, () => {
        const outpoint = outPoint(pick(30_000));
        return { outpoint, coin: random() < 0.3 ? undefined : coinOf(pick(1e6), pick(60)) };
      });
      store.commit(changes, cache);
      for (let i = 0; i < 20; i++) {
        const outpoint = outPoint(pick(30_000));
        expect(cache.getCoin(outpoint)).toEqual(store.getCoin(outpoint));
      }
    }
    for (let number = 0; number < 30_000; number++) {
      expect(cache.getCoin(outPoint(number))).toEqual(store.coins.get(outPointKey(outPoint(number))));
    }
  });

  it('drops the oldest where there is no room, and takes no more memory than it may', () => {
    const store = createFakeStore();
    const before = process.memoryUsage().arrayBuffers;
    const cache = createCoinsCache(store, { maxBytes: 8 * MIB, salt: 1 });
    const count = 300_000;
    const keep = (number: number) =>
      store.commit([{ outpoint: outPoint(number), coin: coinOf(number) }], cache);
    for (let number = 0; number < count; number++) keep(number);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(8 * MIB + 2 ** 17);
    // 76 bytes each, and the index.
    expect(cache.count()).toBeGreaterThan((8 * MIB) / 110);
    expect(cache.count()).toBeLessThan((8 * MIB) / 76);
    const asked = store.asked();
    for (let number = count - cache.count(); number < count; number++) cache.getCoin(outPoint(number));
    expect(store.asked()).toBe(asked);
  });

  it('finds coins whose outpoints differ in one place only', () => {
    const cache = createCoinsCache(createFakeStore(), { maxBytes: MIB, salt: 3 });
    const places = [...Array.from({ length: 36 }, (_, at) => at)];
    const near = places.map((at): OutPoint => {
      const txid = numberedHash(0);
      if (at < 32) txid[at] = 1;
      return { txid, index: at < 32 ? 0 : 2 ** (8 * (at - 32)) };
    });
    cache.apply(near.map((outpoint, at) => ({ outpoint, coin: coinOf(at) })));
    expect(near.map((outpoint) => cache.getCoin(outpoint)?.output.value)).toEqual(places);
  });
});

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEntry } from '../../../src/chain/block-index.ts';
import type { BlockRecord, ChainBatch, ChainStore, CoinChange } from '../../../src/chain/ports.ts';
import type { Coin } from '../../../src/consensus/coin.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { hashHeader, serializeHeader } from '../../../src/primitives/block-header.ts';
import { displayHash, ZERO_HASH } from '../../../src/primitives/hash256.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { anyOutPoint } from '../../helpers/arbitraries.ts';
import { type BuiltBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { storedCoins, temporaryStorePath } from '../../helpers/test-chain.ts';
import { numberedHash, outputOf } from '../../helpers/transactions.ts';

const open = (path = temporaryStorePath()) => openChainStore({ path, cacheMiB: 4, onNotice: () => {} });

const CHAIN = buildChain(GENESIS, 3);
const GENESIS_RECORD = recordOf(createEntry(GENESIS.header, GENESIS.hash, undefined));

function recordOf({ hash, header, height }: Pick<BlockRecord, 'hash' | 'header' | 'height'>): BlockRecord {
  return { hash, header, height, txCount: 1, sequence: height + 1, failure: 'none' };
}

const outPoint = (number: number) => ({ txid: numberedHash(number), index: number });
const coinOf = (value: number): Coin => ({ output: outputOf(value), height: 1, isCoinbase: true });
const EMPTY: ChainBatch = { records: [], blocks: [], undos: [], coins: [] };

/** The whole file, by table. */
function dump(path: string): string {
  const db = new Database(path, { readonly: true });
  const tables = ['meta', 'headers', 'blocks', 'undos', 'coins'];
  const rows = tables.map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY 1`).raw().all());
  db.close();
  return JSON.stringify(rows);
}

/** The records and the tip, all of them read. */
function load(store: ChainStore) {
  const { records, tip } = store.loadChain();
  return { records: [...records], tip };
}

describe('loadChain', () => {
  it('has neither headers nor a tip in a new store', () => {
    const store = open();
    expect(load(store)).toEqual({ records: [], tip: undefined });
    store.close();
  });

  it('gives the records back, parents before children, and the tip', () => {
    const path = temporaryStorePath();
    const store = open(path);
    const records = [GENESIS_RECORD, ...CHAIN.map(recordOf)];
    store.commitChain({ ...EMPTY, records: [...records].reverse(), tip: (CHAIN[2] as BuiltBlock).hash });
    expect(load(store)).toEqual({ records, tip: CHAIN[2]?.hash });
    store.close();
    const again = open(path);
    expect(load(again)).toEqual({ records, tip: CHAIN[2]?.hash });
    again.close();
  });

  it('gives arrays that do not hold the memory of the rows', () => {
    const store = open();
    store.commitChain({ ...EMPTY, records: [recordOf(CHAIN[0] as BuiltBlock)] });
    for (const { hash, header } of store.loadChain().records) {
      for (const field of [hash, header.prevBlockHash, header.merkleRoot]) {
        expect(field.constructor).toBe(Uint8Array);
        expect(field.buffer.byteLength).toBe(32);
      }
    }
    store.close();
  });

  it('has the newest state of a header that changed', () => {
    const store = open();
    const record = recordOf(CHAIN[0] as BuiltBlock);
    store.commitChain({ ...EMPTY, records: [{ ...record, txCount: 0, sequence: 0 }] });
    for (const failure of ['self', 'ancestor', 'none'] as const) {
      store.commitChain({ ...EMPTY, records: [{ ...record, failure }] });
      expect(load(store).records).toEqual([{ ...record, failure }]);
    }
    store.close();
  });

  it('keeps every number that a record may have', () => {
    const store = open();
    const record = { ...recordOf(CHAIN[0] as BuiltBlock), height: 2 ** 31, txCount: 2 ** 31 };
    for (const sequence of [-1, -(2 ** 40), 2 ** 40]) {
      store.commitChain({ ...EMPTY, records: [{ ...record, sequence }] });
      expect(load(store).records[0]?.sequence).toBe(sequence);
    }
    expect(load(store).records[0]).toMatchObject({ height: 2 ** 31, txCount: 2 ** 31 });
    store.close();
  });

  it('gives as many as there are, in the order in which they became complete, headers alone last', () => {
    const path = temporaryStorePath();
    const store = open(path);
    const anyRecord = fc.record({ height: fc.nat(5_000), sequence: fc.integer({ min: -3, max: 50 }) });
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), (wanted) => {
        const db = new Database(path);
        db.exec('DELETE FROM headers');
        db.close();
        const records = wanted.map((numbers, nonce) => {
          const header = { ...GENESIS.header, nonce };
          return { ...recordOf({ header, hash: hashHeader(header), height: 0 }), ...numbers };
        });
        store.commitChain({ ...EMPTY, records });
        const rank = ({ height, sequence }: BlockRecord) =>
          [height, sequence === 0 ? 1 : 0, sequence] as const;
        const sorted = records.map(rank).sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
        expect(load(store).records.map(rank)).toEqual(sorted);
      }),
    );
    store.close();
  });

  it('refuses a header that is not the one of its hash', () => {
    const path = temporaryStorePath();
    const store = open(path);
    store.commitChain({ ...EMPTY, records: [recordOf(CHAIN[0] as BuiltBlock)] });
    const db = new Database(path);
    const spoil = (column: string, value: unknown) => {
      db.prepare(`UPDATE headers SET ${column} = ?`).run(value);
      expect(() => load(store)).toThrow(StoreError);
      expect(() => load(store)).toThrow(/damaged row.*Restore a copy/);
    };
    spoil('header', serializeHeader((CHAIN[1] as BuiltBlock).header));
    spoil('header', new Uint8Array(79));
    db.prepare('UPDATE headers SET header = ?').run(serializeHeader((CHAIN[0] as BuiltBlock).header));
    expect(load(store).records).toHaveLength(1);
    spoil('failure', 3);
    db.close();
    store.close();
  });
});

describe('getCoin', () => {
  it('gives back every coin that was written, until it is spent', () => {
    const store = open();
    const anyChange: fc.Arbitrary<CoinChange> = fc.record({
      outpoint: anyOutPoint,
      coin: fc.record({
        output: fc.record({
          value: fc.nat(MAX_MONEY),
          scriptPubKey: fc.uint8Array({ maxLength: 100 }),
        }),
        height: fc.nat(2 ** 31 - 1),
        isCoinbase: fc.boolean(),
      }),
    });
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 5 }), (coins) => {
        store.commitChain({ ...EMPTY, coins });
        for (const { outpoint, coin } of coins) expect(store.getCoin(outpoint)).toEqual(coin);
        store.commitChain({ ...EMPTY, coins: coins.map(({ outpoint }) => ({ outpoint, coin: undefined })) });
        for (const { outpoint } of coins) expect(store.getCoin(outpoint)).toBeUndefined();
      }),
      { numRuns: 25 },
    );
    store.close();
  });

  it('keeps apart outputs of one transaction', () => {
    const store = open();
    const txid = numberedHash(1);
    const at = (index: number): CoinChange => ({ outpoint: { txid, index }, coin: coinOf(index) });
    store.commitChain({ ...EMPTY, coins: [0, 1, 256, 0xffffffff].map(at) });
    for (const index of [0, 1, 256, 0xffffffff])
      expect(store.getCoin({ txid, index })?.output.value).toBe(index);
    expect(store.getCoin({ txid, index: 2 })).toBeUndefined();
    store.close();
  });
});

describe('readBlock and readUndo', () => {
  it('give back the bytes, or undefined', () => {
    const store = open();
    const [block, undo] = [Uint8Array.of(1, 2), new Uint8Array()];
    const hash = numberedHash(1);
    store.commitChain({ ...EMPTY, blocks: [{ hash, bytes: block }], undos: [{ hash, bytes: undo }] });
    expect(Uint8Array.from(store.readBlock(hash) ?? [9])).toEqual(block);
    expect(Uint8Array.from(store.readUndo(hash) ?? [9])).toEqual(undo);
    expect(store.readBlock(numberedHash(2))).toBeUndefined();
    expect(store.readUndo(numberedHash(2))).toBeUndefined();
    store.close();
  });

  it('take undo data anew, and a block once', () => {
    const store = open();
    const hash = numberedHash(1);
    const both = (byte: number) => {
      const data = [{ hash, bytes: Uint8Array.of(byte) }];
      store.commitChain({ ...EMPTY, blocks: data, undos: data });
    };
    both(1);
    both(2);
    expect(store.readBlock(hash)?.[0]).toBe(1);
    expect(store.readUndo(hash)?.[0]).toBe(2);
    store.close();
  });
});

describe('commitChain', () => {
  const old: ChainBatch = {
    records: [GENESIS_RECORD, recordOf(CHAIN[0] as BuiltBlock)],
    blocks: [{ hash: GENESIS.hash, bytes: Uint8Array.of(1) }],
    undos: [{ hash: GENESIS.hash, bytes: Uint8Array.of(2) }],
    coins: [1, 2, 3].map((n) => ({ outpoint: outPoint(n), coin: coinOf(n) })),
    tip: GENESIS.hash,
  };
  const next: ChainBatch = {
    records: [{ ...recordOf(CHAIN[0] as BuiltBlock), failure: 'self' }, recordOf(CHAIN[1] as BuiltBlock)],
    blocks: [{ hash: numberedHash(1), bytes: Uint8Array.of(3) }],
    undos: [{ hash: numberedHash(1), bytes: Uint8Array.of(4) }],
    coins: [
      { outpoint: outPoint(1), coin: undefined },
      { outpoint: outPoint(4), coin: coinOf(4) },
    ],
    tip: (CHAIN[1] as BuiltBlock).hash,
  };

  function* endingIn<T>(items: Iterable<T>, error: Error): Generator<T> {
    yield* items;
    throw error;
  }

  it.each(['records', 'blocks', 'undos', 'coins'] as const)(
    'leaves everything as it was where it breaks off after the %s',
    (part) => {
      const path = temporaryStorePath();
      const store = open(path);
      store.commitChain(old);
      const before = dump(path);
      const fault = new Error('power failure');
      const broken = { ...next, [part]: endingIn(next[part] as Iterable<unknown>, fault) } as ChainBatch;
      expect(() => store.commitChain(broken)).toThrow(fault);
      expect(dump(path)).toBe(before);
      expect(displayHash(store.loadChain().tip ?? ZERO_HASH)).toBe(displayHash(GENESIS.hash));
      expect(store.getCoin(outPoint(1))).toEqual(coinOf(1));
      store.commitChain(next);
      expect(displayHash(store.loadChain().tip ?? ZERO_HASH)).toBe(displayHash(next.tip ?? ZERO_HASH));
      expect(storedCoins(path)).toHaveLength(3);
      store.close();
    },
  );

  it('leaves everything as it was where SQLite refuses a row, and says so', () => {
    const path = temporaryStorePath();
    const store = open(path);
    store.commitChain(old);
    const before = dump(path);
    const noScript = { ...coinOf(5), output: { value: 5, scriptPubKey: null as unknown as Uint8Array } };
    const coins = [...next.coins, { outpoint: outPoint(5), coin: noScript }];
    expect(() => store.commitChain({ ...next, coins })).toThrow(StoreError);
    expect(dump(path)).toBe(before);
    store.close();
  });

  it('keeps the tip where a batch has none', () => {
    const store = open();
    store.commitChain(old);
    store.commitChain(EMPTY);
    expect(store.loadChain().tip).toEqual(GENESIS.hash);
    store.close();
  });

  it('is on disk when it returns: another connection sees it, and so does one after a stop without close', () => {
    const path = temporaryStorePath();
    const store = open(path);
    store.commitChain(old);
    expect(storedCoins(path)).toHaveLength(3);
    const notices: string[] = [];
    const other = openChainStore({ path, cacheMiB: 4, onNotice: (text) => notices.push(text) });
    expect(notices).toHaveLength(1);
    expect(other.loadChain().tip).toEqual(GENESIS.hash);
    other.close();
    store.close();
  });
});

describe('sizeOnDisk', () => {
  it('grows with what is stored', () => {
    const store = open();
    const empty = store.sizeOnDisk();
    store.commitChain({ ...EMPTY, blocks: [{ hash: numberedHash(1), bytes: new Uint8Array(1_000_000) }] });
    expect(store.sizeOnDisk() - empty).toBeGreaterThan(990_000);
    expect(store.sizeOnDisk() - empty).toBeLessThan(1_100_000);
    store.close();
  });
});

describe('openChainStore', () => {
  it("refuses another program's file that has our version number", () => {
    const path = temporaryStorePath();
    open(path).close();
    const version = new Database(path).pragma('user_version', { simple: true });
    const foreign = temporaryStorePath();
    mkdirSync(dirname(foreign), { recursive: true });
    const db = new Database(foreign);
    db.exec('CREATE TABLE things (id INTEGER)');
    db.pragma(`user_version = ${version}`);
    db.close();
    expect(() => open(foreign)).toThrow(StoreError);
  });

  it.each([31, 33])('refuses a tip of %i bytes', (size) => {
    const path = temporaryStorePath();
    open(path).close();
    const db = new Database(path);
    db.prepare("INSERT INTO meta (key, value) VALUES ('tip', zeroblob(?))").run(size);
    db.close();
    const store = open(path);
    expect(() => load(store)).toThrow(StoreError);
    store.close();
  });
});

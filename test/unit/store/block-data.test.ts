import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { BlockRecord, ChainBatch } from '../../../src/chain/ports.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { type BuiltBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { temporaryStorePath } from '../../helpers/test-chain.ts';

const CHAIN = buildChain(GENESIS, 4);
const BRANCH = buildChain(CHAIN[0] as BuiltBlock, 1, { tag: 1 });
const ALL = [{ ...GENESIS, transactions: [] }, ...CHAIN, ...BRANCH];

const EMPTY: ChainBatch = { records: [], blocks: [], undos: [], coins: [] };

const recordOf = ({
  hash,
  header,
  height,
}: Pick<BlockRecord, 'hash' | 'header' | 'height'>): BlockRecord => ({
  hash,
  header,
  height,
  txCount: 1,
  sequence: height + 1,
  failure: 'none',
});

/** A store with that many bytes of zeros for each block of the two chains, and the tenth of it as undo data. */
function openFilled(bytes = 1000, path = temporaryStorePath()) {
  const store = openChainStore({ path, cacheMiB: 4, onNotice: () => {} });
  store.commitChain({
    ...EMPTY,
    records: ALL.map(recordOf),
    blocks: ALL.map(({ hash }) => ({ hash, bytes: new Uint8Array(bytes) })),
    undos: ALL.slice(1).map(({ hash }) => ({ hash, bytes: new Uint8Array(bytes / 10) })),
    tip: (CHAIN[3] as BuiltBlock).hash,
  });
  return { store, path };
}

const open = (path: string) => openChainStore({ path, cacheMiB: 4, onNotice: () => {} });

describe('pruneBlocks', () => {
  it('deletes blocks and undo data of every branch at these heights, for good', () => {
    const { store, path } = openFilled();
    store.pruneBlocks({ first: 1, last: 2 });
    store.close();
    const again = open(path);
    const kept = ALL.filter(({ hash }) => again.readBlock(hash)).map(({ height }) => height);
    expect(kept).toEqual([0, 3, 4]);
    expect(ALL.filter(({ hash }) => again.readUndo(hash)).map(({ height }) => height)).toEqual([3, 4]);
    expect(again.loadChain().prunedHeight).toBe(2);
    expect([...again.loadChain().records]).toHaveLength(ALL.length);
    again.close();
  });

  it('notes the height where nothing is left to delete', () => {
    const { store } = openFilled();
    expect(store.loadChain().prunedHeight).toBe(0);
    for (const last of [2, 3]) {
      store.pruneBlocks({ first: 1, last });
      expect(store.loadChain().prunedHeight).toBe(last);
    }
    store.close();
  });
});

describe('blockBytes', () => {
  it('are those of blocks and undo data, counted along', () => {
    const { store, path } = openFilled();
    expect(store.blockBytes()).toBe(6 * 1000 + 5 * 100);
    const [first, second] = CHAIN as [BuiltBlock, BuiltBlock];
    // A block that is there stays as it is; undo data are written anew.
    store.commitChain({
      ...EMPTY,
      blocks: [{ hash: first.hash, bytes: new Uint8Array(7) }],
      undos: [{ hash: second.hash, bytes: new Uint8Array(30) }],
    });
    expect(store.blockBytes()).toBe(6 * 1000 + 4 * 100 + 30);
    expect(store.readUndo(second.hash)).toHaveLength(30);
    store.pruneBlocks({ first: 1, last: 2 });
    expect(store.blockBytes()).toBe(3 * 1000 + 2 * 100);
    store.close();
    const again = open(path);
    expect(again.blockBytes()).toBe(3 * 1000 + 2 * 100);
    again.close();
  });

  it('are right after a commit that failed', () => {
    const { store } = openFilled();
    const before = store.blockBytes();
    const [first] = CHAIN as [BuiltBlock];
    const coins = {
      *[Symbol.iterator]() {
        yield* [];
        throw new Error('no more');
      },
    };
    const undos = [{ hash: first.hash, bytes: new Uint8Array(999) }];
    expect(() => store.commitChain({ ...EMPTY, undos, coins })).toThrow('no more');
    expect(store.blockBytes()).toBe(before);
    store.close();
  });
});

describe('blockBytesByHeight', () => {
  it('sums what is at a height, and leaves out heights with nothing', () => {
    const { store } = openFilled();
    const bytes = (first: number, last: number) => store.blockBytesByHeight({ first, last });
    expect(bytes(0, 9)).toEqual([
      { height: 0, bytes: 1000 },
      { height: 1, bytes: 1100 },
      { height: 2, bytes: 2200 },
      { height: 3, bytes: 1100 },
      { height: 4, bytes: 1100 },
    ]);
    expect(bytes(2, 2)).toEqual([{ height: 2, bytes: 2200 }]);
    store.pruneBlocks({ first: 1, last: 2 });
    expect(bytes(1, 3)).toEqual([{ height: 3, bytes: 1100 }]);
    expect(bytes(5, 4)).toEqual([]);
    store.close();
  });
});

describe('releaseSpace', () => {
  const MIB = 2 ** 20;

  it('makes the file shrink to what is used and a spare of 16 MiB', () => {
    const { store, path } = openFilled(10 * MIB);
    const before = store.sizeOnDisk();
    expect(before).toBeGreaterThan(65 * MIB);
    expect(store.releaseSpace()).toBe(false);
    store.pruneBlocks({ first: 1, last: 3 });
    expect(store.sizeOnDisk()).toBe(before);
    let steps = 0;
    while (store.releaseSpace()) steps++;
    expect(steps).toBeGreaterThan(1);
    // Left: two blocks with their undo data.
    expect(store.sizeOnDisk()).toBeLessThan((21 + 16) * MIB + 100_000);
    expect(store.sizeOnDisk()).toBeGreaterThan((21 + 15) * MIB);
    store.close();
    const again = open(path);
    const kept = again.readBlock((CHAIN[3] as BuiltBlock).hash) ?? new Uint8Array();
    expect(Buffer.alloc(10 * MIB).equals(kept)).toBe(true);
    again.close();
  });

  it('does nothing in a file of a version whose files never shrank', () => {
    const path = temporaryStorePath();
    openFilled(10 * MIB, path).store.close();
    const db = new Database(path);
    db.pragma('auto_vacuum = NONE');
    db.exec('VACUUM');
    db.close();
    const store = open(path);
    store.pruneBlocks({ first: 1, last: 3 });
    const before = store.sizeOnDisk();
    expect(store.releaseSpace()).toBe(false);
    expect(store.sizeOnDisk()).toBe(before);
    store.close();
  });
});

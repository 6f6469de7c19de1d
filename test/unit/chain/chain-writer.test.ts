import { describe, expect, it } from 'vitest';
import { createEntry, type MutableEntry } from '../../../src/chain/block-index.ts';
import { createBlockTree } from '../../../src/chain/block-tree.ts';
import { createChainUpdate } from '../../../src/chain/chain-update.ts';
import { createChainWriter } from '../../../src/chain/chain-writer.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { ACCEPTED } from '../../../src/util/verdict.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { storedCoins, temporaryStorePath } from '../../helpers/test-chain.ts';

const GENESIS_ENTRY = createEntry(GENESIS.header, GENESIS.hash, undefined);
const BLOCK = buildBlock(GENESIS);

function openStore(path = temporaryStorePath()) {
  return openChainStore({ path, cacheMiB: 4, onNotice: () => {} });
}

function newEntry(): MutableEntry {
  return Object.assign(createEntry(BLOCK.header, BLOCK.hash, GENESIS_ENTRY), { txCount: 1 });
}

describe('createChainWriter', () => {
  it('reads a block before and after it is written', () => {
    const store = openStore();
    const writer = createChainWriter(store);
    const entry = newEntry();
    expect(writer.readBlock(entry)).toBeUndefined();
    writer.addBlock(entry, BLOCK);
    expect(writer.readBlock(entry)).toBe(BLOCK);
    expect(store.readBlock(entry.hash)).toBeUndefined();
    writer.commit();
    expect(store.readBlock(entry.hash)).toBeDefined();
    const { height: _, parent: __, ...block } = BLOCK;
    expect(writer.readBlock(entry)).toEqual(block);
    store.close();
  });

  it('writes what an entry is when it commits, once', () => {
    const store = openStore();
    const writer = createChainWriter(store);
    const entry = newEntry();
    writer.changed([entry, entry]);
    entry.sequence = 5;
    writer.commit();
    expect(store.loadChain().records).toMatchObject([{ sequence: 5 }]);
    entry.sequence = 6;
    writer.commit();
    expect(store.loadChain().records).toMatchObject([{ sequence: 5 }]);
    store.close();
  });

  it('writes an update with its coins, its undo data and its tip', async () => {
    const path = temporaryStorePath();
    const store = openStore(path);
    const writer = createChainWriter(store);
    const scripts = { verifyScripts: async () => ACCEPTED };
    const update = createChainUpdate(GENESIS_ENTRY, { params: REGTEST.consensus, coins: store, scripts });
    const entry = newEntry();
    writer.addBlock(entry, BLOCK);
    expect(await update.connectTip(entry, BLOCK)).toEqual(ACCEPTED);
    expect(writer.readUndo(entry)).toBeUndefined();
    writer.commit(update);
    expect(writer.readUndo(entry)).toEqual([]);
    expect(store.loadChain().tip).toEqual(BLOCK.hash);
    expect(storedCoins(path)).toHaveLength(1);
    store.close();
  });

  it('keeps what was not written, should the store fail', () => {
    const store = openStore();
    let failing = true;
    const writer = createChainWriter({
      ...store,
      commitChain(batch) {
        if (failing) throw new Error('disk full');
        store.commitChain(batch);
      },
    });
    const entry = newEntry();
    writer.addBlock(entry, BLOCK);
    expect(() => writer.commit()).toThrow('disk full');
    failing = false;
    writer.commit();
    expect(store.readBlock(entry.hash)).toBeDefined();
    store.close();
  });

  it('says which stored data cannot be read', () => {
    const damaged = { hash: BLOCK.hash, bytes: Uint8Array.of(1) };
    const store = openStore();
    store.commitChain({ records: [newEntry()], blocks: [damaged], undos: [damaged], coins: [] });
    const writer = createChainWriter(store);
    expect(() => writer.readBlock(newEntry())).toThrow(InvariantError);
    expect(() => writer.readUndo(newEntry())).toThrow(/undo data of block [0-9a-f]{64} cannot be read/);
    store.close();
  });

  it('takes as many entries as a deep chain has', () => {
    const tree = createBlockTree([]);
    const parents: MutableEntry[] = [];
    for (let height = 0; height < 150_000; height++) {
      const hash = new Uint8Array(32) as MutableEntry['hash'];
      new DataView(hash.buffer).setUint32(0, height);
      parents.push(createEntry(GENESIS.header, hash, parents.at(-1)));
      tree.insert(parents[height] as MutableEntry);
    }
    const written: number[] = [];
    const store = openStore();
    const writer = createChainWriter({
      ...store,
      commitChain: ({ records }) => written.push(records.length),
    });
    writer.changed(tree.markFailed(parents[1] as MutableEntry));
    writer.commit();
    expect(written).toEqual([149_999]);
    store.close();
  });
});

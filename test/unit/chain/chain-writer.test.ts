import { describe, expect, it } from 'vitest';
import { createEntry, type MutableEntry } from '../../../src/chain/block-index.ts';
import { createBlockTree } from '../../../src/chain/block-tree.ts';
import { createChainUpdate } from '../../../src/chain/chain-update.ts';
import { createChainWriter } from '../../../src/chain/chain-writer.ts';
import type { ChainBatch } from '../../../src/chain/ports.ts';
import { serializeBlock } from '../../../src/primitives/block.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { ACCEPTED } from '../../../src/util/verdict.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { pretendedScripts } from '../../helpers/scripts.ts';
import { storedCoins, temporaryStorePath } from '../../helpers/test-chain.ts';

const GENESIS_ENTRY = createEntry(GENESIS.header, GENESIS.hash, undefined);
const BLOCK = buildBlock(GENESIS);

function openStore(path = temporaryStorePath()) {
  return openChainStore({ path, cacheMiB: 4, onNotice: () => {} });
}

function newEntry(): MutableEntry {
  return Object.assign(createEntry(BLOCK.header, BLOCK.hash, GENESIS_ENTRY), { txCount: 1 });
}

/** A tree with the genesis block, confirmed, and one entry on it, which is new. */
function newTree() {
  const tree = createBlockTree([]);
  tree.insert(GENESIS_ENTRY);
  tree.receiveData(GENESIS_ENTRY, 1);
  tree.confirm();
  const entry = newEntry();
  tree.insert(entry);
  return { tree, entry };
}

describe('createChainWriter', () => {
  it('reads a block before and after it is written', () => {
    const store = openStore();
    const { tree, entry } = newTree();
    const writer = createChainWriter(store, tree);
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

  it('writes the same bytes where they were made ahead', () => {
    const store = openStore();
    const { tree, entry } = newTree();
    const writer = createChainWriter(store, tree);
    writer.encodeAhead(entry);
    writer.addBlock(entry, BLOCK);
    writer.encodeAhead(entry);
    writer.commit();
    expect(store.readBlock(entry.hash)).toEqual(Buffer.from(serializeBlock(BLOCK)));
    store.close();
  });

  it('writes what an entry is when it commits, once', () => {
    const store = openStore();
    const { tree, entry } = newTree();
    const writer = createChainWriter(store, tree);
    tree.markFailed(entry);
    writer.commit();
    expect([...store.loadChain().records]).toMatchObject([{ failure: 'self' }]);
    entry.failure = 'none';
    writer.commit();
    expect([...store.loadChain().records]).toMatchObject([{ failure: 'self' }]);
    store.close();
  });

  it('writes an update with its coins, its undo data and its tip', async () => {
    const path = temporaryStorePath();
    const store = openStore(path);
    const { tree, entry } = newTree();
    const writer = createChainWriter(store, tree);
    const update = createChainUpdate(GENESIS_ENTRY, {
      params: REGTEST.consensus,
      coins: store,
      store,
      scripts: pretendedScripts(),
      scriptPolicy: { isChecked: () => true },
    });
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
    const { tree, entry } = newTree();
    const commitChain = (batch: ChainBatch) => {
      if (failing) throw new Error('disk full');
      store.commitChain(batch);
    };
    const writer = createChainWriter({ ...store, commitChain }, tree);
    writer.addBlock(entry, BLOCK);
    expect(() => writer.commit()).toThrow('disk full');
    failing = false;
    writer.commit();
    expect(store.readBlock(entry.hash)).toBeDefined();
    store.close();
  });

  it('forgets what is discarded', () => {
    const store = openStore();
    const { tree, entry } = newTree();
    const writer = createChainWriter(store, tree);
    writer.addBlock(entry, BLOCK);
    writer.discard();
    expect(writer.readBlock(entry)).toBeUndefined();
    expect(tree.get(entry.hash)).toBeUndefined();
    writer.commit();
    expect([...store.loadChain().records]).toEqual([]);
    store.close();
  });

  it('says which stored data cannot be read', () => {
    const damaged = { hash: BLOCK.hash, bytes: Uint8Array.of(1) };
    const store = openStore();
    store.commitChain({ records: [newEntry()], blocks: [damaged], undos: [damaged], coins: [] });
    const writer = createChainWriter(store, createBlockTree([]));
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
    const commitChain = ({ records }: ChainBatch) => written.push(records.length);
    const writer = createChainWriter({ ...store, commitChain }, tree);
    tree.confirm();
    tree.markFailed(parents[1] as MutableEntry);
    writer.commit();
    expect(written).toEqual([149_999]);
    store.close();
  });
});

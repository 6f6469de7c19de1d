import { describe, expect, it } from 'vitest';
import { createEntry } from '../../../src/chain/block-index.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { serializeBlock } from '../../../src/primitives/block.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { type BuiltBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { CHAIN_RESOURCES } from '../../helpers/chain-resources.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import {
  openTestChain,
  replayedCoins,
  storedCoins,
  type TestChainOptions,
} from '../../helpers/test-chain.ts';

describe('loadChainContext', () => {
  it('plants the genesis block in a new store, without coins', async () => {
    const { chainstate, store, path, events } = await openTestChain();
    expect(chainstate.tip()).toMatchObject({ height: 0, txCount: 1, chainTxCount: 1 });
    expect(chainstate.tip()).toBe(chainstate.genesis());
    expect(store.loadChain().tip).toEqual(REGTEST.genesis.hash);
    expect(store.readBlock(REGTEST.genesis.hash)).toEqual(Buffer.from(serializeBlock(REGTEST.genesis)));
    expect(storedCoins(path)).toEqual([]);
    expect(events).toEqual([]);
  });

  it("refuses another network's chain", async () => {
    const { path, close } = await openTestChain();
    close();
    const { consensus, genesis } = readShippedNetwork('testnet4');
    await expect(openTestChain({ path, params: consensus, genesis })).rejects.toThrow(InvariantError);
  });
});

/** Leaves in the file what a node leaves that stored blocks and stopped before it connected them. */
function storeWithoutConnecting(path: string, chain: readonly BuiltBlock[]): void {
  const store = openChainStore({ path, cacheMiB: 4, onNotice: () => {} });
  const firstSequence = [...store.loadChain().records].length + 1;
  let below = createEntry(GENESIS.header, GENESIS.hash, undefined);
  const records = chain.map((block, i) => {
    below = createEntry(block.header, block.hash, below);
    return { ...below, txCount: 1, sequence: firstSequence + i };
  });
  const blocks = chain.map((block) => ({ hash: block.hash, bytes: serializeBlock(block) }));
  store.commitChain({ records, blocks, undos: [], coins: [] });
  store.close();
}

/** Opens the file again and notes the height of each tip that is committed. */
async function openNoting(path: string, options: TestChainOptions = {}) {
  const heights: number[] = [];
  const chain = await openTestChain({
    ...options,
    path,
    wrapStore: (store) => ({
      ...store,
      commitChain(batch) {
        store.commitChain(batch);
        const records = batch.tip ? store.loadChain().records : [];
        for (const { hash, height } of records) if (hash.join() === batch.tip?.join()) heights.push(height);
      },
    }),
  });
  return { chain, heights };
}

describe('createChainstate', () => {
  it('goes on to a better chain whose blocks are stored, should the node have stopped on the way', async () => {
    const { path, close } = await openTestChain();
    close();
    const stored = buildChain(GENESIS, 250);
    storeWithoutConnecting(path, stored);
    const { chain, heights } = await openNoting(path, { memory: MEMORY, monotonicMs: () => 0 });
    expect(chain.chainstate.tip().hash).toEqual(stored.at(-1)?.hash);
    expect(storedCoins(path)).toEqual(replayedCoins(stored));
    expect(heights).toEqual([250]);
  });

  it('commits on the way where memory is full', async () => {
    const { path, close } = await openTestChain();
    close();
    const stored = buildChain(GENESIS, 250);
    storeWithoutConnecting(path, stored);
    const { heights } = await openNoting(path, { memory: LITTLE_MEMORY, monotonicMs: () => 0 });
    expect(heights.length).toBeGreaterThan(4);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(heights.at(-1)).toBe(250);
    expect(storedCoins(path)).toEqual(replayedCoins(stored));
  });

  it('commits on the way where it takes long, and no chain that has less work than the one it leaves', async () => {
    const path = await storeBehind(150);
    const stored = buildChain(GENESIS, 250);
    storeWithoutConnecting(path, stored);
    let now = 0;
    const monotonicMs = () => (now += 500);
    const { chain, heights } = await openNoting(path, { memory: MEMORY, monotonicMs });
    expect(chain.chainstate.tip().hash).toEqual(stored.at(-1)?.hash);
    expect(storedCoins(path)).toEqual(replayedCoins(stored));
    expect(heights[0]).toBe(151);
    expect(heights.length).toBeGreaterThan(10);
  });

  it('goes by chains that have less work where memory is full', async () => {
    const path = await storeBehind(150);
    const stored = buildChain(GENESIS, 250);
    storeWithoutConnecting(path, stored);
    const options = { memory: LITTLE_MEMORY, monotonicMs: () => 0 };
    const { chain, heights } = await openNoting(path, options);
    expect(chain.chainstate.tip().hash).toEqual(stored.at(-1)?.hash);
    expect(storedCoins(path)).toEqual(replayedCoins(stored));
    expect(Math.min(...heights)).toBeLessThan(60);
    expect(heights.length).toBeGreaterThan(6);
  });
});

const MEMORY = { ...CHAIN_RESOURCES.memory, heldBytes: 64 * 2 ** 20 };
/** As much as some forty blocks take. */
const LITTLE_MEMORY = { ...CHAIN_RESOURCES.memory, heldBytes: 2 ** 17 };

/** The path of a chain of so many blocks, another one than is built without a tag. */
async function storeBehind(count: number): Promise<string> {
  const { chainstate, path, close } = await openTestChain();
  for (const block of buildChain(GENESIS, count, { tag: 1 })) await chainstate.feedBlock(block);
  await chainstate.settled();
  close();
  return path;
}

import { describe, expect, it } from 'vitest';
import { createEntry } from '../../../src/chain/block-index.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { serializeBlock } from '../../../src/primitives/block.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { openTestChain, replayedCoins, storedCoins } from '../../helpers/test-chain.ts';

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

describe('createChainstate', () => {
  it('goes on to a better chain whose blocks are stored, should the node have stopped on the way', async () => {
    const first = await openTestChain();
    first.close();
    const chain = buildChain(GENESIS, 250);
    // What a node leaves that stored blocks and stopped before it connected them.
    const store = openChainStore({ path: first.path, cacheMiB: 4, onNotice: () => {} });
    let below = createEntry(GENESIS.header, GENESIS.hash, undefined);
    const records = chain.map((block, i) => {
      below = createEntry(block.header, block.hash, below);
      return { ...below, txCount: 1, sequence: i + 2 };
    });
    const blocks = chain.map((block) => ({ hash: block.hash, bytes: serializeBlock(block) }));
    store.commitChain({ records, blocks, undos: [], coins: [] });
    store.close();
    const { chainstate, path } = await openTestChain({ path: first.path });
    expect(chainstate.tip().hash).toEqual(chain.at(-1)?.hash);
    expect(storedCoins(path)).toEqual(replayedCoins(chain));
  });
});

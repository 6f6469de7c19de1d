import { describe, expect, it } from 'vitest';
import type { Block } from '../../../src/primitives/block.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { buildBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { bestChain, openTestChain, replayedCoins, storedCoins } from '../../helpers/test-chain.ts';
import { outputOf } from '../../helpers/transactions.ts';

const hashes = (blocks: readonly Block[]) => blocks.map(({ hash }) => displayHash(hash));

describe('events', () => {
  it('tell of blocks that left, downwards, of blocks that came, upwards, then of the new tip, once', async () => {
    const { chainstate, events } = await openTestChain();
    const trunk = buildBlock(GENESIS);
    const shorter = buildChain(trunk, 2, { tag: 1 });
    const longer = buildChain(trunk, 3, { tag: 2 });
    for (const { header } of longer) {
      if (!chainstate.find(trunk.hash)) await chainstate.submitBlock(trunk);
      await chainstate.submitHeader(header);
    }
    for (const block of [...shorter, longer[2], longer[1]]) await chainstate.submitBlock(block as Block);
    const heard = events.length;
    await chainstate.submitBlock(longer[0] as Block);
    expect(events.slice(heard)).toEqual([
      'blockDisconnected 3',
      'blockDisconnected 2',
      'blockConnected 2',
      'blockConnected 3',
      'blockConnected 4',
      'tipChanged 4',
    ]);
  });

  it('come when the change is durable and readers see it', async () => {
    const { chainstate, path, store } = await openTestChain();
    const block = buildBlock(GENESIS);
    const seen: unknown[] = [];
    chainstate.events.on('blockConnected', ({ entry, undo }) => {
      seen.push(chainstate.tip() === entry, undo, storedCoins(path).length);
      seen.push(displayHash(store.loadChain().tip ?? GENESIS.hash));
    });
    chainstate.events.on('tipChanged', ({ tip, previous }) => seen.push(tip.height, previous.height));
    await chainstate.submitBlock(block);
    expect(seen).toEqual([true, [], 1, displayHash(block.hash), 1, 0]);
  });

  it('do not come where the store failed, and the tip stays', async () => {
    let failing = false;
    const chain = await openTestChain({
      wrapStore: (store) => ({
        ...store,
        commitChain(batch) {
          if (failing) throw new StoreError('the disk is full');
          store.commitChain(batch);
        },
      }),
    });
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    await chain.chainstate.submitBlock(first);
    const heard = chain.events.length;
    failing = true;
    await expect(chain.chainstate.submitBlock(second)).rejects.toThrow(StoreError);
    expect(chain.events).toHaveLength(heard);
    expect(bestChain(chain.chainstate)).toEqual(hashes([first]));
    failing = false;
    const again = await chain.restart();
    expect(bestChain(again.chainstate)).toEqual(hashes([first]));
    expect(storedCoins(chain.path)).toEqual(replayedCoins([first]));
  });
});

describe('a commit that fails', () => {
  it('leaves memory as it was: no header, no mark and no block that is not on disk', async () => {
    let failing = false;
    const chain = await openTestChain({
      wrapStore: (store) => ({
        ...store,
        commitChain(batch) {
          if (failing) throw new StoreError('the disk is full');
          store.commitChain(batch);
        },
      }),
    });
    const { chainstate } = chain;
    const trunk = buildChain(GENESIS, 3);
    const [side, sideAbove, fresh] = buildChain(trunk[0] ?? GENESIS, 3, { tag: 1 });
    if (!side || !sideAbove || !fresh) throw new Error('three blocks');
    for (const block of [...trunk, side]) await chainstate.submitBlock(block);
    await chainstate.submitHeader(fresh.header).catch(() => undefined);
    const entryOf = ({ hash }: Block) => chainstate.find(hash) ?? chainstate.genesis();
    const facts = () =>
      [...trunk, side].map((block) => {
        const { failure, sequence, txCount, chainTxCount } = entryOf(block);
        return { failure, sequence, txCount, chainTxCount };
      });
    const before = facts();
    failing = true;
    const jobs: readonly (() => Promise<unknown>)[] = [
      () => chainstate.submitHeader(sideAbove.header),
      () => chainstate.submitBlock(sideAbove),
      () => chainstate.submitBlock(buildBlock(side, { coinbase: { outputs: [outputOf(50_0000_0001)] } })),
      () => chainstate.invalidateBlock(entryOf(trunk[1] as Block)),
      () => chainstate.extend(2, async (parent) => buildBlock(parent, { tag: 3 })),
      () => chainstate.preciousBlock(chainstate.tip()),
    ];
    for (const job of jobs) {
      await expect(job()).rejects.toThrow(StoreError);
      expect(facts()).toEqual(before);
      expect(chainstate.find(sideAbove.hash)).toBeUndefined();
      expect(chainstate.leaves().map(({ height }) => height)).toEqual([3, 2]);
      expect(chainstate.bestHeader()).toBe(chainstate.tip());
    }
    failing = false;
    await chainstate.submitBlock(sideAbove);
    await chainstate.submitBlock(fresh);
    expect(bestChain(chainstate)).toEqual(hashes([trunk[0] as Block, side, sideAbove, fresh]));
    expect(bestChain((await chain.restart()).chainstate)).toEqual(bestChain(chainstate));
  });
});

describe('a restart', () => {
  it('goes on at the same tip, with the same tree', async () => {
    const chain = await openTestChain();
    const trunk = buildChain(GENESIS, 3);
    const branch = buildChain(trunk[0] ?? GENESIS, 2, { tag: 1 });
    const ahead = buildChain(trunk[2] ?? GENESIS, 2, { tag: 2 });
    for (const block of [...trunk, ...branch]) await chain.chainstate.submitBlock(block);
    for (const { header } of ahead) await chain.chainstate.submitHeader(header);
    await chain.chainstate.submitBlock(ahead[1] as Block);
    await chain.chainstate.invalidateBlock(
      chain.chainstate.find(branch[1]?.hash ?? GENESIS.hash) ?? chain.chainstate.tip(),
    );
    const { chainstate, events } = await chain.restart();
    expect(bestChain(chainstate)).toEqual(hashes(trunk));
    expect(events).toEqual([]);
    for (const { hash } of [...trunk, ...branch, ...ahead]) {
      const { parent: _, skip: __, ...facts } = chain.chainstate.find(hash) ?? chainstate.tip();
      expect(chainstate.find(hash)).toMatchObject(facts);
    }
    expect(
      chainstate
        .leaves()
        .map(({ height }) => height)
        .sort(),
    ).toEqual([3, 3, 5]);
    await chainstate.submitBlock(ahead[0] as Block);
    expect(bestChain(chainstate)).toEqual(hashes([...trunk, ...ahead]));
    await chainstate.submitBlock(buildBlock(ahead[1] ?? GENESIS));
    expect(chainstate.tip().height).toBe(6);
  });

  it('stays with the block that was first at equal work', async () => {
    let chain = await openTestChain();
    const blocks = [1, 2, 3, 4].map((tag) => buildBlock(GENESIS, { tag }));
    for (const block of blocks) {
      await chain.chainstate.submitBlock(block);
      chain = await chain.restart();
    }
    expect(bestChain(chain.chainstate)).toEqual(hashes(blocks.slice(0, 1)));
    await chain.chainstate.invalidateBlock(chain.chainstate.tip());
    expect(bestChain(chain.chainstate)).toEqual(hashes(blocks.slice(1, 2)));
  });

  it('has the best header that it had, though another has as much work', async () => {
    const chain = await openTestChain();
    await chain.chainstate.submitBlock(buildBlock(GENESIS, { tag: 1 }));
    for (let tag = 2; tag < 8; tag++)
      await chain.chainstate.submitHeader(buildBlock(GENESIS, { tag }).header);
    expect(chain.chainstate.bestHeader()).toBe(chain.chainstate.tip());
    const { chainstate } = await chain.restart();
    expect(chainstate.bestHeader()).toBe(chainstate.tip());
  });
});

describe('reading', () => {
  it('finds blocks by height and hash', async () => {
    const { chainstate } = await openTestChain();
    const chain = buildChain(GENESIS, 3);
    const side = buildBlock(GENESIS, { tag: 1 });
    for (const block of [...chain, side]) await chainstate.submitBlock(block);
    expect(chainstate.atHeight(2)?.hash).toEqual(chain[1]?.hash);
    expect(chainstate.atHeight(4)).toBeUndefined();
    expect(chainstate.atHeight(-1)).toBeUndefined();
    const [active, stale] = [chain[0], side].map((block) => chainstate.find(block?.hash ?? GENESIS.hash));
    if (!active || !stale) throw new Error('both are known');
    expect([active, stale].map(chainstate.isActive)).toEqual([true, false]);
    expect(chainstate.readUndo(active)).toEqual([]);
    expect(chainstate.readUndo(stale)).toBeUndefined();
    expect(chainstate.readBlock(stale)?.hash).toEqual(side.hash);
    expect(chainstate.leaves()).toEqual([chainstate.tip(), stale]);
  });

  it('tells of the tip among the leaves, though headers are ahead of it', async () => {
    const { chainstate } = await openTestChain();
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    await chainstate.submitBlock(first);
    await chainstate.submitHeader(second.header);
    expect(chainstate.leaves().map((entry) => entry.height)).toEqual([1, 2]);
  });

  it('reads undo data and blocks of what left the best chain', async () => {
    const { chainstate } = await openTestChain();
    const block = buildBlock(GENESIS);
    await chainstate.submitBlock(block);
    const entry = chainstate.tip();
    await chainstate.invalidateBlock(entry);
    expect(chainstate.readUndo(entry)).toEqual([]);
    expect(chainstate.readBlock(entry)?.hash).toEqual(block.hash);
  });
});

describe('settled', () => {
  it('waits for what was asked before', async () => {
    const { chainstate } = await openTestChain();
    const submitted = buildChain(GENESIS, 5).map((block) => chainstate.submitBlock(block));
    await chainstate.settled();
    expect(chainstate.tip().height).toBe(5);
    expect(await Promise.all(submitted)).toHaveLength(5);
  });
});

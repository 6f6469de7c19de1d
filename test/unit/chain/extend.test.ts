import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { accept } from '../../../src/util/verdict.ts';
import { buildBlock, buildChain, GENESIS, type ParentBlock } from '../../helpers/chain-builder.ts';
import { bestChain, openTestChain, replayedCoins, storedCoins } from '../../helpers/test-chain.ts';
import { outputOf } from '../../helpers/transactions.ts';

const produce = async (parent: ParentBlock) => buildBlock(parent);

describe('extend', () => {
  it('makes the blocks in one commit, and tells of them after it', async () => {
    const commits: number[] = [];
    const { chainstate, path, events } = await openTestChain({
      wrapStore: (store) => ({
        ...store,
        commitChain(batch) {
          store.commitChain(batch);
          commits.push(batch.blocks.length);
        },
      }),
    });
    const told: number[] = [];
    const extended = await chainstate.extend(5, async (parent) => {
      told.push(events.length);
      return buildBlock(parent);
    });
    expect(extended.ok && extended.value.map((entry) => entry.height)).toEqual([1, 2, 3, 4, 5]);
    expect(commits).toEqual([1, 5]);
    expect(told).toEqual([0, 0, 0, 0, 0]);
    expect(events).toEqual([...[1, 2, 3, 4, 5].map((height) => `blockConnected ${height}`), 'tipChanged 5']);
    expect(storedCoins(path)).toEqual(replayedCoins(buildChain(GENESIS, 5)));
  });

  it('ends where there are no more, and makes none where none are asked', async () => {
    const { chainstate, events } = await openTestChain();
    let left = 2;
    const extended = await chainstate.extend(5, async (parent) =>
      left-- > 0 ? buildBlock(parent) : undefined,
    );
    expect(extended.ok && extended.value).toHaveLength(2);
    expect(chainstate.tip().height).toBe(2);
    const heard = events.length;
    expect(await chainstate.extend(0, produce)).toEqual(accept([]));
    expect(await chainstate.extend(3, async () => undefined)).toEqual(accept([]));
    expect(events).toHaveLength(heard);
  });

  it.each([
    ['breaks a rule of coins', 'bad-cb-amount', { coinbase: { outputs: [outputOf(50_0000_0001)] } }],
    ['breaks a rule in itself', 'bad-txns-vout-negative', { coinbase: { outputs: [outputOf(-1)] } }],
    ['breaks a rule of headers', 'time-too-old', { time: GENESIS.header.time }],
  ])('keeps what was made before a block that %s, and remembers nothing of it', async (_, code, fault) => {
    const chain = await openTestChain();
    const { chainstate, path } = chain;
    const bad = async (parent: ParentBlock) => buildBlock(parent, parent.height === 2 ? fault : {});
    expect(await chainstate.extend(5, bad)).toMatchObject({ ok: false, code });
    expect(bestChain(chainstate)).toEqual(buildChain(GENESIS, 2).map(({ hash }) => displayHash(hash)));
    expect(storedCoins(path)).toEqual(replayedCoins(buildChain(GENESIS, 2)));
    expect([...chainstate.leaves()].map((entry) => entry.height)).toEqual([2]);
    expect((await chain.restart()).chainstate.tip().height).toBe(2);
  });

  it('keeps nothing where the producer itself fails', async () => {
    const { chainstate } = await openTestChain();
    const failing = async (parent: ParentBlock) => {
      if (parent.height === 2) throw new Error('no more power');
      return buildBlock(parent);
    };
    await expect(chainstate.extend(5, failing)).rejects.toThrow('no more power');
    expect(chainstate.tip().height).toBe(0);
    expect(await chainstate.extend(1, produce)).toMatchObject({ ok: true });
    expect(chainstate.tip().height).toBe(1);
  });

  it('refuses a block made anew that is marked invalid', async () => {
    const { chainstate } = await openTestChain();
    await chainstate.extend(2, produce);
    await chainstate.invalidateBlock(chainstate.tip());
    expect(await chainstate.extend(1, produce)).toMatchObject({ ok: false, code: 'duplicate-invalid' });
    expect(chainstate.tip().height).toBe(1);
  });

  it('takes a block whose header is known already', async () => {
    const { chainstate, path } = await openTestChain();
    const chain = buildChain(GENESIS, 3);
    for (const { header } of chain.slice(0, 2)) await chainstate.submitHeader(header);
    const extended = await chainstate.extend(3, produce);
    expect(extended.ok && extended.value.map((entry) => chainstate.find(entry.hash) === entry)).toEqual([
      true,
      true,
      true,
    ]);
    expect(bestChain(chainstate)).toEqual(chain.map(({ hash }) => displayHash(hash)));
    expect(storedCoins(path)).toEqual(replayedCoins(chain));
  });

  it('takes the data of a block that waited for those below it', async () => {
    const { chainstate } = await openTestChain();
    const [first, second, third] = buildChain(GENESIS, 3);
    if (!first || !second || !third) throw new Error('three blocks');
    for (const { header } of [first, second, third]) await chainstate.submitHeader(header);
    await chainstate.submitBlock(third);
    await chainstate.submitBlock(second);
    expect(await chainstate.extend(1, produce)).toMatchObject({ ok: true });
    expect(chainstate.tip().height).toBe(3);
  });

  it('writes a block once that is here already', async () => {
    const written: string[] = [];
    const { chainstate } = await openTestChain({
      wrapStore: (store) => ({
        ...store,
        commitChain(batch) {
          written.push(...batch.blocks.map(({ hash }) => displayHash(hash)));
          store.commitChain(batch);
        },
      }),
    });
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    await chainstate.submitHeader(first.header);
    await chainstate.submitBlock(second);
    expect(await chainstate.extend(2, produce)).toMatchObject({ ok: true });
    expect(written).toEqual([GENESIS, second, first].map(({ hash }) => displayHash(hash)));
  });

  it('does not take a block that is made for another parent', async () => {
    const { chainstate } = await openTestChain();
    await chainstate.extend(1, produce);
    const stray = async (parent: ParentBlock) => buildBlock({ ...parent, hash: GENESIS.hash });
    await expect(chainstate.extend(1, stray)).rejects.toThrow(InvariantError);
    expect(chainstate.tip().height).toBe(1);
  });
});

describe('rehearse', () => {
  it('judges a block on the tip and keeps nothing of it', async () => {
    const { chainstate, events, path } = await openTestChain();
    await chainstate.extend(1, produce);
    const before = { heard: events.length, coins: storedCoins(path), leaves: chainstate.leaves() };
    const good = buildBlock(chainstate.tip());
    expect(await chainstate.rehearse(async () => good)).toEqual(accept(good));
    const faults = [
      ['bad-cb-amount', { coinbase: { outputs: [outputOf(50_0000_0001)] } }],
      ['bad-txns-vout-negative', { coinbase: { outputs: [outputOf(-1)] } }],
      ['time-too-old', { time: GENESIS.header.time }],
    ] as const;
    for (const [code, fault] of faults) {
      const rehearsed = await chainstate.rehearse(async (parent) => buildBlock(parent, fault));
      expect(rehearsed).toMatchObject({ ok: false, code });
    }
    expect(await chainstate.rehearse(async () => undefined)).toEqual(accept(undefined));
    expect({ heard: events.length, coins: storedCoins(path), leaves: chainstate.leaves() }).toEqual(before);
    expect(await chainstate.submitBlock(good)).toMatchObject({ ok: true, value: { isNew: true } });
  });

  it('has its turn after what was asked for before', async () => {
    const { chainstate } = await openTestChain();
    const extended = chainstate.extend(3, produce);
    const rehearsed = await chainstate.rehearse(async (parent) => {
      expect(parent.height).toBe(3);
      return buildBlock(parent);
    });
    expect(rehearsed).toMatchObject({ ok: true });
    await extended;
  });
});

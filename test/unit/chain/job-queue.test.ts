import { describe, expect, it } from 'vitest';
import { TRUSTED } from '../../../src/chain/work-threshold.ts';
import type { Block } from '../../../src/primitives/block.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { buildBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { CHAIN_RESOURCES } from '../../helpers/chain-resources.ts';
import {
  bestChain,
  openTestChain,
  replayedCoins,
  storedCoins,
  TEST_TIME,
  type TestChainOptions,
} from '../../helpers/test-chain.ts';
import { createManualTimers } from '../../helpers/test-mempool.ts';
import { outputOf } from '../../helpers/transactions.ts';

const hashes = (blocks: readonly Block[]) => blocks.map(({ hash }) => displayHash(hash));

/** A chain state whose timers run when the test says so and whose durations stand still unless it moves them. */
async function openFed(options: TestChainOptions = {}) {
  const timers = createManualTimers();
  const time = { now: 0 };
  const faults: unknown[] = [];
  let failing = false;
  let isFull = false;
  let commits = 0;
  const chain = await openTestChain({
    timers,
    monotonicMs: () => time.now,
    onFault: (fault) => void faults.push(fault),
    wrapStore: (store) => ({
      ...store,
      requireRoom() {
        if (isFull) throw new DiskFullError('no room');
      },
      commitChain(batch) {
        if (isFull) throw new DiskFullError('no room');
        if (failing) throw new StoreError('the disk is full');
        commits++;
        store.commitChain(batch);
      },
    }),
    ...options,
  });
  const start = commits;
  return {
    ...chain,
    time,
    timers,
    faults,
    commits: () => commits - start,
    fail: (fails: boolean) => {
      failing = fails;
    },
    /** Lets the disk be full, or have room again. */
    fill: (full: boolean) => {
      isFull = full;
    },
    feed: (blocks: readonly Block[]) => Promise.all(blocks.map((block) => chain.chainstate.feedBlock(block))),
  };
}

/** Blocks of so little an age that a node with them has caught up. */
function youngChain(count: number): readonly Block[] {
  const first = buildBlock(GENESIS, { time: TEST_TIME - 600 * count });
  return [first, ...buildChain(first, count - 1)];
}

function threeBlocks(): readonly [Block, Block, Block] {
  const [first, second, third] = buildChain(GENESIS, 3);
  if (!first || !second || !third) throw new Error('three blocks were built');
  return [first, second, third];
}

describe('feed', () => {
  it('answers when a block is judged, and nobody sees it before the commit', async () => {
    const { chainstate, events, path, feed, timers, commits } = await openFed();
    const chain = buildChain(GENESIS, 5);
    for (const verdict of await feed(chain)) expect(verdict).toMatchObject({ value: { isNew: true } });
    expect(chainstate.tip().height).toBe(0);
    expect(
      chainstate.coins.getCoin({ txid: chain[0]?.transactions[0]?.txid ?? GENESIS.hash, index: 0 }),
    ).toBeUndefined();
    expect({ commits: commits(), events, coins: storedCoins(path) }).toEqual({
      commits: 0,
      events: [],
      coins: [],
    });
    expect([...timers.waiting].map(({ delayMs }) => delayMs)).toEqual([100]);
    timers.runAll();
    await chainstate.settled();
    expect(bestChain(chainstate)).toEqual(hashes(chain));
    expect(storedCoins(path)).toEqual(replayedCoins(chain));
    expect(commits()).toBe(1);
    expect(events).toEqual(
      [1, 2, 3, 4, 5].map((height) => `blockConnected ${height}`).concat('tipChanged 5'),
    );
  });

  it('waits at a young tip too where the caller knows that more is coming', async () => {
    const { chainstate, timers, commits } = await openFed();
    const [first, second] = youngChain(2) as [Block, Block];
    await chainstate.feedBlock(first, { ...TRUSTED, isMoreComing: true });
    expect({ commits: commits(), height: chainstate.tip().height }).toEqual({ commits: 0, height: 0 });
    await chainstate.feedBlock(second, TRUSTED);
    expect({ commits: commits(), height: chainstate.tip().height }).toEqual({ commits: 1, height: 2 });
    timers.runAll();
  });

  it('waits for what is still coming when its time is up', async () => {
    const { chainstate, feed, timers, commits } = await openFed();
    const [first, ...others] = buildChain(GENESIS, 4);
    await feed([first as Block]);
    const more = feed(others);
    timers.runAll();
    await more;
    expect(commits()).toBe(0);
    timers.runAll();
    await chainstate.settled();
    expect([commits(), chainstate.tip().height]).toEqual([1, 4]);
  });

  it('commits at once where the tip is young and nothing else is coming', async () => {
    const { chainstate, feed, commits } = await openFed();
    const young = youngChain(4);
    await feed(young.slice(0, 1));
    expect([commits(), chainstate.tip().height]).toEqual([1, 1]);
    await feed(young.slice(1));
    expect([commits(), chainstate.tip().height]).toEqual([2, 4]);
  });

  it('commits in the middle where memory is full', async () => {
    const memory = { ...CHAIN_RESOURCES.memory, heldBytes: 2 ** 15 };
    const { chainstate, feed, commits } = await openFed({ memory });
    await feed(buildChain(GENESIS, 40));
    expect(chainstate.tip().height).toBeGreaterThan(20);
    expect(commits()).toBeGreaterThan(2);
    expect(commits()).toBeLessThan(10);
  });

  it('commits in the middle where it takes long', async () => {
    const { chainstate, feed, time, commits } = await openFed();
    const [first, second, third] = buildChain(GENESIS, 3) as readonly Block[];
    await feed([first as Block]);
    time.now = 999;
    await feed([second as Block]);
    expect(commits()).toBe(0);
    time.now = 1_000;
    await feed([third as Block]);
    expect([commits(), chainstate.tip().height]).toEqual([1, 3]);
  });

  it('keeps what was good where a block is refused', async () => {
    const { chainstate, feed, path } = await openFed();
    const [first, second] = buildChain(GENESIS, 2);
    if (!first || !second) throw new Error('two blocks');
    const greedy = buildBlock(first, { coinbase: { outputs: [outputOf(50_0000_0001)] } });
    const verdicts = await feed([first, greedy, second]);
    expect(verdicts.map((verdict) => (verdict.ok ? 'ok' : verdict.code))).toEqual([
      'ok',
      'bad-cb-amount',
      'ok',
    ]);
    await chainstate.settled();
    expect(bestChain(chainstate)).toEqual(hashes([first, second]));
    expect(storedCoins(path)).toEqual(replayedCoins([first, second]));
    expect(chainstate.find(greedy.hash)?.failure).toBe('self');
  });

  it('goes over to a better branch and back in between', async () => {
    const { chainstate, feed, path } = await openFed();
    const trunk = buildChain(GENESIS, 2);
    const [a = [], b = []] = [1, 2].map((tag) => buildChain(trunk[1] ?? GENESIS, 4, { tag }));
    await feed([...trunk, ...a.slice(0, 2), ...b.slice(0, 3), ...a.slice(2)]);
    await chainstate.settled();
    expect(bestChain(chainstate)).toEqual(hashes([...trunk, ...a]));
    expect(storedCoins(path)).toEqual(replayedCoins([...trunk, ...a]));
  });

  it('takes data in any order where the headers are known', async () => {
    const { chainstate, feed, path } = await openFed();
    const chain = buildChain(GENESIS, 6);
    for (const { header } of chain) await chainstate.submitHeader(header);
    await feed([5, 3, 4, 1, 2, 0].map((i) => chain[i] as Block));
    await chainstate.settled();
    expect(storedCoins(path)).toEqual(replayedCoins(chain));
  });

  it('takes back all that is not on disk where the commit fails, and tells whose turn it was', async () => {
    const { chainstate, feed, fail, events, faults, timers } = await openFed();
    const chain = buildChain(GENESIS, 4);
    await feed(chain.slice(0, 2));
    await chainstate.settled();
    const heard = events.length;
    await feed(chain.slice(2));
    fail(true);
    timers.runAll();
    await chainstate.settled().catch(() => undefined);
    expect(faults).toEqual([expect.any(StoreError)]);
    expect(events.length).toBe(heard);
    expect(chainstate.find(chain[2]?.hash ?? GENESIS.hash)).toBeUndefined();
    expect(bestChain(chainstate)).toEqual(hashes(chain.slice(0, 2)));
    fail(false);
    await feed(chain.slice(2));
    await chainstate.settled();
    expect(bestChain(chainstate)).toEqual(hashes(chain));
  });
});

describe('on a full disk', () => {
  it('what was fed waits for room, and what comes meanwhile is refused', async () => {
    const { chainstate, feed, fill, faults, timers, path } = await openFed();
    const [first, second, third] = threeBlocks();
    await feed([first, second]);
    fill(true);
    timers.runAll();
    await expect(chainstate.feedBlock(third)).rejects.toThrow(DiskFullError);
    await expect(chainstate.submitBlock(third)).rejects.toThrow(DiskFullError);
    expect(faults).toEqual([expect.any(DiskFullError)]);
    expect(chainstate.find(second.hash)).toMatchObject({ failure: 'none', txCount: 1 });
    expect(chainstate.tip().height).toBe(0);
    fill(false);
    await chainstate.resume();
    expect(bestChain(chainstate)).toEqual(hashes([first, second]));
    await chainstate.submitBlock(third);
    expect(storedCoins(path)).toEqual(replayedCoins([first, second, third]));
  });

  it('those who look see what is committed', async () => {
    const { chainstate, feed, fill } = await openFed();
    const [first, second] = threeBlocks();
    await chainstate.submitBlock(first);
    await feed([second]);
    fill(true);
    const snapshot = await chainstate.openCoinsSnapshot();
    expect(snapshot.tip).toEqual(first.hash);
    snapshot.close();
    expect(await chainstate.verify({ level: 4, blocks: 0, isStopping: () => false })).toMatchObject({
      ok: true,
    });
    expect(await chainstate.rehearse(async (parent) => buildBlock(parent))).toMatchObject({ ok: true });
    await expect(chainstate.settled()).rejects.toThrow(DiskFullError);
  });

  it('no work is begun that could not be kept', async () => {
    const { chainstate, fill } = await openFed();
    fill(true);
    let asked = 0;
    const produce = async () => {
      asked++;
      return undefined;
    };
    await expect(chainstate.extend(1, produce)).rejects.toThrow(DiskFullError);
    expect(asked).toBe(0);
  });

  it('a reorganisation that it broke off is gone on with when there is room', async () => {
    const { chainstate, fill, path } = await openFed({ memory: { ...CHAIN_RESOURCES.memory, heldBytes: 1 } });
    const [root, ...trunk] = buildChain(GENESIS, 4);
    if (!root) throw new Error('four blocks were built');
    const branch = buildChain(root, 4, { tag: 7 });
    for (const block of [root, ...trunk, ...branch]) await chainstate.submitBlock(block);
    const [left] = branch.map(({ hash }) => chainstate.find(hash));
    if (!left) throw new Error('the branch is known');
    // So little may be held that each block is a step with a commit of its own.
    const unsubscribe = chainstate.events.on('tipChanged', () => fill(true));
    await expect(chainstate.invalidateBlock(left)).rejects.toThrow(DiskFullError);
    unsubscribe();
    expect(bestChain(chainstate)).toEqual(hashes([root, ...branch.slice(0, -1)]));
    fill(false);
    await chainstate.resume();
    expect(bestChain(chainstate)).toEqual(hashes([root, ...trunk]));
    expect(storedCoins(path)).toEqual(replayedCoins([root, ...trunk]));
  });
});

describe('run', () => {
  it('commits what is held before its job and what the job did before it answers', async () => {
    const { chainstate, feed, events, commits } = await openFed();
    const [first, second, third] = buildChain(GENESIS, 3);
    await feed([first as Block, second as Block]);
    await chainstate.submitBlock(third as Block);
    expect([commits(), chainstate.tip().height]).toEqual([2, 3]);
    expect(events.filter((event) => event.startsWith('tip'))).toEqual(['tipChanged 2', 'tipChanged 3']);
  });

  it('leaves on disk what was fed where its own job fails', async () => {
    const { chainstate, feed, commits } = await openFed();
    const [first, second] = buildChain(GENESIS, 2);
    await feed([first as Block]);
    const failure = new Error('no block today');
    await expect(
      chainstate.extend(1, () => {
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect([commits(), chainstate.tip().height]).toEqual([1, 1]);
    await chainstate.submitBlock(second as Block);
    expect(chainstate.tip().height).toBe(2);
  });
});

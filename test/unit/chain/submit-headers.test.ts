import { describe, expect, it } from 'vitest';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import type { BuiltBlock } from '../../helpers/chain-builder.ts';
import { buildBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { openTestChain, TEST_TIME, type TestChainOptions } from '../../helpers/test-chain.ts';
import { createManualTimers } from '../../helpers/test-mempool.ts';

/** A chain state of which each commit is counted, on a disk that can be full. */
async function openFed(options: TestChainOptions = {}) {
  const timers = createManualTimers();
  const time = { now: 0 };
  const disk = { isFull: false, commits: 0 };
  const refuse = () => {
    if (disk.isFull) throw new DiskFullError('no room');
  };
  const chain = await openTestChain({
    timers,
    monotonicMs: () => time.now,
    wrapStore: (store) => ({
      ...store,
      requireRoom: refuse,
      commitChain(batch) {
        refuse();
        disk.commits++;
        store.commitChain(batch);
      },
    }),
    ...options,
  });
  disk.commits = 0;
  return { ...chain, timers, time, disk };
}

const headersOf = (blocks: readonly BuiltBlock[]) => blocks.map(({ header }) => header);

describe('feedHeaders', () => {
  it('adds all in one job, and tells how many were new', async () => {
    const { chainstate, disk, timers } = await openFed();
    const headers = headersOf(buildChain(GENESIS, 50));
    expect(await chainstate.feedHeaders(headers.slice(0, 20))).toMatchObject({
      last: { height: 20 },
      added: 20,
      refused: undefined,
    });
    expect(await chainstate.feedHeaders(headers)).toMatchObject({ last: { height: 50 }, added: 30 });
    expect(await chainstate.feedHeaders(headers)).toMatchObject({ last: { height: 50 }, added: 0 });
    expect([chainstate.bestHeader().height, chainstate.tip().height, disk.commits]).toEqual([50, 0, 0]);
    timers.runAll();
    await chainstate.settled();
    expect(disk.commits).toBe(1);
  });

  it('are there after a restart once they are settled', async () => {
    const chain = await openFed();
    await chain.chainstate.feedHeaders(headersOf(buildChain(GENESIS, 50)));
    await chain.chainstate.settled();
    expect((await chain.restart()).chainstate.bestHeader().height).toBe(50);
  });

  it('are committed in groups however long the feed goes on', async () => {
    const { chainstate, disk, time } = await openFed();
    const headers = headersOf(buildChain(GENESIS, 3));
    await chainstate.feedHeaders(headers.slice(0, 1));
    time.now = 999;
    await chainstate.feedHeaders(headers.slice(1, 2));
    expect(disk.commits).toBe(0);
    time.now = 1000;
    await chainstate.feedHeaders(headers.slice(2));
    expect(disk.commits).toBe(1);
  });

  it('are durable at once where the tip is young', async () => {
    const { chainstate, disk } = await openFed();
    const young = buildBlock(GENESIS, { time: TEST_TIME - 600 });
    await chainstate.submitBlock(young);
    const before = disk.commits;
    await chainstate.feedHeaders(headersOf(buildChain(young, 2)));
    expect(disk.commits).toBe(before + 1);
  });

  it('end at the first that is refused, and keep those before it', async () => {
    const { chainstate } = await openFed();
    const good = buildChain(GENESIS, 3);
    const bad = buildBlock(good[2] as BuiltBlock, { header: { version: 1 } });
    const headers = headersOf([...good, bad, ...buildChain(bad, 2)]);
    expect(await chainstate.feedHeaders(headers)).toMatchObject({
      last: { height: 3 },
      added: 3,
      refused: { code: 'bad-version(0x00000001)' },
    });
    expect(chainstate.find(bad.hash)).toBeUndefined();
    expect(await chainstate.feedHeaders(headersOf(buildChain(bad, 1)))).toMatchObject({
      last: undefined,
      added: 0,
      refused: { code: 'prev-blk-not-found' },
    });
  });

  it('too-little-chainwork, where nobody vouches for the work', async () => {
    const { chainstate } = await openFed();
    await chainstate.submitBlock(buildBlock(GENESIS));
    const headers = headersOf(buildChain(GENESIS, 1, { tag: 1 }));
    expect(await chainstate.feedHeaders(headers, { workVouched: false })).toMatchObject({ added: 1 });
    for (const block of buildChain(GENESIS, 200, { tag: 2 })) await chainstate.feedBlock(block);
    await chainstate.settled();
    const low = headersOf(buildChain(GENESIS, 1, { tag: 3 }));
    expect(await chainstate.feedHeaders(low, { workVouched: false })).toMatchObject({
      refused: { code: 'too-little-chainwork' },
    });
    expect(await chainstate.feedHeaders(low)).toMatchObject({ added: 1 });
  });

  it('are not begun with while the disk is full, and what is held stays', async () => {
    const { chainstate, disk } = await openFed();
    const headers = headersOf(buildChain(GENESIS, 4));
    await chainstate.feedHeaders(headers.slice(0, 2));
    disk.isFull = true;
    await expect(chainstate.feedHeaders(headers)).rejects.toThrow(DiskFullError);
    expect(chainstate.bestHeader().height).toBe(2);
    disk.isFull = false;
    expect(await chainstate.feedHeaders(headers)).toMatchObject({ added: 2 });
  });
});

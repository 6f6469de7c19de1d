import { describe, expect, it, vi } from 'vitest';
import { withSolution } from '../../../src/kernel/kernel.ts';
import { createNobleKernel } from '../../../src/kernel/noble.ts';
import { createPoolMiner, type PoolMinerDependencies } from '../../../src/mining/pool-miner.ts';
import type { HashPool, WorkSource, WorkUnit } from '../../../src/mining/ports.ts';
import { VERSION_ROLLING_MASK } from '../../../src/mining/version-rolling.ts';
import { createInlineScan } from '../../../src/pool/inline-scan.ts';
import { decodeHeader } from '../../../src/primitives/block-header.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { PATIENCE } from '../../helpers/eventually.ts';
import { testTemplates } from '../../helpers/mining.ts';
import { openTestChain, TEST_TIME, type TestChain } from '../../helpers/test-chain.ts';
import { createManualTimers } from '../../helpers/test-mempool.ts';

/** A pool without threads: it searches when the test says so. */
interface ManualPool extends HashPool {
  /** The unit that the running search would begin with; undefined while it rests. */
  firstUnit(): WorkUnit | undefined;
  /** Finds a solution of the last search and tells it, as a thread does, also one that had it when the pool was paused. */
  find(): void;
  /** Tells a header that solves nothing. */
  lie(): void;
  /** Sets the threads' counters. */
  hashed(...counts: readonly number[]): void;
  readonly searches: number;
  readonly closed: boolean;
}

function createManualPool(firstThreads: number): ManualPool {
  let threads = firstThreads;
  let counts: readonly number[] = Array.from({ length: threads }, () => 0);
  interface Search {
    readonly unit: WorkUnit;
    readonly onFound: (header: Uint8Array) => void;
  }
  let running: Search | undefined;
  let last: Search | undefined;
  let searches = 0;
  let closed = false;
  const scan = createInlineScan(createNobleKernel());
  return {
    get threads() {
      return threads;
    },
    kernel: 'noble',
    bestVersions: 4,
    search(source: WorkSource, onFound) {
      const unit = source.nextUnit();
      searches++;
      running = unit && { unit, onFound };
      last = running;
    },
    pause() {
      running = undefined;
    },
    resize(wanted) {
      threads = wanted;
    },
    counts: () => ({ perThread: [...counts] }),
    hashed(...each) {
      counts = each;
    },
    close: async () => {
      closed = true;
    },
    firstUnit: () => running?.unit,
    find() {
      if (!last) return;
      const { unit, onFound } = last;
      const { nonce = 0, versions } = scan(unit);
      onFound(withSolution(unit.header, versions[0] ?? 0, nonce));
    },
    lie() {
      if (!running) return;
      const { unit, onFound } = running;
      let nonce = 0;
      const [version = 0] = unit.versions;
      const attempt = { ...unit, versions: [version] };
      while (scan({ ...attempt, firstNonce: nonce, nonceCount: 1 }).nonce !== undefined) nonce++;
      onFound(withSolution(unit.header, version, nonce));
    },
    get searches() {
      return searches;
    },
    get closed() {
      return closed;
    },
  };
}

async function equip(chain: TestChain, overrides: Partial<PoolMinerDependencies> = {}) {
  const timers = createManualTimers();
  const pools: ManualPool[] = [];
  const faults: unknown[] = [];
  const miner = createPoolMiner({
    chainstate: chain.chainstate,
    templates: testTemplates(chain),
    clock: chain.clock,
    timers,
    log: SILENT_LOG,
    threads: 2,
    versionMask: VERSION_ROLLING_MASK,
    createPool: async (threads) => {
      const pool = createManualPool(threads);
      pools.push(pool);
      return pool;
    },
    rewardScript: async () => Uint8Array.of(0x51),
    firstExtraNonce: 5,
    obstacle: () => undefined,
    onFault: (fault) => faults.push(fault),
    ...overrides,
  });
  const pool = (): ManualPool => {
    const last = pools.at(-1);
    if (!last) throw new Error('no pool was made');
    return last;
  };
  return { miner, timers, pools, pool, faults };
}

describe('createPoolMiner', () => {
  it('does nothing before it is started', async () => {
    const { miner, pools } = await equip(await openTestChain());
    expect(miner.status()).toMatchObject({
      state: 'stopped',
      threads: 2,
      kernel: undefined,
      hashRate: undefined,
    });
    expect(pools).toHaveLength(0);
  });

  it('makes a block of what a thread finds, and goes on above it', async () => {
    const chain = await openTestChain();
    const { miner, pool } = await equip(chain);
    await miner.start();
    pool().find();
    await vi.waitFor(() => expect(chain.chainstate.tip().height).toBe(1), PATIENCE);
    expect(miner.status()).toMatchObject({
      state: 'mining',
      kernel: 'noble',
      blocks: { accepted: 1, stale: 0 },
    });
    const unit = pool().firstUnit();
    const header = decodeHeader(unit?.header ?? new Uint8Array());
    expect(header.ok && header.value.prevBlockHash).toEqual(chain.chainstate.tip().hash);
  });

  it('counts a block that came too late as stale', async () => {
    const chain = await openTestChain();
    const { miner, pool } = await equip(chain);
    await miner.start();
    pool().find();
    pool().find();
    await chain.chainstate.settled();
    await vi.waitFor(() => {
      const { accepted, stale, rejected } = miner.status().blocks;
      expect(accepted + stale + rejected).toBe(2);
    }, PATIENCE);
    expect(chain.chainstate.tip().height).toBe(1);
  });

  it('lets the threads rest while a find is validated, and go on where it is refused', async () => {
    const chain = await openTestChain();
    const { miner, pool } = await equip(chain);
    await miner.start();
    const onMedian = decodeHeader(pool().firstUnit()?.header ?? new Uint8Array());
    // Meanwhile the clock went back: the block's time is too far ahead.
    chain.clock.setMockTime(TEST_TIME - chain.chainstate.params.maxFutureBlockTime - 1);
    expect(onMedian.ok && onMedian.value.time).toBe(TEST_TIME);
    pool().find();
    expect(pool().firstUnit()).toBeUndefined();
    await vi.waitFor(() => expect(miner.status().blocks.rejected).toBe(1), PATIENCE);
    await vi.waitFor(() => expect(pool().firstUnit()).toBeDefined(), PATIENCE);
    expect(chain.chainstate.tip().height).toBe(0);
  });

  it('submits the next of two finds where the first is refused, and none on an old tip', async () => {
    const chain = await openTestChain();
    const { miner, pool } = await equip(chain);
    await miner.start();
    for (let i = 0; i < 3; i++) pool().find();
    await vi.waitFor(
      () => expect(miner.status().blocks).toEqual({ accepted: 1, stale: 2, rejected: 0 }),
      PATIENCE,
    );
    expect(chain.chainstate.tip().height).toBe(1);
  });

  it('never trusts a thread: a header that solves nothing is a fault', async () => {
    const chain = await openTestChain();
    const { miner, pool, faults } = await equip(chain);
    await miner.start();
    pool().lie();
    await vi.waitFor(() => expect(faults).toHaveLength(1), PATIENCE);
    expect(String(faults[0])).toContain('solves nothing');
    expect(chain.chainstate.tip().height).toBe(0);
  });

  it('renews its template as time goes by, on headers that were never tried', async () => {
    const chain = await openTestChain();
    let nowMs = 0;
    const clock = { ...chain.clock, monotonicMs: () => nowMs };
    const { miner, pool, timers } = await equip(chain, { clock });
    await miner.start();
    const before = pool().firstUnit()?.header;
    nowMs = 4_999;
    timers.runAll();
    expect(pool().firstUnit()?.header).toEqual(before);
    nowMs = 5_000;
    timers.runAll();
    expect(pool().firstUnit()?.header).not.toEqual(before);
  });

  it('waits while the median time runs too far ahead of the clock, and says so', async () => {
    const chain = await openTestChain();
    const { miner, pool, timers } = await equip(chain);
    const median = chain.chainstate.tip().medianTimePast;
    chain.clock.setMockTime(median + 1 - chain.chainstate.params.maxFutureBlockTime - 1);
    await miner.start();
    expect(miner.status()).toMatchObject({ state: 'waiting' });
    expect(miner.status().notice).toContain('1 s further ahead');
    expect(pool().firstUnit()).toBeUndefined();
    chain.clock.setMockTime(median + 1 - chain.chainstate.params.maxFutureBlockTime);
    timers.runAll();
    expect(miner.status()).toMatchObject({ state: 'mining', notice: undefined });
    expect(pool().firstUnit()).toBeDefined();
  });

  it('waits while no block could be kept, and then keeps the one that it had found', async () => {
    const disk = { isFull: false };
    const chain = await openTestChain({
      wrapStore: (store) => ({
        ...store,
        requireRoom() {
          if (disk.isFull) throw new DiskFullError('no room');
        },
      }),
    });
    const obstacle = () => (disk.isFull ? 'the disk is full' : undefined);
    const { miner, pool, timers, faults } = await equip(chain, { obstacle });
    await miner.start();
    disk.isFull = true;
    pool().find();
    await vi.waitFor(() => expect(faults).toEqual([expect.any(DiskFullError)]), PATIENCE);
    timers.runAll();
    expect(miner.status()).toMatchObject({
      state: 'waiting',
      notice: 'the disk is full: mining waits',
      blocks: { accepted: 0, stale: 0, rejected: 0 },
    });
    expect(pool().firstUnit()).toBeUndefined();
    disk.isFull = false;
    timers.runAll();
    await vi.waitFor(() => expect(miner.status().blocks.accepted).toBe(1), PATIENCE);
    expect(miner.status()).toMatchObject({ state: 'mining', notice: undefined });
    expect(chain.chainstate.tip().height).toBe(1);
  });

  it('stops, also where that is asked for while it starts', async () => {
    const chain = await openTestChain();
    const { miner, pool, timers } = await equip(chain);
    await Promise.all([miner.start(), miner.stop()]);
    expect(miner.status().state).toBe('stopped');
    expect(pool().firstUnit()).toBeUndefined();
    expect(timers.waiting.size).toBe(0);
  });

  it('makes no block once it is stopped, though a thread had found one just then', async () => {
    const chain = await openTestChain();
    const { miner, pool } = await equip(chain);
    await miner.start();
    await miner.stop();
    pool().find();
    await miner.start();
    pool().find();
    await vi.waitFor(
      () => expect(miner.status().blocks.accepted + miner.status().blocks.stale).toBeGreaterThan(0),
      PATIENCE,
    );
    await miner.close();
    expect(chain.chainstate.tip().height).toBe(1);
    expect(miner.status().blocks).toMatchObject({ accepted: 1, stale: 0 });
  });

  it('keeps its threads over a stop, and its work where their number changes', async () => {
    const { miner, pools, pool } = await equip(await openTestChain());
    await miner.start();
    await miner.stop();
    await miner.start();
    const before = pool().searches;
    await miner.start(1);
    expect(pools).toHaveLength(1);
    expect([pool().threads, pool().searches, pool().closed]).toEqual([1, before, false]);
    expect(miner.status()).toMatchObject({ state: 'mining', threads: 1 });
    await miner.close();
    expect(pool().closed).toBe(true);
  });

  it('tells rates, hashes, luck and the versions that it rolls', async () => {
    const chain = await openTestChain();
    let nowMs = 0;
    const clock = { ...chain.clock, monotonicMs: () => nowMs };
    const { miner, pool } = await equip(chain, { clock });
    expect(miner.status().hashing).toBeUndefined();
    await miner.start();
    nowMs = 2_000;
    pool().hashed(300, 100);
    const { hashRate, hashing } = miner.status();
    expect(hashRate).toEqual({ perThread: [150, 50], total: 200 });
    expect(hashing).toEqual({
      rates: { live: hashRate, minute: undefined, quarterHour: undefined },
      hashes: 400,
      luck: 0,
      versionMask: VERSION_ROLLING_MASK,
      versionsPerNonce: 4,
    });
    pool().find();
    await vi.waitFor(() => expect(miner.status().blocks.accepted).toBe(1), PATIENCE);
    // Regtest's blocks take two hashes on average.
    expect(miner.status().hashing?.luck).toBe(2 / 400);
    await miner.stop();
    nowMs = 12_000;
    expect(miner.status()).toMatchObject({ hashRate: undefined, hashing: { hashes: 400 } });
    expect(miner.status().hashing?.rates.live?.total).toBe(0);
  });

  it('rolls no versions where they must not be', async () => {
    const { miner, pool } = await equip(await openTestChain(), { versionMask: 0 });
    await miner.start();
    expect(pool().firstUnit()?.versions).toHaveLength(1);
    expect(miner.status().hashing).toMatchObject({ versionMask: 0, versionsPerNonce: 1 });
  });

  it('asks whom to pay once, when it starts', async () => {
    const rewardScript = vi.fn(async () => Uint8Array.of(0x52));
    const chain = await openTestChain();
    const { miner, pool } = await equip(chain, { rewardScript });
    expect(rewardScript).not.toHaveBeenCalled();
    await miner.start();
    pool().find();
    await vi.waitFor(() => expect(chain.chainstate.tip().height).toBe(1), PATIENCE);
    const block = chain.chainstate.readBlock(chain.chainstate.tip());
    expect(block?.transactions[0]?.outputs[0]?.scriptPubKey).toEqual(Uint8Array.of(0x52));
    expect(block?.header.time).toBe(TEST_TIME);
  });
});

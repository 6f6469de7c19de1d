import { describe, expect, it, vi } from 'vitest';
import { generateBlocks } from '../../../src/mining/generate.ts';
import { createPacedMiner } from '../../../src/mining/paced-miner.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { PATIENCE } from '../../helpers/eventually.ts';
import { generateDependencies } from '../../helpers/mining.ts';
import { openTestChain, type TestChainOptions } from '../../helpers/test-chain.ts';
import { createManualTimers } from '../../helpers/test-mempool.ts';

async function equip(options: TestChainOptions = {}) {
  const chain = await openTestChain(options);
  const timers = createManualTimers();
  const faults: unknown[] = [];
  const miner = createPacedMiner({
    timers,
    log: SILENT_LOG,
    generate: (request) => generateBlocks(request, generateDependencies(chain)),
    intervalMs: 1_000,
    rewardScript: async () => Uint8Array.of(0x51),
    onFault: (fault) => faults.push(fault),
  });
  return { chain, timers, faults, miner };
}

describe('createPacedMiner', () => {
  it('makes one block each interval', async () => {
    const { chain, timers, miner, faults } = await equip();
    await miner.start();
    expect(chain.chainstate.tip().height).toBe(0);
    for (const height of [1, 2, 3]) {
      timers.runAll();
      await vi.waitFor(() => expect(miner.status().blocks.accepted).toBe(height), PATIENCE);
      await vi.waitFor(() => expect(timers.waiting.size).toBe(1), PATIENCE);
    }
    expect(chain.chainstate.tip().height).toBe(3);
    expect(faults).toEqual([]);
  });

  it('says so where the rules forbid a block now, and goes on when they allow one again', async () => {
    const { chain, timers, miner } = await equip();
    chain.clock.setMockTime(1);
    await miner.start();
    timers.runAll();
    await vi.waitFor(() => expect(miner.status().state).toBe('waiting'), PATIENCE);
    expect(miner.status().notice).toContain('time-too-new');
    await vi.waitFor(() => expect(timers.waiting.size).toBe(1), PATIENCE);
    chain.clock.setMockTime(0);
    timers.runAll();
    await vi.waitFor(
      () => expect(miner.status()).toMatchObject({ state: 'mining', notice: undefined }),
      PATIENCE,
    );
  });

  it('waits while there is no room for a block, and goes on when there is', async () => {
    const disk = { isFull: true };
    const { chain, timers, miner, faults } = await equip({
      wrapStore: (store) => ({
        ...store,
        commitChain(batch) {
          if (disk.isFull && batch.tip && store.loadChain().tip) throw new DiskFullError('no room');
          store.commitChain(batch);
        },
      }),
    });
    await miner.start();
    timers.runAll();
    await vi.waitFor(
      () => expect(miner.status()).toMatchObject({ state: 'waiting', notice: 'the disk is full' }),
      PATIENCE,
    );
    expect(faults).toEqual([expect.any(DiskFullError)]);
    await vi.waitFor(() => expect(timers.waiting.size).toBe(1), PATIENCE);
    disk.isFull = false;
    timers.runAll();
    await vi.waitFor(
      () => expect(miner.status()).toMatchObject({ state: 'mining', notice: undefined }),
      PATIENCE,
    );
    expect(miner.status().blocks).toEqual({ accepted: 1, stale: 0, rejected: 0 });
    expect(chain.chainstate.tip().height).toBe(1);
  });

  it('stops', async () => {
    const { timers, miner } = await equip();
    await miner.start();
    await miner.stop();
    expect(timers.waiting.size).toBe(0);
    expect(miner.status().state).toBe('stopped');
  });

  it('keeps one pace, however often it is started and stopped meanwhile', async () => {
    const { timers, miner } = await equip();
    await Promise.all([miner.start(), miner.start(), miner.stop(), miner.start()]);
    expect(timers.waiting.size).toBe(1);
    // The block of the first interval is in the making when the miner stops and starts again.
    timers.runAll();
    await Promise.all([miner.stop(), miner.start()]);
    await vi.waitFor(() => expect(miner.status().blocks.accepted).toBe(1), PATIENCE);
    await new Promise(setImmediate);
    expect(timers.waiting.size).toBe(1);
  });

  it('says nothing any more once it has stopped', async () => {
    const { chain, timers, miner } = await equip();
    chain.clock.setMockTime(1);
    await miner.start();
    timers.runAll();
    await miner.stop();
    await vi.waitFor(() => expect(miner.status().blocks.rejected).toBe(1), PATIENCE);
    expect(miner.status()).toMatchObject({ state: 'stopped', notice: undefined });
    expect(timers.waiting.size).toBe(0);
  });
});

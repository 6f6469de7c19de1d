import { describe, expect, it } from 'vitest';
import { MIN_BLOCKS_TO_KEEP } from '../../../src/chain/prune.ts';
import { buildPruning, startPruning } from '../../../src/node/build-pruning.ts';
import { createCleanup } from '../../../src/node/cleanup.ts';
import { StartError } from '../../../src/node/start-error.ts';
import { DiskFullError } from '../../../src/util/disk-full-error.ts';
import type { Log } from '../../../src/util/log.ts';
import { buildBlock } from '../../helpers/chain-builder.ts';
import { eventually } from '../../helpers/eventually.ts';
import { openTestChain, type TestChain } from '../../helpers/test-chain.ts';

function requestOf({ chainstate, store, path }: TestChain, prune: number) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const log: Log = { info: say, warn: say, error: say, debug() {} };
  const request = {
    options: { prune, fastPrune: true },
    pruneAfterHeight: 1000,
    chainstate,
    store,
    paths: { chainDatabase: path },
    log,
    indexedHeight: () => Number.POSITIVE_INFINITY,
    isStopping: () => false,
    onFault: (fault: unknown) => {
      throw fault;
    },
    cleanup: createCleanup(),
  };
  return { request, lines };
}

async function grow({ chainstate }: TestChain, count: number): Promise<void> {
  await chainstate.extend(count, async (parent) => buildBlock(parent));
}

describe('buildPruning', () => {
  it.each([
    [-1, 'Prune cannot be configured with a negative value.'],
    [2, 'Prune configured below the minimum of 550 MiB.  Please use a higher number.'],
    [549, 'Prune configured below the minimum of 550 MiB.  Please use a higher number.'],
  ])('refuses -prune=%i', async (prune, text) => {
    const { request } = requestOf(await openTestChain(), prune);
    expect(() => buildPruning(request)).toThrow(new StartError(text));
  });

  it('is none with 0, on demand with 1, with a target from 550 on', async () => {
    const chain = await openTestChain();
    const build = (prune: number) => {
      const { request, lines } = requestOf(chain, prune);
      return { pruning: buildPruning(request), lines };
    };
    expect(build(0)).toEqual({ pruning: undefined, lines: [] });
    expect(build(1)).toMatchObject({
      pruning: { targetBytes: undefined, afterHeight: 100 },
      lines: [expect.stringMatching(/^Block pruning enabled\. Use RPC call pruneblockchain\(height\)/)],
    });
    expect(build(550)).toMatchObject({
      pruning: { targetBytes: 550 * 2 ** 20 },
      lines: ['Prune configured to target 550 MiB on disk for block and undo data.'],
    });
  });

  it("asks for the network's height unless told to be fast", async () => {
    const { request } = requestOf(await openTestChain(), 1);
    const options = { prune: 1, fastPrune: false };
    expect(buildPruning({ ...request, options })).toMatchObject({ afterHeight: 1000 });
  });

  it('refuses to keep all blocks once some are pruned', async () => {
    const chain = await openTestChain();
    await grow(chain, MIN_BLOCKS_TO_KEEP + 5);
    await chain.chainstate.prune({ height: 5, isStopping: () => false });
    const { request } = requestOf(chain, 0);
    expect(() => buildPruning(request)).toThrow(StartError);
    expect(() => buildPruning(request)).toThrow(
      /^You need to rebuild the database to go back to unpruned mode\. {2}This will redownload the entire blockchain: remove .*chain\.sqlite, or start with -prune=1 .* up to height 5$/,
    );
    expect(buildPruning(requestOf(chain, 1).request)).toBeDefined();
  });
});

describe('startPruning', () => {
  it('keeps the blocks that an index has still to read, and those that it may have to take back', async () => {
    const chain = await openTestChain();
    await grow(chain, 2 * MIN_BLOCKS_TO_KEEP);
    let indexedHeight = -1;
    const { request } = requestOf(chain, 1);
    const { pruneTo } = startPruning({ ...request, indexedHeight: () => indexedHeight }, undefined);
    expect(await pruneTo(200)).toBe(0);
    indexedHeight = MIN_BLOCKS_TO_KEEP + 100;
    expect(await pruneTo(200)).toBe(100);
    indexedHeight = 2 * MIN_BLOCKS_TO_KEEP;
    expect(await pruneTo(200)).toBe(200);
  });

  it('prunes by itself once blocks take more than the target, a thirty-second beyond it', async () => {
    const chain = await openTestChain();
    const { store, chainstate } = chain;
    await grow(chain, 290);
    const target = store.blockBytes() + 3000;
    const { request, lines } = requestOf(chain, 550);
    startPruning(request, target);
    let most = 0;
    for (let i = 0; i < 100; i++) {
      await grow(chain, 1);
      await chainstate.settled();
      most = Math.max(most, store.blockBytes());
    }
    expect(chainstate.prunedHeight()).toBeGreaterThan(50);
    expect(store.blockBytes()).toBeLessThanOrEqual(target);
    // A block that comes is pruned for afterwards.
    expect(most).toBeLessThanOrEqual(target + 300);
    expect(lines.filter((line) => line.startsWith('Pruned blocks')).length).toBeLessThan(20);
    await request.cleanup.run();
  });

  it('prunes what is too much at the start, but keeps the last blocks whatever they take', async () => {
    const chain = await openTestChain();
    await grow(chain, MIN_BLOCKS_TO_KEEP + 30);
    const { request } = requestOf(chain, 550);
    startPruning(request, 1000);
    await eventually('30 blocks pruned', async () => chain.chainstate.prunedHeight() === 30);
    await request.cleanup.run();
  });

  it('prunes nothing of a chain that is too short', async () => {
    const chain = await openTestChain();
    await grow(chain, MIN_BLOCKS_TO_KEEP + 30);
    const { request } = requestOf(chain, 550);
    const slow = { ...request, options: { prune: 550, fastPrune: false } };
    startPruning(slow, 1000);
    await grow(chain, 1);
    await chain.chainstate.settled();
    expect(chain.chainstate.prunedHeight()).toBe(0);
    await request.cleanup.run();
  });

  it('prunes on demand, and lets the file shrink', async () => {
    const chain = await openTestChain();
    await grow(chain, MIN_BLOCKS_TO_KEEP + 10);
    const { request, lines } = requestOf(chain, 1);
    let asked = 0;
    const store = { ...chain.store, releaseSpace: () => ++asked < 3 };
    const pruning = startPruning({ ...request, store }, undefined);
    expect(await pruning.pruneTo(4)).toBe(4);
    expect(await pruning.pruneTo(4)).toBe(4);
    expect(lines.slice(1)).toEqual(['Pruned blocks 1 to 4']);
    await request.cleanup.run();
    expect(asked).toBe(3);
  });

  it('shrinks the file another time where there is no room for it, and tells so', async () => {
    const chain = await openTestChain();
    await grow(chain, MIN_BLOCKS_TO_KEEP + 10);
    const faults: unknown[] = [];
    let asked = 0;
    const releaseSpace = (): boolean => {
      if (++asked === 1) throw new DiskFullError('no room');
      return false;
    };
    const request = {
      ...requestOf(chain, 1).request,
      store: { ...chain.store, releaseSpace },
      onFault: (fault: unknown) => faults.push(fault),
    };
    const pruning = startPruning(request, undefined);
    await pruning.pruneTo(4);
    await pruning.pruneTo(8);
    await request.cleanup.run();
    expect({ asked, faults }).toEqual({ asked: 2, faults: [expect.any(DiskFullError)] });
  });
});

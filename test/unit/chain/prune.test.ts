import { describe, expect, it } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import { MIN_BLOCKS_TO_KEEP } from '../../../src/chain/prune.ts';
import { makeBlock } from '../../../src/primitives/block.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import type { Log } from '../../../src/util/log.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { type BuiltBlock, buildBlock, buildChain } from '../../helpers/chain-builder.ts';
import {
  openTestChain,
  storedCoins,
  type TestChain,
  type TestChainOptions,
} from '../../helpers/test-chain.ts';

/** Blocks that can be pruned of a chain so long. */
const PRUNABLE = 20;
const LENGTH = MIN_BLOCKS_TO_KEEP + PRUNABLE;

const isStopping = () => false;

/** Mines on the tip, all in one commit. */
async function grow({ chainstate }: TestChain, count: number): Promise<void> {
  const made = await chainstate.extend(count, async (parent) => buildBlock(parent));
  expect(made).toMatchObject({ ok: true });
}

async function openLong(options: TestChainOptions = {}, length = LENGTH): Promise<TestChain> {
  const chain = await openTestChain(options);
  await grow(chain, length);
  return chain;
}

const at = ({ chainstate }: TestChain, height: number): BlockIndexEntry =>
  expectDefined(chainstate.atHeight(height), 'a block');

/** The heights of the best chain whose blocks, or undo data, can't be read. */
function missing(chain: TestChain): { blocks: number[]; undos: number[] } {
  const entries = Array.from({ length: chain.chainstate.tip().height }, (_, i) => at(chain, i + 1));
  const heights = (read: (entry: BlockIndexEntry) => unknown) =>
    entries.filter((entry) => read(entry) === undefined).map(({ height }) => height);
  return { blocks: heights(chain.chainstate.readBlock), undos: heights(chain.chainstate.readUndo) };
}

const upTo = (height: number) => Array.from({ length: height }, (_, i) => i + 1);

/** A branch on the block of that height, with so many blocks. */
async function submitBranch(chain: TestChain, height: number, count: number): Promise<readonly BuiltBlock[]> {
  const blocks = buildChain(at(chain, height), count, { tag: 1 });
  for (const block of blocks) {
    expect(await chain.chainstate.feedBlock(block)).toMatchObject({ ok: true });
  }
  await chain.chainstate.settled();
  return blocks;
}

describe('prune', () => {
  it('deletes blocks and undo data up to the height, and keeps the genesis block, headers and coins', async () => {
    const chain = await openLong();
    const { chainstate, path } = chain;
    const before = storedCoins(path);
    expect(await chainstate.prune({ height: 7, isStopping })).toBe(7);
    expect(missing(chain)).toEqual({ blocks: upTo(7), undos: upTo(7) });
    expect(chainstate.prunedHeight()).toBe(7);
    expect(chainstate.readBlock(chainstate.genesis())).toBeDefined();
    expect(at(chain, 3)).toMatchObject({ txCount: 1, chainTxCount: 4 });
    expect(storedCoins(path)).toEqual(before);
    expect(chain.events.at(-1)).toBe(`tipChanged ${LENGTH}`);
  });

  it('goes on from where it was, and never back', async () => {
    const chain = await openLong();
    for (const [height, pruned] of [
      [0, 0],
      [3, 3],
      [3, 3],
      [2, 3],
      [5, 5],
    ] as const) {
      expect(await chain.chainstate.prune({ height, isStopping })).toBe(pruned);
      expect(missing(chain).blocks).toEqual(upTo(pruned));
    }
  });

  it(`keeps ${MIN_BLOCKS_TO_KEEP} blocks below the tip`, async () => {
    const chain = await openLong();
    expect(await chain.chainstate.prune({ height: 10_000, isStopping })).toBe(PRUNABLE);
    expect(missing(chain).blocks).toEqual(upTo(PRUNABLE));
    await grow(chain, 1);
    expect(await chain.chainstate.prune({ height: 10_000, isStopping })).toBe(PRUNABLE + 1);
  });

  it('prunes nothing of a chain that has no more', async () => {
    const chain = await openLong({}, MIN_BLOCKS_TO_KEEP);
    expect(await chain.chainstate.prune({ height: 10_000, isStopping })).toBe(0);
    expect(missing(chain).blocks).toEqual([]);
  });

  it('is known after a restart, and the chain goes on', async () => {
    const chain = await openLong();
    await chain.chainstate.prune({ height: 7, isStopping });
    const again = await chain.restart();
    expect(again.chainstate.prunedHeight()).toBe(7);
    expect(missing(again)).toEqual({ blocks: upTo(7), undos: upTo(7) });
    await grow(again, 1);
    expect(again.chainstate.tip().height).toBe(LENGTH + 1);
  });

  it('prunes from the oldest on until no more than so many bytes are left', async () => {
    const chain = await openLong();
    const { chainstate, store } = chain;
    const all = store.blockBytes();
    const [{ bytes } = { bytes: 0 }] = store.blockBytesByHeight({ first: 1, last: 1 });
    const prune = (downToBytes: number) => chainstate.prune({ height: LENGTH, downToBytes, isStopping });
    expect(await prune(all)).toBe(0);
    expect(await prune(all - 1)).toBe(1);
    expect(await prune(all - bytes)).toBe(1);
    expect(await prune(all - 3 * bytes)).toBe(3);
    expect(store.blockBytes()).toBe(all - 3 * bytes);
    expect(await prune(0)).toBe(PRUNABLE);
    // What was counted along is what a new count finds.
    const left = store.blockBytes();
    expect((await chain.restart()).store.blockBytes()).toBe(left);
  });

  it('leaves a block that was given again until what was the tip then is pruned', async () => {
    const chain = await openLong();
    const { chainstate } = chain;
    const block = expectDefined(chainstate.readBlock(at(chain, 2)), 'a block');
    await chainstate.prune({ height: 7, isStopping });
    const unasked = { workVouched: true, requested: false };
    expect(await chainstate.submitBlock(block, unasked)).toMatchObject({ value: { isNew: false } });
    expect(chainstate.readBlock(at(chain, 2))).toBeUndefined();
    const taken = { ok: true, value: { isNew: true, wasPruned: true } };
    expect(await chainstate.submitBlock(block)).toMatchObject(taken);
    expect(await chainstate.submitBlock(block)).toMatchObject({ value: { isNew: false } });
    expect(chainstate.tip().height).toBe(LENGTH);

    const again = await chain.restart();
    const rest = upTo(7).filter((height) => height !== 2);
    expect(missing(again)).toEqual({ blocks: rest, undos: upTo(7) });
    expect(again.chainstate.prunedHeight()).toBe(7);
    await grow(again, MIN_BLOCKS_TO_KEEP);
    await again.chainstate.prune({ height: LENGTH - 1, isStopping });
    expect(missing(again).blocks).toEqual(upTo(LENGTH - 1).filter((height) => height !== 2));
    const before = again.store.blockBytes();
    await again.chainstate.prune({ height: LENGTH, isStopping });
    expect(missing(again).blocks).toEqual(upTo(LENGTH));
    // What was counted along is what a new count finds.
    const left = again.store.blockBytes();
    expect(left).toBeLessThan(before);
    expect((await again.restart()).store.blockBytes()).toBe(left);
  });

  it('refuses a block that was given again where it is not the same', async () => {
    const chain = await openLong();
    const { header, transactions } = expectDefined(chain.chainstate.readBlock(at(chain, 2)), 'a block');
    await chain.chainstate.prune({ height: 7, isStopping });
    const mutated = makeBlock(header, [...transactions, ...transactions]);
    expect(await chain.chainstate.submitBlock(mutated)).toMatchObject({ ok: false });
    expect(missing(chain).blocks).toEqual(upTo(7));
  });

  it('ends where the node stops', async () => {
    const chain = await openLong();
    // One job takes all of these; a second is not asked for.
    expect(await chain.chainstate.prune({ height: 5, isStopping: () => true })).toBe(5);
  });

  it('takes branches along', async () => {
    const chain = await openLong({}, MIN_BLOCKS_TO_KEEP + 3);
    const branch = await submitBranch(chain, 1, 4);
    await chain.chainstate.prune({ height: 3, isStopping });
    const { chainstate, store } = chain;
    const kept = branch.filter(({ hash }) =>
      chainstate.readBlock(expectDefined(chainstate.find(hash), 'known')),
    );
    expect(kept.map(({ height }) => height)).toEqual([4, 5]);
    expect(branch.filter(({ hash }) => store.readBlock(hash)).map(({ height }) => height)).toEqual([4, 5]);
  });
});

describe('a pruned chain', () => {
  it('goes back as far as it is kept, and is refused to go farther', async () => {
    const chain = await openLong();
    const { chainstate } = chain;
    await chainstate.prune({ height: 7, isStopping });
    const before = storedCoins(chain.path);
    expect(await chainstate.invalidateBlock(at(chain, 7))).toEqual(
      reject('block-pruned', 'blocks up to height 7 are pruned'),
    );
    expect(at(chain, 7).failure).toBe('none');
    expect(await chainstate.invalidateBlock(at(chain, 8))).toEqual(accept(undefined));
    expect(chainstate.tip().height).toBe(7);
    await chainstate.reconsiderBlock(expectDefined(chainstate.leaves()[0], 'a leaf'));
    await chainstate.reconsiderBlock(chainstate.bestHeader());
    for (const leaf of chainstate.leaves()) await chainstate.reconsiderBlock(leaf);
    expect(chainstate.tip().height).toBe(LENGTH);
    expect(storedCoins(chain.path)).toEqual(before);
  });

  it('keeps a block that comes below until what was the tip then is pruned', async () => {
    const chain = await openLong();
    const { chainstate, store } = chain;
    const late = buildBlock(at(chain, 1), { tag: 5 });
    await chainstate.prune({ height: 7, isStopping });
    expect(await chainstate.submitBlock(late)).toMatchObject(accept({ isNew: true }));
    expect(chainstate.readBlock(expectDefined(chainstate.find(late.hash), 'known'))).toBeDefined();
    expect(await chainstate.submitBlock(late)).toMatchObject(accept({ isNew: false }));
    await grow(chain, MIN_BLOCKS_TO_KEEP);
    await chainstate.prune({ height: LENGTH, isStopping });
    expect(store.readBlock(late.hash)).toBeUndefined();
    expect(await chain.restart().then((again) => again.chainstate.find(late.hash)?.txCount)).toBe(1);
  });

  it('stays where it is when a better one leaves it below, says so, and does so after a restart', async () => {
    const lines: string[] = [];
    const log: Log = { info() {}, warn() {}, error: (line) => void lines.push(line), debug() {} };
    const chain = await openLong({ log });
    const tip = chain.chainstate.tip();
    await chain.chainstate.prune({ height: 7, isStopping });
    const branch = await submitBranch(chain, 6, LENGTH - 6);
    expect(chain.chainstate.outOfReach()).toBeUndefined();
    expect(lines).toEqual([]);
    const better = buildBlock(expectDefined(branch.at(-1), 'a branch'), { tag: 1 });
    expect(await chain.chainstate.submitBlock(better)).toMatchObject(accept({ isNew: true }));
    const text =
      `A chain with more work, up to block ${displayHash(better.hash)} at height ${LENGTH + 1}, leaves ours below ` +
      'height 7, up to which blocks are pruned';
    for (const { chainstate } of [chain, await chain.restart()]) {
      expect(chainstate.tip().hash).toEqual(tip.hash);
      expect(chainstate.outOfReach()?.hash).toEqual(better.hash);
    }
    expect(lines).toEqual([expect.stringContaining(text), expect.stringContaining(text)]);
  });

  it('goes over to one that leaves it above', async () => {
    const chain = await openLong();
    await chain.chainstate.prune({ height: 7, isStopping });
    const branch = await submitBranch(chain, 7, LENGTH - 6);
    expect(chain.chainstate.tip().hash).toEqual(branch.at(-1)?.hash);
    expect(chain.chainstate.outOfReach()).toBeUndefined();
  });

  it('is verified as far as it is kept', async () => {
    const chain = await openLong();
    await chain.chainstate.prune({ height: 7, isStopping });
    const verify = (blocks: number) => chain.chainstate.verify({ level: 4, blocks, isStopping });
    expect(await verify(LENGTH - 7)).toMatchObject(accept({ blocks: LENGTH - 7 }));
    expect(await verify(0)).toEqual(reject('skipped-missing-blocks', 'no data of height 7 and below'));
  });
});

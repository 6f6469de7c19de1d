import { describe, expect, it } from 'vitest';
import { antiDosWork, isWorthKeeping, MAX_UNREQUESTED_LEAD } from '../../../src/chain/work-threshold.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { openTestChain } from '../../helpers/test-chain.ts';

const UNASKED = { workVouched: false, requested: false };

/** A chain state on `count` blocks, each of which proves two hashes. */
async function chainOf(count: number, minimumChainWork = 0n) {
  const params = { ...REGTEST.consensus, minimumChainWork };
  const chain = await openTestChain({ params });
  const blocks = buildChain(GENESIS, count, { params });
  for (const block of blocks) expect(await chain.chainstate.submitBlock(block)).toMatchObject({ ok: true });
  return { ...chain, blocks };
}

describe('antiDosWork', () => {
  it('is the work of the tip less that of 144 blocks like it, and never below the minimum', async () => {
    const { chainstate } = await chainOf(150);
    const tip = chainstate.tip();
    expect(tip.chainwork).toBe(302n);
    expect(antiDosWork(tip, 0n)).toBe(14n);
    expect(antiDosWork(tip, 14n)).toBe(14n);
    expect(antiDosWork(tip, 15n)).toBe(15n);
    expect(antiDosWork(chainstate.genesis(), 0n)).toBe(0n);
  });
});

describe('isWorthKeeping', () => {
  it('holds from the work of the tip on, up to 288 blocks above it', async () => {
    const { chainstate } = await chainOf(3);
    const tip = chainstate.tip();
    const at = (height: number, chainwork: bigint) => ({ ...tip, height, chainwork });
    expect(isWorthKeeping(at(3, tip.chainwork - 1n), tip, 0n)).toBe(false);
    expect(isWorthKeeping(at(3, tip.chainwork), tip, 0n)).toBe(true);
    expect(isWorthKeeping(at(3 + MAX_UNREQUESTED_LEAD, 1000n), tip, 0n)).toBe(true);
    expect(isWorthKeeping(at(4 + MAX_UNREQUESTED_LEAD, 1000n), tip, 0n)).toBe(false);
    expect(isWorthKeeping(at(4, 1000n), tip, 1000n)).toBe(true);
    expect(isWorthKeeping(at(4, 1000n), tip, 1001n)).toBe(false);
  });
});

describe('submitBlock of a block that nobody asked for', () => {
  it('too-little-chainwork below the threshold, and accepted from it on', async () => {
    const { chainstate, blocks } = await chainOf(150);
    // With its own block a chain that forks off block 5 has the work of 7 blocks: 14 hashes.
    const fork = (height: number) =>
      buildChain(expectDefined(blocks[height - 1], 'a block'), 1, { tag: 1 })[0];
    const [low, enough] = [expectDefined(fork(4), 'a block'), expectDefined(fork(5), 'a block')];
    expect(await chainstate.submitBlock(low, UNASKED)).toMatchObject({ code: 'too-little-chainwork' });
    expect(chainstate.find(low.hash)).toBeUndefined();
    expect(await chainstate.submitHeader(low.header, UNASKED)).toMatchObject({
      code: 'too-little-chainwork',
    });
    expect(await chainstate.submitBlock(enough, UNASKED)).toMatchObject({
      ok: true,
      value: { isNew: false },
    });
    expect(chainstate.find(enough.hash)).toMatchObject({ txCount: 0 });
    expect(await chainstate.submitBlock(low)).toMatchObject({ ok: true, value: { isNew: true } });
  });

  it('keeps one that may become the tip, and only the header of one with less work', async () => {
    const { chainstate, blocks } = await chainOf(3);
    const [, below, tip] = blocks;
    if (!below || !tip) throw new Error('three blocks');
    const [rival] = buildChain(below, 1, { tag: 1 });
    const [less] = buildChain(expectDefined(blocks[0], 'a block'), 1, { tag: 1 });
    const [next] = buildChain(tip, 1);
    if (!rival || !less || !next) throw new Error('three blocks');
    expect(await chainstate.submitBlock(less, UNASKED)).toMatchObject({ ok: true, value: { isNew: false } });
    expect(await chainstate.submitBlock(rival, UNASKED)).toMatchObject({ ok: true, value: { isNew: true } });
    expect(await chainstate.submitBlock(next, UNASKED)).toMatchObject({ ok: true, value: { isNew: true } });
    expect(chainstate.tip().hash).toEqual(next.hash);
  });

  it('keeps what was asked for', async () => {
    const { chainstate, blocks } = await chainOf(3);
    const [less] = buildChain(expectDefined(blocks[0], 'a block'), 1, { tag: 1 });
    if (!less) throw new Error('a block');
    const asked = { workVouched: true, requested: true };
    expect(await chainstate.submitBlock(less, asked)).toMatchObject({ ok: true, value: { isNew: true } });
  });
});

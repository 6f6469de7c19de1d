import { describe, expect, it } from 'vitest';
import { getBlockProof } from '../../../src/consensus/chainwork.ts';
import { createFoundTally } from '../../../src/mining/found-tally.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';

const block = (bits: number) => {
  const built = buildBlock(GENESIS);
  return { ...built, header: { ...built.header, bits } };
};

describe('createFoundTally', () => {
  it('counts blocks by what became of them', () => {
    const tally = createFoundTally();
    tally.note({ kind: 'accepted', block: block(0x207fffff) });
    tally.note({ kind: 'stale', block: block(0x207fffff) });
    tally.note({ kind: 'stale', block: block(0x207fffff) });
    tally.note({
      kind: 'rejected',
      block: block(0x207fffff),
      rejected: { ok: false, code: 'time-too-new' },
    });
    expect(tally.blocks()).toEqual({ accepted: 1, stale: 2, rejected: 1 });
  });
  it('has no luck before the first hash, and none without a find', () => {
    expect(createFoundTally().luck(0)).toBeUndefined();
    expect(createFoundTally().luck(1000)).toBe(0);
  });
  it('is lucky by how many hashes its finds take on average, each at its own difficulty', () => {
    const tally = createFoundTally();
    tally.note({ kind: 'accepted', block: block(0x1f00ffff) });
    tally.note({ kind: 'stale', block: block(0x1e00ffff) });
    const expected = Number(getBlockProof(0x1f00ffff) + getBlockProof(0x1e00ffff));
    expect(tally.luck(expected)).toBe(1);
    expect(tally.luck(2 * expected)).toBe(0.5);
  });
});

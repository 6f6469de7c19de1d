import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getBlockProof, getBlockProofEquivalentTime } from '../../../src/consensus/chainwork.ts';
import { decodeCompact } from '../../../src/consensus/compact-target.ts';

describe('getBlockProof', () => {
  // The first is the chainwork that Core shows for Bitcoin's genesis block, the second that of regtest's.
  it.each([
    ['main', 0x1d00ffff, 0x100010001n],
    ['regtest', 0x207fffff, 2n],
    ['cpunet', 0x1e0fffff, 2n ** 20n + 1n],
    ['a target of 1', 0x01010000, 2n ** 255n],
  ])('counts the hashes of %s', (_name, bits, work) => {
    expect(getBlockProof(bits)).toBe(work);
  });

  it.each([
    ['zero', 0],
    ['negative', 0x1d80ffff],
    ['overflowing', 0xff7fffff],
  ])('is 0 for bits that are %s', (_name, bits) => {
    expect(getBlockProof(bits)).toBe(0n);
  });

  it('is Core’s ~target / (target + 1) + 1 for any bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (bits) => {
        const { target, negative, overflow } = decodeCompact(bits);
        fc.pre(!negative && !overflow && target > 0n);
        expect(getBlockProof(bits)).toBe((2n ** 256n - 1n - target) / (target + 1n) + 1n);
      }),
    );
  });
});

describe('getBlockProofEquivalentTime', () => {
  const REGTEST_BITS = 0x207fffff;

  it('is the spacing for each block of the same work', () => {
    const time = (work: bigint) => getBlockProofEquivalentTime(work, REGTEST_BITS, { targetSpacing: 600 });
    expect([time(0n), time(2n), time(3n), time(2n * 2016n)]).toEqual([0n, 600n, 900n, 1_209_600n]);
  });

  it('is rounded down', () => {
    expect(getBlockProofEquivalentTime(1n, REGTEST_BITS, { targetSpacing: 15 })).toBe(7n);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBetterPart } from '../../../../src/mempool/cluster/closure.ts';
import { compareFeeRates } from '../../../../src/policy/fee-rate.ts';
import {
  ancestorsOf,
  closedParts,
  families,
  graphOf,
  type ModelTransaction,
  sumOf,
} from '../../../helpers/cluster-model.ts';

/** What a part pays beyond the rate of the whole, times the size of the whole. */
function gain(txs: readonly ModelTransaction[], part: readonly number[]): bigint {
  const [whole, own] = [sumOf(txs, [...txs.keys()]), sumOf(txs, part)];
  return BigInt(own.fee) * BigInt(whole.size) - BigInt(whole.fee) * BigInt(own.size);
}

describe('findBetterPart', () => {
  it.each([
    ['small', families({ max: 9 }, fc.integer({ min: -1, max: 5 }), fc.integer({ min: 1, max: 3 }))],
    [
      'too large for numbers',
      families({ max: 9 }, fc.integer({ min: -1e14, max: 3e14 }), fc.integer({ min: 200, max: 400_000 })),
    ],
  ])('gains as much as any part that needs no other, with amounts that are %s', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (txs) => {
        const all = [...txs.keys()];
        const { members, flows } = findBetterPart(graphOf(txs), all);
        const gains = [...closedParts(txs, all)].map((part) => gain(txs, part));
        const own = gain(txs, members);
        expect(gains.every((one) => one <= own)).toBe(true);
        for (const member of members)
          expect(members).toEqual(expect.arrayContaining([...ancestorsOf(txs, member)]));
        expect(members.length === 0).toBe(own === 0n);
        // Only downwards, from what is above the rate to what is below it.
        const whole = sumOf(txs, all);
        for (const { from, to } of flows) {
          expect(ancestorsOf(txs, from).has(to)).toBe(true);
          expect(compareFeeRates(sumOf(txs, [from]), whole)).toBeGreaterThan(0);
          expect(compareFeeRates(sumOf(txs, [to]), whole)).toBeLessThan(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes what is no member as given', () => {
    // Without its parent, which is bought already, the child is better than the other.
    const txs = [
      { fee: 0, size: 100, parents: [] },
      { fee: 10, size: 1, parents: [0] },
      { fee: 5, size: 1, parents: [] },
    ];
    expect(findBetterPart(graphOf(txs), [1, 2]).members).toEqual([1]);
    expect(findBetterPart(graphOf(txs), [0, 1, 2]).members).toEqual([2]);
  });
});

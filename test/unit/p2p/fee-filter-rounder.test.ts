import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFeeFilterRounder } from '../../../src/p2p/fee-filter-rounder.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { seededRandom } from '../../helpers/p2p/test-peer.ts';

describe('createFeeFilterRounder', () => {
  const random = seededRandom(1);

  it('never rounds by more than a step of a tenth', () => {
    const round = createFeeFilterRounder(100, random);
    fc.assert(
      fc.property(fc.integer({ min: 56, max: 9_000_000 }), (rate) => {
        const rounded = round(rate);
        expect(rounded).toBeGreaterThanOrEqual(Math.floor(rate / 1.1) - 1);
        expect(rounded).toBeLessThanOrEqual(Math.ceil(rate * 1.1));
      }),
    );
  });

  it('rounds up and down, and one rate to two others at most', () => {
    const round = createFeeFilterRounder(100, random);
    const seen = new Set(Array.from({ length: 200 }, () => round(1000)));
    expect(seen.size).toBe(2);
    const [low, high] = [...seen].sort((a, b) => a - b);
    expect(low).toBeLessThan(1000);
    expect(high).toBeGreaterThan(1000);
  });

  it('leaves 0, and takes what is above all steps for the last', () => {
    const round = createFeeFilterRounder(100, random);
    expect([round(0), round(MAX_MONEY)]).toEqual([0, 9_936_506]);
  });
});

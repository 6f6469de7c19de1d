import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MEDIAN_TIME_SPAN, medianTimePast } from '../../../src/consensus/median-time.ts';
import { InvariantError } from '../../../src/util/invariant.ts';

describe('medianTimePast', () => {
  it.each([
    ['the only time', [7], 7],
    ['the later of two', [7, 9], 9],
    ['the middle one of three', [9, 7, 8], 8],
    ['the third of four', [1, 2, 3, 4], 3],
    ['the sixth of eleven', [11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6], 6],
    ['numbers by value, not by their digits', [9, 10, 100], 10],
  ])('is %s', (_name, times, expected) => {
    expect(medianTimePast(times)).toBe(expected);
  });

  it('has as many times at or below it as the rule says, in any order, and leaves its input alone', () => {
    const times = fc.array(fc.integer({ min: 0, max: 0xffffffff }), {
      minLength: 1,
      maxLength: MEDIAN_TIME_SPAN,
    });
    fc.assert(
      fc.property(times, (some) => {
        const before = [...some];
        const median = medianTimePast(some);
        expect(some).toEqual(before);
        expect(some.filter((time) => time < median).length).toBeLessThanOrEqual(some.length >> 1);
        expect(some.filter((time) => time <= median).length).toBeGreaterThan(some.length >> 1);
      }),
    );
  });

  it('takes eleven times at most, one at least', () => {
    expect(medianTimePast(new Array(11).fill(5))).toBe(5);
    expect(() => medianTimePast(new Array(12).fill(5))).toThrow(InvariantError);
    expect(() => medianTimePast([])).toThrow(InvariantError);
  });
});

import { describe, expect, it } from 'vitest';
import { sum } from '../../../src/util/sum.ts';

describe('sum', () => {
  it.each([
    [[], 0],
    [[21e14], 21e14],
    [[3, -5, 2.5], 0.5],
  ])('of %j is %d', (values, expected) => {
    expect(sum(values)).toBe(expected);
  });
});

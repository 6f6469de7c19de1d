import { describe, expect, it } from 'vitest';
import {
  alternate,
  formatSummary,
  formatTable,
  percentile,
  ratios,
  summarize,
} from '../../../bench/rounds.ts';

describe('alternate', () => {
  it('measures the variants in turns', async () => {
    const order: string[] = [];
    const measure = (name: string) => async () => order.push(name);
    const variants = new Map(['a', 'b'].map((name) => [name, measure(name)]));
    expect(await alternate(variants, 3)).toEqual(
      new Map([
        ['a', [1, 3, 5]],
        ['b', [2, 4, 6]],
      ]),
    );
    expect(order.join('')).toBe('ababab');
  });
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  it.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [0.991, 100],
    [1, 100],
  ])('%f of 1 … 100 are at or below %i', (share, value) => {
    expect(percentile(hundred, share)).toBe(value);
  });
});

describe('summarize', () => {
  it('takes the middle of an odd number of values', () => {
    expect(summarize([3, 1, 10])).toEqual({ median: 3, min: 1, max: 10 });
  });
  it('takes the mean of the middle two of an even number', () => {
    expect(summarize([4, 1, 10, 2])).toEqual({ median: 3, min: 1, max: 10 });
  });
  it('of one value is that value', () => {
    expect(summarize([7])).toEqual({ median: 7, min: 7, max: 7 });
  });
});

describe('ratios', () => {
  it('divides round by round', () => {
    expect(ratios([6, 8], [2, 4])).toEqual([3, 2]);
  });
});

describe('the output', () => {
  it('aligns columns', () => {
    expect(
      formatTable([
        ['name', 'n'],
        ['x', '100'],
      ]),
    ).toBe('name    n\nx     100');
  });
  it('shows median and spread', () => {
    expect(formatSummary({ median: 2, min: 1, max: 3 }, 1)).toBe('2.0 (1.0-3.0)');
  });
});

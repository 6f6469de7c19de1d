import { describe, expect, it } from 'vitest';
import { feeRatePercentiles, truncatedMedian } from '../../../src/chain/block-stats.ts';

describe('truncatedMedian', () => {
  it.each([
    [[], 0],
    [[7], 7],
    [[9, 1], 5],
    [[2, 1], 1],
    [[9, 1, 5], 5],
    [[10, 2, 9, 1], 5],
  ])('of %j is %d', (values, median) => {
    expect(truncatedMedian(values)).toBe(median);
  });
});

describe('feeRatePercentiles', () => {
  const tx = (feeRate: number, weight: number) => ({
    feeRate,
    weight,
    size: 0,
    hasWitness: false,
    inputs: 1,
    totalOut: 0,
    fee: 0,
  });

  it('is 0 of no transactions, and the rate of the only one', () => {
    expect(feeRatePercentiles([])).toEqual([0, 0, 0, 0, 0]);
    expect(feeRatePercentiles([tx(3, 400)])).toEqual([3, 3, 3, 3, 3]);
  });

  it('goes by weight, from the lowest rate on', () => {
    const rates = [tx(5, 10), tx(1, 9), tx(2, 16), tx(3, 25), tx(4, 40)];
    expect(feeRatePercentiles(rates)).toEqual([2, 2, 3, 4, 4]);
    expect(feeRatePercentiles([tx(1, 10), tx(2, 15), tx(3, 25), tx(4, 25), tx(5, 25)])).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });
});

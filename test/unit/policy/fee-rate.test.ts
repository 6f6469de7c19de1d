import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFeeRates, feeAtRate, feeRateOf } from '../../../src/policy/fee-rate.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';

const anyFee = fc.oneof(fc.nat(100_000), fc.integer({ min: 0, max: MAX_MONEY }));
const anySize = fc.integer({ min: 1, max: 4_000_000 });

describe('feeAtRate', () => {
  it('rounds up', () => {
    expect([feeAtRate(100, 0), feeAtRate(100, 1), feeAtRate(100, 10), feeAtRate(100, 11)]).toEqual([
      0, 1, 1, 2,
    ]);
  });

  it('is exact for any rate and size', () => {
    fc.assert(
      fc.property(anyFee, anySize, (rate, vsize) => {
        const exact = (BigInt(rate) * BigInt(vsize) + 999n) / 1000n;
        expect(feeAtRate(rate, vsize)).toBe(Number(exact));
      }),
    );
  });
});

describe('feeRateOf', () => {
  it('rounds down, and is 0 for nothing', () => {
    expect([feeRateOf({ fee: 1, vsize: 3 }), feeRateOf({ fee: 5, vsize: 0 })]).toEqual([333, 0]);
  });

  it('rounds down below 0, too, where the operator made a fee negative', () => {
    expect([-1, -3, -100_000_000_001].map((fee) => feeRateOf({ fee, vsize: 3 }))).toEqual([
      -334, -1000, -33_333_333_333_667,
    ]);
  });

  it('is exact for any fee and size', () => {
    fc.assert(
      fc.property(anyFee, anySize, (fee, vsize) => {
        expect(feeRateOf({ fee, vsize })).toBe(Number((BigInt(fee) * 1000n) / BigInt(vsize)));
      }),
    );
  });
});

describe('compareFeeRates', () => {
  it('tells apart what differs by one satoshi among the largest', () => {
    const a = { fee: MAX_MONEY, size: 4_000_000 };
    const b = { fee: MAX_MONEY - 1, size: 4_000_000 };
    expect(compareFeeRates(a, b)).toBeGreaterThan(0);
    expect(compareFeeRates(b, a)).toBeLessThan(0);
    expect(compareFeeRates({ fee: 1, size: 3 }, { fee: 2, size: 6 })).toBe(0);
  });

  it('is what fractions say', () => {
    fc.assert(
      fc.property(anyFee, anySize, anyFee, anySize, (feeA, sizeA, feeB, sizeB) => {
        const exact = BigInt(feeA) * BigInt(sizeB) - BigInt(feeB) * BigInt(sizeA);
        const sign = exact < 0n ? -1 : Number(exact > 0n);
        expect(Math.sign(compareFeeRates({ fee: feeA, size: sizeA }, { fee: feeB, size: sizeB }))).toBe(sign);
      }),
    );
  });
});

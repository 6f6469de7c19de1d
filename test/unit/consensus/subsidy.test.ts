import { describe, expect, it } from 'vitest';
import { getBlockSubsidy, getTotalSupply } from '../../../src/consensus/subsidy.ts';
import { COIN, MAX_MONEY } from '../../../src/primitives/amount.ts';

const MAIN = { initialSubsidy: 50 * COIN, subsidyHalvingInterval: 210_000 };
const CPUNET = { initialSubsidy: 1.25 * COIN, subsidyHalvingInterval: 8_400_000 };

describe('getBlockSubsidy', () => {
  it('halves at the interval, not a block earlier', () => {
    expect(getBlockSubsidy(0, MAIN)).toBe(50 * COIN);
    expect(getBlockSubsidy(209_999, MAIN)).toBe(50 * COIN);
    expect(getBlockSubsidy(210_000, MAIN)).toBe(25 * COIN);
    expect(getBlockSubsidy(8_399_999, CPUNET)).toBe(125_000_000);
    expect(getBlockSubsidy(8_400_000, CPUNET)).toBe(62_500_000);
  });

  it('rounds down to whole satoshis, to the last one', () => {
    expect(getBlockSubsidy(10 * 210_000, MAIN)).toBe(4_882_812);
    expect(getBlockSubsidy(33 * 210_000 - 1, MAIN)).toBe(1);
    expect(getBlockSubsidy(33 * 210_000, MAIN)).toBe(0);
  });

  it('issues nothing after 64 halvings, however large the first subsidy was', () => {
    const rule = { initialSubsidy: MAX_MONEY, subsidyHalvingInterval: 1 };
    expect(getBlockSubsidy(50, rule)).toBe(1);
    expect(getBlockSubsidy(51, rule)).toBe(0);
    expect(getBlockSubsidy(64, rule)).toBe(0);
    expect(getBlockSubsidy(0x7fffffff, rule)).toBe(0);
  });
});

describe('getTotalSupply', () => {
  // Core's validation_tests (subsidy_limit_test) add up Bitcoin's to this.
  it('adds up every subsidy', () => {
    expect(getTotalSupply(MAIN)).toBe(2_099_999_997_690_000);
    expect(getTotalSupply({ initialSubsidy: 5, subsidyHalvingInterval: 10 })).toBe(80);
  });

  it('is 21 million coins less the rounding on cpunet', () => {
    const total = getTotalSupply(CPUNET);
    expect(total).toBeLessThanOrEqual(MAX_MONEY);
    expect(total).toBeGreaterThan(MAX_MONEY - 2 * COIN);
  });

  it('stays above all money where a network would issue more', () => {
    expect(getTotalSupply({ initialSubsidy: MAX_MONEY, subsidyHalvingInterval: 0x7fffffff })).toBeGreaterThan(
      MAX_MONEY,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { COIN, formatMoney, isMoneyRange, MAX_MONEY } from '../../../src/primitives/amount.ts';

describe('isMoneyRange', () => {
  it('holds from nothing to 21 million coins', () => {
    expect(MAX_MONEY).toBe(21_000_000 * COIN);
    expect(isMoneyRange(0)).toBe(true);
    expect(isMoneyRange(-1)).toBe(false);
    expect(isMoneyRange(2_100_000_000_000_000)).toBe(true);
    expect(isMoneyRange(2_100_000_000_000_001)).toBe(false);
    expect(isMoneyRange(2 ** 53)).toBe(false);
    expect(isMoneyRange(-(2 ** 53))).toBe(false);
  });
});

describe('formatMoney', () => {
  it.each([
    [0, '0.00'],
    [1, '0.00000001'],
    [10, '0.0000001'],
    [123_450_000, '1.2345'],
    [COIN / 2, '0.50'],
    [COIN, '1.00'],
    [MAX_MONEY, '21000000.00'],
    [-COIN - 1, '-1.00000001'],
  ])('%i is %s', (value, text) => {
    expect(formatMoney(value)).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { COIN, isMoneyRange, MAX_MONEY } from '../../../src/primitives/amount.ts';

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

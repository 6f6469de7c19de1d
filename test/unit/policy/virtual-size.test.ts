import { expect, it } from 'vitest';
import { MAX_STANDARD_TX_SIGOPS_COST, sigopAdjustedVirtualSize } from '../../../src/policy/virtual-size.ts';

it('sigopAdjustedVirtualSize is the weight over four, rounded up', () => {
  expect([400, 401, 404, 405].map((weight) => sigopAdjustedVirtualSize(weight, 0, 20))).toEqual([
    100, 101, 101, 102,
  ]);
});

it('sigopAdjustedVirtualSize counts so many weight units for each unit of signature operations where that is more', () => {
  expect(sigopAdjustedVirtualSize(400, 20, 20)).toBe(100);
  expect(sigopAdjustedVirtualSize(400, 21, 20)).toBe(105);
  expect(sigopAdjustedVirtualSize(400, 21, 19)).toBe(100);
  expect(sigopAdjustedVirtualSize(400, 1000, 0)).toBe(100);
});

it('a standard transaction may take a fifth of what a block may', () => {
  expect(MAX_STANDARD_TX_SIGOPS_COST).toBe(16_000);
});

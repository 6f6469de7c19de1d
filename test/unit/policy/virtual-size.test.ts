import { expect, it } from 'vitest';
import { MAX_STANDARD_TX_SIGOPS_COST, sigopAdjustedWeight } from '../../../src/policy/virtual-size.ts';

it('sigopAdjustedWeight counts so many weight units for each unit of signature operations where that is more', () => {
  expect(sigopAdjustedWeight(401, 20, 20)).toBe(401);
  expect(sigopAdjustedWeight(401, 21, 20)).toBe(420);
  expect(sigopAdjustedWeight(401, 21, 19)).toBe(401);
  expect(sigopAdjustedWeight(401, 1000, 0)).toBe(401);
});

it('a standard transaction may take a fifth of what a block may', () => {
  expect(MAX_STANDARD_TX_SIGOPS_COST).toBe(16_000);
});

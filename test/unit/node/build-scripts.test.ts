import { describe, expect, it } from 'vitest';
import { checkingThreads } from '../../../src/node/build-scripts.ts';

describe('checkingThreads', () => {
  it.each([
    // par, cores, threads
    [0, 1, 1],
    [0, 2, 2],
    [0, 15, 15],
    [0, 16, 16],
    [0, 17, 16],
    [1, 8, 1],
    [2, 8, 2],
    [16, 2, 16],
    [17, 2, 16],
    [-1, 8, 7],
    [-7, 8, 1],
    [-8, 8, 1],
    [-100, 8, 1],
    [-1, 64, 16],
  ])('of -par=%i on %i cores are %i', (par, cores, threads) => {
    expect(checkingThreads(par, cores)).toBe(threads);
  });
});

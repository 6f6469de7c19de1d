import { describe, expect, it } from 'vitest';
import { threadCounts } from '../../../../src/node/bench/run-bench.ts';

describe('threadCounts', () => {
  it.each([
    [1, [1]],
    [4, [1, 2, 3, 4]],
    [10, [1, 2, 3, 4, 5, 6, 7, 8, 10]],
    [32, [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32]],
  ])('%i threads', (most, counts) => {
    expect(threadCounts(most)).toEqual(counts);
  });
});

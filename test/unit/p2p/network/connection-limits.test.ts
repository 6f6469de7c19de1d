import { describe, expect, it } from 'vitest';
import { connectionLimits } from '../../../../src/p2p/network/connection-limits.ts';

describe('connectionLimits', () => {
  it('gives full relay the first of few, and peers the last', () => {
    expect([0, 3, 9, 10, 11, 12, 125].map((max) => Object.values(connectionLimits(max)))).toEqual([
      [0, 0, 0],
      [3, 0, 0],
      [8, 1, 0],
      [8, 2, 0],
      [8, 2, 0],
      [8, 2, 1],
      [8, 2, 114],
    ]);
  });
});

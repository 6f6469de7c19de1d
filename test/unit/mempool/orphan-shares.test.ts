import { describe, expect, it } from 'vitest';
import { type OrphanCosts, worstPeer } from '../../../src/mempool/orphan-shares.ts';

const SHARE: OrphanCosts = { latencyScore: 10, weight: 1000 };

const worst = (...costs: readonly (readonly [latencyScore: number, weight: number])[]): number =>
  worstPeer(new Map(costs.map(([latencyScore, weight], id) => [id, { latencyScore, weight }])), SHARE);

describe('worstPeer', () => {
  it('is who is furthest above its share of either', () => {
    expect(worst([11, 0], [0, 1099])).toBe(0);
    expect(worst([11, 0], [0, 1101])).toBe(1);
    expect(worst([12, 1000], [5, 1150], [1, 1])).toBe(0);
  });

  it('of two alike who took time, then the later one', () => {
    expect(worst([11, 0], [0, 1100])).toBe(0);
    expect(worst([0, 1100], [11, 0])).toBe(1);
    expect(worst([11, 5], [11, 900])).toBe(1);
    expect(worst([1, 1100], [2, 1100], [3, 1099])).toBe(1);
  });
});

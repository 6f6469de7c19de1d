import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Edge, edgesBetween, halvesOf, ringWithChord } from '../../../../src/cli/net/topology.ts';

/** How many of these nodes hang together with the first of them over the edges. */
function reached([start, ...others]: readonly number[], edges: readonly Edge[]): number {
  const known = new Set([start]);
  for (const _ of others) {
    for (const [from, to] of edges) {
      if (known.has(from)) known.add(to);
      if (known.has(to)) known.add(from);
    }
  }
  return known.size;
}

describe('ringWithChord', () => {
  it('connects all, and goes on doing so where any one connection is lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 20 }), (count) => {
        const edges = ringWithChord(count);
        const all = Array.from({ length: count }, (_, i) => i);
        for (const lost of edges) {
          expect(
            reached(
              all,
              edges.filter((edge) => edge !== lost),
            ),
          ).toBe(count);
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    [1, []],
    [2, [[0, 1]]],
  ])('of %i', (count, edges) => {
    expect(ringWithChord(count)).toEqual(edges);
  });
});

describe('halvesOf', () => {
  it('leaves two parts that each hang together once the connections between them are cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), (count) => {
        const edges = ringWithChord(count);
        const halves = halvesOf(count);
        const between = edgesBetween(edges, halves);
        const left = edges.filter((edge) => !between.includes(edge));
        for (const half of halves) {
          const inside = left.filter(([from]) => half.includes(from));
          expect(reached(half, inside)).toBe(half.length);
          expect(reached(half, left)).toBe(half.length);
        }
        expect(halves[0].length + halves[1].length).toBe(count);
      }),
      { numRuns: 30 },
    );
  });
});

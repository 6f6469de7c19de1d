import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDiagrams, type DiagramComparison } from '../../../src/policy/fee-diagram.ts';
import { compareFeeRates, type FeePerSize } from '../../../src/policy/fee-rate.ts';

const chunk = (fee: number, size: number): FeePerSize => ({ fee, size });

const chunks = fc
  .array(fc.record({ fee: fc.integer({ min: -3, max: 12 }), size: fc.integer({ min: 1, max: 6 }) }), {
    maxLength: 6,
  })
  .map((list) => list.sort((a, b) => compareFeeRates(b, a)));

/** Twice the area unit: what was earned at a size, times the sizes of all chunks, so that it is a whole number. */
function heightAt(diagram: readonly FeePerSize[], size: number): number {
  let [fee, filled] = [0, 0];
  for (const next of diagram) {
    if (filled + next.size >= size) return fee + (next.fee * (size - filled)) / next.size;
    fee += next.fee;
    filled += next.size;
  }
  return fee;
}

/** By looking at every size where either diagram may bend. */
function compareSlowly(one: readonly FeePerSize[], other: readonly FeePerSize[]): DiagramComparison {
  const bends = [one, other].flatMap((diagram) =>
    diagram.map((_, i) => diagram.slice(0, i + 1).reduce((sum, { size }) => sum + size, 0)),
  );
  const differences = bends.map((size) => heightAt(one, size) - heightAt(other, size));
  const [isHigher, isLower] = [differences.some((d) => d > 1e-9), differences.some((d) => d < -1e-9)];
  if (isHigher && isLower) return 'incomparable';
  if (isHigher) return 'better';
  return isLower ? 'worse' : 'equal';
}

describe('compareDiagrams', () => {
  it.each([
    ['equal', [], []],
    ['equal', [chunk(2, 2)], [chunk(1, 1), chunk(1, 1)]],
    ['better', [chunk(1, 1)], []],
    ['worse', [chunk(-1, 1)], []],
    ['equal', [chunk(0, 5)], []],
    ['better', [chunk(3, 2)], [chunk(2, 2)]],
    ['better', [chunk(2, 1)], [chunk(2, 2)]],
    ['incomparable', [chunk(2, 1)], [chunk(3, 2)]],
    ['incomparable', [chunk(5, 1)], [chunk(4, 1), chunk(2, 1)]],
  ] as const)('%s', (expected, one, other) => {
    expect(compareDiagrams(one, other)).toBe(expected);
  });

  it('is what looking at every bend says', () => {
    fc.assert(
      fc.property(chunks, chunks, (one, other) => {
        expect(compareDiagrams(one, other)).toBe(compareSlowly(one, other));
      }),
      { numRuns: 2000 },
    );
  });
});

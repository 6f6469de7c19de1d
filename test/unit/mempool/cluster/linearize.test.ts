import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearize } from '../../../../src/mempool/cluster/linearize.ts';
import { compareDiagrams } from '../../../../src/policy/fee-diagram.ts';
import {
  chunksOf,
  graphOf,
  type ModelTransaction,
  sumOf,
  topologicalOrders,
} from '../../../helpers/cluster-model.ts';

/** Clusters and sets of clusters: the search does not mind if a graph falls apart. */
function families(maxLength: number, fees: fc.Arbitrary<number>, sizes: fc.Arbitrary<number>) {
  const member = fc.record({ fee: fees, size: sizes, parents: fc.array(fc.nat(), { maxLength: 3 }) });
  return fc.array(member, { minLength: 1, maxLength, size: 'max' }).map((members): ModelTransaction[] =>
    members.map(({ fee, size, parents }, number) => ({
      fee,
      size,
      parents: number === 0 ? [] : [...new Set(parents.map((parent) => parent % number))],
    })),
  );
}

/** Few values, so that many things pay the same. */
const COARSE = families(7, fc.integer({ min: -1, max: 4 }), fc.integer({ min: 1, max: 3 }));
const FINE = families(7, fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 200, max: 4_000 }));
const HUGE = families(7, fc.integer({ min: -1e14, max: 3e14 }), fc.integer({ min: 200, max: 400_000 }));

/** The best of all orders, by its chunks; those of the same rate and no need for each other counted apart. */
function bestByBruteForce(txs: readonly ModelTransaction[]) {
  let best: number[][] | undefined;
  for (const order of topologicalOrders(txs)) {
    const chunks = chunksOf(txs, order);
    const outcome = best && compareDiagrams(diagram(txs, chunks), diagram(txs, best));
    const isFiner = outcome === 'equal' && best && chunks.length > best.length;
    if (!best || outcome === 'better' || isFiner) best = chunks;
  }
  return best ?? [];
}

const diagram = (txs: readonly ModelTransaction[], chunks: readonly (readonly number[])[]) =>
  chunks.map((chunk) => sumOf(txs, chunk));
const inOrder = (chunks: readonly (readonly number[])[]) =>
  chunks.map((chunk) => [...chunk].sort((a, b) => a - b).join()).sort();

describe('linearize', () => {
  it.each([
    ['rates that are often the same', COARSE],
    ['usual rates', FINE],
    ['fees that numbers cannot multiply exactly', HUGE],
  ])('finds what looking at every order finds: %s', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (txs) => {
        const chunks = linearize(graphOf(txs)).map(({ members }) => members);
        const best = bestByBruteForce(txs);
        expect(compareDiagrams(diagram(txs, chunks), diagram(txs, best))).toBe('equal');
        expect(inOrder(chunks)).toEqual(inOrder(best));
      }),
      { numRuns: 300 },
    );
  });
});

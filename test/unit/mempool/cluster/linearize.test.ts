import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDependencyGraph } from '../../../../src/mempool/cluster/dependency-graph.ts';
import { linearize } from '../../../../src/mempool/cluster/linearize.ts';
import { compareDiagrams } from '../../../../src/policy/fee-diagram.ts';
import {
  ancestorSetOrder,
  chunksBySubsets,
  chunksOf,
  families,
  graphOf,
  type ModelTransaction,
  sumOf,
  topologicalOrders,
} from '../../../helpers/cluster-model.ts';

/** Few values, so that many things pay the same. */
const COARSE = families({ max: 7 }, fc.integer({ min: -1, max: 4 }), fc.integer({ min: 1, max: 3 }));
const FINE = families({ max: 7 }, fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 200, max: 4_000 }));
const HUGE = families(
  { max: 7 },
  fc.integer({ min: -1e14, max: 3e14 }),
  fc.integer({ min: 200, max: 400_000 }),
);

const anyFee = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.integer({ min: 0, max: 100_000 }));
const anySize = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 200, max: 4_000 }));

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

  it('finds what looking at every part finds, in up to a dozen', () => {
    fc.assert(
      fc.property(families({ min: 8, max: 11 }, anyFee, anySize), (txs) => {
        const chunks = linearize(graphOf(txs)).map(({ members }) => members);
        const best = chunksBySubsets(txs);
        expect(compareDiagrams(diagram(txs, chunks), diagram(txs, best))).toBe('equal');
        expect(inOrder(chunks)).toEqual(inOrder(best));
      }),
      { numRuns: 40 },
    );
  });

  const LARGE = families({ min: 8, max: 64 }, anyFee, anySize);

  it('has every transaction once, behind what it needs, in chunks that pay less and less', () => {
    fc.assert(
      fc.property(LARGE, (txs) => {
        const chunks = linearize(graphOf(txs));
        const order = chunks.flatMap(({ members }) => members);
        expect([...order].sort((a, b) => a - b)).toEqual(txs.map((_, number) => number));
        for (const [place, number] of order.entries()) {
          for (const parent of txs[number]?.parents ?? []) expect(order.indexOf(parent)).toBeLessThan(place);
        }
        expect(chunks.map(({ fee, size }) => ({ fee, size }))).toEqual(
          chunks.map(({ members }) => sumOf(txs, members)),
        );
        // Cut anew at the same places: a chunk pays no more than the one before.
        expect(inOrder(chunksOf(txs, order)).length).toBeLessThanOrEqual(chunks.length);
        expect(compareDiagrams(chunks, diagram(txs, chunksOf(txs, order)))).toBe('equal');
      }),
      { numRuns: 60 },
    );
  });

  it('is never worse than by ancestors, nor than in the order in which they came', () => {
    fc.assert(
      fc.property(LARGE, (txs) => {
        const chunks = linearize(graphOf(txs));
        for (const order of [ancestorSetOrder(txs), txs.map((_, number) => number)]) {
          const other = diagram(txs, chunksOf(txs, order));
          expect(['better', 'equal']).toContain(compareDiagrams(chunks, other));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same in whatever order the transactions are given', () => {
    const shuffled = LARGE.chain((txs) => {
      const numbers = txs.map((_, number) => number);
      const all = { minLength: numbers.length, maxLength: numbers.length };
      return fc.tuple(fc.constant(txs), fc.shuffledSubarray(numbers, all));
    });
    fc.assert(
      fc.property(shuffled, ([txs, members]) => {
        const at = (number: number) => txs[number] as ModelTransaction;
        const { numbered, graph } = createDependencyGraph(members, {
          fee: (number) => at(number).fee,
          size: (number) => at(number).size,
          parents: (number) => at(number).parents,
          compareIds: (a, b) => a - b,
        });
        const names = linearize(graph).map((chunk) => chunk.members.map((number) => numbered[number]));
        expect(names).toEqual(linearize(graphOf(txs)).map((chunk) => chunk.members));
      }),
      { numRuns: 60 },
    );
  });
});

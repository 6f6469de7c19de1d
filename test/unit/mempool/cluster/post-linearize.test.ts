import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postLinearize } from '../../../../src/mempool/cluster/post-linearize.ts';
import { compareDiagrams } from '../../../../src/policy/fee-diagram.ts';
import { chunksOf, families, graphOf, type ModelTransaction, sumOf } from '../../../helpers/cluster-model.ts';

const tx = (fee: number, ...parents: readonly number[]): ModelTransaction => ({ fee, size: 10, parents });
const diagram = (txs: readonly ModelTransaction[], order: readonly number[]) =>
  chunksOf(txs, order).map((chunk) => sumOf(txs, chunk));

/** Families with some order of them in which parents come first: whoever is ready may be next. */
const ordered = families({ max: 40 }, fc.integer({ min: -2, max: 30 }), fc.integer({ min: 1, max: 4 })).chain(
  (txs) =>
    fc.tuple(
      fc.constant(txs),
      fc.infiniteStream(fc.nat()).map((picks) => anyOrder(txs, picks)),
    ),
);

function anyOrder(txs: readonly ModelTransaction[], picks: Iterator<number>): readonly number[] {
  const order: number[] = [];
  while (order.length < txs.length) {
    const ready = [...txs.keys()].filter(
      (number) => !order.includes(number) && txs[number]?.parents.every((parent) => order.includes(parent)),
    );
    order.push(ready[(picks.next().value ?? 0) % ready.length] as number);
  }
  return order;
}

describe('postLinearize', () => {
  it.each<[string, readonly ModelTransaction[], readonly number[], readonly number[]]>([
    ['brings what pays more to the front', [tx(1), tx(9)], [0, 1], [1, 0]],
    ['leaves a child behind its parent', [tx(1), tx(9, 0)], [0, 1], [0, 1]],
    ['takes the parent along', [tx(3), tx(1), tx(9, 1)], [0, 1, 2], [1, 2, 0]],
    ['leaves a best order as it is', [tx(9), tx(5), tx(4, 0)], [0, 1, 2], [0, 1, 2]],
  ])('%s', (_, txs, order, better) => {
    expect(postLinearize(graphOf(txs), order)).toEqual(better);
  });

  it('makes no order worse, and loses nobody', () => {
    fc.assert(
      fc.property(ordered, ([txs, order]) => {
        const after = postLinearize(graphOf(txs), order);
        expect([...after].sort((a, b) => a - b)).toEqual([...txs.keys()]);
        for (const [place, number] of after.entries()) {
          for (const parent of txs[number]?.parents ?? []) expect(after.indexOf(parent)).toBeLessThan(place);
        }
        const outcome = compareDiagrams(diagram(txs, after), diagram(txs, order));
        expect(['better', 'equal']).toContain(outcome);
      }),
      { numRuns: 200 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drain } from '../../../src/mempool/cluster/chunk-feed.ts';
import { inMiningOrder } from '../../../src/mempool/mining-order.ts';
import { graphOfEntries } from '../../helpers/cluster-entries.ts';

describe('inMiningOrder', () => {
  it('is the order of the feed, whichever entries it is asked of', () => {
    const transaction = fc.record({
      fee: fc.nat({ max: 5000 }),
      size: fc.integer({ min: 240, max: 4000 }),
      parents: fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(transaction, { minLength: 1, maxLength: 30 }),
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        (txs, isAsked) => {
          const family = txs.map((tx, number) => ({
            ...tx,
            parents: tx.parents.filter((parent) => parent < number),
          }));
          const { graph, entries } = graphOfEntries(family);
          const asked = entries.filter((_, number) => isAsked[number]);
          const inOrder = [...drain(graph.feed())].flatMap((chunk) => chunk.entries);
          expect(inMiningOrder(asked, graph)).toEqual(inOrder.filter((entry) => asked.includes(entry)));
        },
      ),
    );
  });
});

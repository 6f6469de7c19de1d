import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findChunks } from '../../../../src/mempool/cluster/chunks.ts';
import { chunksBySubsets, families, graphOf, type ModelTransaction } from '../../../helpers/cluster-model.ts';

const byNumber = (chunks: readonly (readonly number[])[]): string[] =>
  chunks.map((chunk) => [...chunk].sort((a, b) => a - b).join()).sort();
const cut = (txs: readonly ModelTransaction[]): string[] => byNumber(findChunks(graphOf(txs)));
const tx = (fee: number, ...parents: readonly number[]): ModelTransaction => ({ fee, size: 10, parents });

describe('findChunks', () => {
  it.each<[string, readonly ModelTransaction[], readonly string[]]>([
    ['a parent that pays for itself', [tx(9), tx(5, 0)], ['0', '1']],
    ['a child that pays for its parent', [tx(1), tx(5, 0)], ['0,1']],
    ['two that pay the same', [tx(5), tx(5, 0)], ['0', '1']],
    ['a child that pays for two parents', [tx(1), tx(2), tx(30, 0, 1)], ['0,1,2']],
    ['a child that pays for one of two parents', [tx(20), tx(2), tx(12, 0, 1)], ['0', '1,2']],
    ['two children that pay for their parent only together', [tx(0), tx(4, 0), tx(4, 0)], ['0,1,2']],
    ['nothing paid at all', [tx(0), tx(0, 0), tx(0)], ['0', '1', '2']],
    ['less than nothing', [tx(-5), tx(2, 0), tx(-1)], ['0,1', '2']],
  ])('cuts %s', (_, txs, chunks) => {
    expect(cut(txs)).toEqual(chunks);
  });

  it('cuts as looking at every part does, the smallest pieces of what pays the same', () => {
    const coarse = families({ max: 9 }, fc.integer({ min: -1, max: 3 }), fc.integer({ min: 1, max: 2 }));
    fc.assert(
      fc.property(coarse, (txs) => {
        expect(cut(txs)).toEqual(byNumber(chunksBySubsets(txs)));
      }),
      { numRuns: 200 },
    );
  });

  it('has each of 64 once', () => {
    const large = families({ min: 64, max: 64 }, fc.nat(100_000), fc.integer({ min: 200, max: 4_000 }));
    fc.assert(
      fc.property(large, (txs) => {
        const all = findChunks(graphOf(txs)).flat();
        expect([...all].sort((a, b) => a - b)).toEqual(txs.map((_, number) => number));
      }),
      { numRuns: 20 },
    );
  });
});

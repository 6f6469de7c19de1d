import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBit } from '../../../../src/mempool/cluster/bit-rows.ts';
import { createDependencyGraph } from '../../../../src/mempool/cluster/dependency-graph.ts';
import { InvariantError } from '../../../../src/util/invariant.ts';
import { ancestorsOf, families, type ModelTransaction } from '../../../helpers/cluster-model.ts';

const readerOf = (txs: readonly ModelTransaction[]) => ({
  fee: (number: number) => txs[number]?.fee ?? 0,
  size: (number: number) => txs[number]?.size ?? 1,
  parents: (number: number) => txs[number]?.parents ?? [],
  compareIds: (a: number, b: number) => a - b,
});

const chain = (count: number): ModelTransaction[] =>
  Array.from({ length: count }, (_, i) => ({ fee: i, size: 1, parents: i === 0 ? [] : [i - 1] }));

describe('createDependencyGraph', () => {
  it('numbers parents before children, and knows of each all that it needs and all that needs it', () => {
    const any = families({ min: 1, max: 30 }, fc.nat(100), fc.integer({ min: 1, max: 100 })).chain((txs) => {
      const numbers = [...txs.keys()];
      return fc.tuple(
        fc.constant(txs),
        fc.shuffledSubarray(numbers, { minLength: txs.length, maxLength: txs.length }),
      );
    });
    fc.assert(
      fc.property(any, ([txs, members]) => {
        const { numbered, graph } = createDependencyGraph(members, readerOf(txs));
        expect([...numbered].sort((a, b) => a - b)).toEqual([...txs.keys()]);
        for (const [number, member] of numbered.entries()) {
          const tx = txs[member] as ModelTransaction;
          expect([graph.fees[number], graph.sizes[number]]).toEqual([tx.fee, tx.size]);
          expect(graph.parents[number]?.map((parent) => numbered[parent])).toEqual(tx.parents);
          for (const parent of graph.parents[number] ?? []) expect(parent).toBeLessThan(number);
          for (const [other, name] of numbered.entries()) {
            expect(hasBit(graph.ancestors, number, other)).toBe(ancestorsOf(txs, member).has(name));
            expect(hasBit(graph.descendants, number, other)).toBe(ancestorsOf(txs, name).has(member));
          }
        }
      }),
    );
  });

  it('keeps the order where nothing needs another', () => {
    const txs = chain(4).map((tx) => ({ ...tx, parents: [] }));
    expect(createDependencyGraph([2, 0, 3, 1], readerOf(txs)).numbered).toEqual([2, 0, 3, 1]);
  });

  it('passes over parents that are no members', () => {
    const { graph } = createDependencyGraph([1, 3], readerOf(chain(4)));
    expect(graph.parents).toEqual([[], []]);
    expect(hasBit(graph.ancestors, 1, 0)).toBe(false);
  });

  it('has room for 64, and for no more', () => {
    const txs = chain(65);
    const members = [...txs.keys()];
    expect(createDependencyGraph(members.slice(0, 64), readerOf(txs)).graph.count).toBe(64);
    expect(() => createDependencyGraph(members, readerOf(txs))).toThrow(InvariantError);
  });
});

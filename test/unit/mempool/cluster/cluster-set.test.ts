import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drain } from '../../../../src/mempool/cluster/chunk-feed.ts';
import { chunkCluster, compareChunks, connectedParts } from '../../../../src/mempool/cluster/clusters.ts';
import type { MempoolEntry } from '../../../../src/mempool/entry.ts';
import { createTransactionGraph, type TransactionGraph } from '../../../../src/mempool/graph.ts';
import { entryFacts } from '../../../helpers/cluster-entries.ts';

/** By way of the graph, which is all that uses a cluster set. */

const anyChange = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      fee: fc.integer({ min: -2, max: 9 }),
      size: fc.integer({ min: 1, max: 3 }),
      parents: fc.array(fc.nat(), { maxLength: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), pick: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reprice' as const),
      pick: fc.nat(),
      fee: fc.integer({ min: -2, max: 9 }),
    }),
  },
  /** The orders are brought up to date when somebody asks. */
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
);

const relativesOf = ({ parents, children }: MempoolEntry): MempoolEntry[] => [...parents, ...children];

/** Everything as it is when it is found anew. */
function expectRight(graph: TransactionGraph): void {
  const entries = new Set(graph.entries());
  const parts = connectedParts(entries, relativesOf);
  for (const part of parts) {
    const [cluster, ...others] = [...part].map(graph.clusterOf);
    expect(others.every((other) => other === cluster)).toBe(true);
    expect(new Set(cluster?.entries)).toEqual(part);
    if (!cluster) continue;
    expect(cluster.size).toBe([...part].reduce((sum, { adjustedWeight }) => sum + adjustedWeight, 0));
    expect(graph.chunksOf(cluster)).toEqual(chunkCluster([...part]));
  }
  const chunks = parts.flatMap((part) => chunkCluster([...part])).sort(compareChunks);
  expect([...drain(graph.feed())]).toEqual(chunks);
  expect(graph.worstChunk()).toEqual(chunks.at(-1));
}

describe('a cluster set', () => {
  it('is after any changes what it would be if it were made anew', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 60, size: 'max' }), (changes) => {
        const graph = createTransactionGraph();
        const free = Array.from({ length: 60 }, (_, number) => number);
        for (const change of changes) {
          const here = [...graph.entries()];
          if (change.kind === 'look') expectRight(graph);
          else if (change.kind === 'add') {
            const parents = [...new Set(change.parents.map((n) => here[n % Math.max(here.length, 1)]))];
            const present = parents.filter((parent) => parent !== undefined);
            graph.add(entryFacts({ ...change, number: free.shift() as number, parents: present }));
          } else {
            const entry = here[change.pick % Math.max(here.length, 1)];
            if (!entry) continue;
            if (change.kind === 'reprice') graph.setModifiedFee(entry, change.fee);
            // Blocks take from the front, eviction from the end.
            else if (entry.parents.size === 0 || entry.children.size === 0) graph.remove(entry);
          }
        }
        expectRight(graph);
      }),
      { numRuns: 150 },
    );
  });
});

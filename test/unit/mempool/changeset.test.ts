import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChangeset } from '../../../src/mempool/changeset.ts';
import { chunkCluster, connectedParts } from '../../../src/mempool/cluster/clusters.ts';
import { type MempoolEntry, withDescendants } from '../../../src/mempool/entry.ts';
import type { TransactionGraph } from '../../../src/mempool/graph.ts';
import { compareDiagrams } from '../../../src/policy/fee-diagram.ts';
import { compareFeeRates, type FeePerSize } from '../../../src/policy/fee-rate.ts';
import { entryFacts, graphOfEntries } from '../../helpers/cluster-entries.ts';
import { families } from '../../helpers/cluster-model.ts';

const LIMITS = { clusterCount: 4, clusterVsize: 1_000 };

/** A parent with two children, and a stranger. */
function family() {
  const tx = (fee: number, ...parents: readonly number[]) => ({ fee, size: 400, parents });
  const { graph, entries } = graphOfEntries([tx(10), tx(20, 0), tx(30, 0), tx(40)]);
  return { graph, entries: entries as readonly [MempoolEntry, MempoolEntry, MempoolEntry, MempoolEntry] };
}

describe('createChangeset', () => {
  it('changes nothing by itself', () => {
    const { graph, entries } = family();
    const changeset = createChangeset(graph, LIMITS);
    expect([changeset.added, changeset.removed.size]).toEqual([[], 0]);
    expect([changeset.isWithinLimits(), changeset.compareDiagram()]).toEqual([true, 'equal']);
    expect(changeset.get(entries[1].tx.txid)).toBe(entries[1]);
  });

  it('knows what was added, in its order, and that later ones build on it', () => {
    const { graph, entries } = family();
    const changeset = createChangeset(graph, LIMITS);
    const first = changeset.add(entryFacts({ number: 10, parents: [entries[3]] }));
    const second = changeset.add(entryFacts({ number: 11, parents: [first, entries[1]] }));
    expect(changeset.added).toEqual([first, second]);
    expect(changeset.get(first.tx.txid)).toBe(first);
    expect(changeset.parentsOf(second.tx)).toEqual(new Set([first, entries[1]]));
    expect(changeset.ancestorsOf(second)).toEqual(new Set([first, entries[3], entries[1], entries[0]]));
    expect([graph.count(), graph.get(first.tx.txid), entries[3].children.size]).toEqual([4, undefined, 0]);
  });

  it('removes with all that builds on it', () => {
    const { graph, entries } = family();
    const changeset = createChangeset(graph, LIMITS);
    expect(changeset.remove([entries[0]])).toEqual(new Set(entries.slice(0, 3)));
    expect(changeset.remove([entries[3]])).toEqual(new Set([entries[3]]));
    expect(changeset.removed).toEqual(new Set(entries));
    // Still named by its id, and by those that depended on it.
    expect(changeset.get(entries[0].tx.txid)).toBe(entries[0]);
    expect(changeset.parentsOf(entries[1].tx)).toEqual(new Set());
    expect(graph.count()).toBe(4);
  });

  it.each([
    ['as many as a cluster may have', 1, 400, true],
    ['one too many', 2, 4, false],
    ['as large as a cluster may be', 1, 4_000 - 1_200, true],
    ['a weight unit too large', 1, 4_000 - 1_199, false],
  ])('is within the limits: %s', (_, count, size, isWithin) => {
    const { graph, entries } = family();
    const changeset = createChangeset(graph, LIMITS);
    for (let i = 0; i < count; i++)
      changeset.add(entryFacts({ number: 20 + i, size, parents: [entries[1]] }));
    expect(changeset.isWithinLimits()).toBe(isWithin);
  });

  it('counts the parts that are left each by itself', () => {
    const { graph, entries } = family();
    const changeset = createChangeset(graph, { ...LIMITS, clusterCount: 3 });
    // One by one they would be four.
    changeset.remove([entries[1]]);
    changeset.add(entryFacts({ number: 10, parents: [entries[0]] }));
    expect(changeset.isWithinLimits()).toBe(true);
    changeset.add(entryFacts({ number: 11, parents: [entries[2]] }));
    expect(changeset.isWithinLimits()).toBe(false);
  });

  it.each([
    ['better', 31, 400],
    ['equal', 30, 400],
    ['worse', 29, 400],
    ['incomparable', 35, 800],
  ] as const)('compares the diagrams: %s', (outcome, fee, size) => {
    const { graph, entries } = family();
    const changeset = createChangeset(graph, LIMITS);
    changeset.remove([entries[2]]);
    changeset.add(entryFacts({ number: 10, fee, size, parents: [entries[0]] }));
    expect(changeset.compareDiagram()).toBe(outcome);
  });

  it('says of any change what is so once it is made', () => {
    const anyTx = families(
      { min: 2, max: 16 },
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 3 }),
    );
    const anyNew = fc.array(
      fc.record({
        fee: fc.nat(30),
        size: fc.integer({ min: 1, max: 3 }),
        parents: fc.array(fc.nat(), { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(anyTx, anyNew, fc.array(fc.nat(), { maxLength: 2 }), (txs, arrivals, removals) => {
        const { graph, entries } = graphOfEntries(txs);
        const limits = { clusterCount: 6, clusterVsize: 1e6 };
        const changeset = createChangeset(graph, limits);
        changeset.remove(removals.map((n) => entries[n % entries.length] as MempoolEntry));
        for (const [i, { parents, ...arrival }] of arrivals.entries()) {
          const left = [...entries, ...changeset.added].filter((entry) => !changeset.removed.has(entry));
          const chosen = new Set(parents.map((n) => left[n % Math.max(left.length, 1)]));
          const above = [...chosen].filter((parent) => parent !== undefined);
          changeset.add(entryFacts({ ...arrival, number: 20 + i, parents: above }));
        }
        const [isWithin, outcome] = [changeset.isWithinLimits(), changeset.compareDiagram()];
        const before = diagramOf(graph);
        for (const entry of [...withDescendants(changeset.removed)].reverse()) removeFamily(graph, entry);
        for (const entry of changeset.added) graph.add(entry);
        const sizes = partsOf(graph).map((part) => part.size);
        const untouched = partsOf(graph).filter((part) =>
          [...part].every((entry) => entries.includes(entry)),
        );
        // What was too large before and is left alone is not asked about.
        fc.pre(untouched.every((part) => part.size <= limits.clusterCount));
        expect(isWithin).toBe(sizes.every((size) => size <= limits.clusterCount));
        expect(outcome).toBe(compareDiagrams(diagramOf(graph), before));
      }),
      { numRuns: 200 },
    );
  });
});

function partsOf(graph: TransactionGraph): Set<MempoolEntry>[] {
  return connectedParts(new Set(graph.entries()), ({ parents, children }) => [...parents, ...children]);
}

function diagramOf(graph: TransactionGraph): readonly FeePerSize[] {
  const chunks = partsOf(graph).flatMap((part) => chunkCluster([...part]));
  return chunks.sort((a, b) => compareFeeRates(b, a));
}

function removeFamily(graph: TransactionGraph, entry: MempoolEntry): void {
  if (graph.get(entry.tx.txid) !== entry) return;
  for (const child of entry.children) removeFamily(graph, child);
  graph.remove(entry);
}

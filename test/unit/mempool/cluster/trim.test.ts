import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTrimmed, type Link } from '../../../../src/mempool/cluster/trim.ts';
import { type MempoolEntry, withDescendants } from '../../../../src/mempool/entry.ts';
import { createTransactionGraph, type TransactionGraph } from '../../../../src/mempool/graph.ts';
import { entryFacts } from '../../../helpers/cluster-entries.ts';

interface Plan {
  readonly fee: number;
  readonly size: number;
  /** Numbers below its own. */
  readonly parents: readonly number[];
  /** It was in a block: what builds on it is here, and does not know it yet. */
  readonly isReturned: boolean;
}

interface Scene {
  readonly graph: TransactionGraph;
  readonly entries: readonly MempoolEntry[];
  readonly links: readonly Link[];
}

/** Those that were here come first, then those of the block, as after a reorganisation. */
function sceneOf(plans: readonly Plan[]): Scene {
  const graph = createTransactionGraph();
  const facts: ReturnType<typeof entryFacts>[] = [];
  for (const [number, { fee, size, parents }] of plans.entries()) {
    const above = parents.map((parent) => facts[parent]).filter((one) => one !== undefined);
    facts.push(entryFacts({ number, fee, size, parents: above }));
  }
  const inOrder = [...plans.keys()].sort(
    (a, b) => Number(plans[a]?.isReturned) - Number(plans[b]?.isReturned) || a - b,
  );
  const entries = new Map(inOrder.map((number) => [number, graph.add(facts[number] as (typeof facts)[0])]));
  const links = plans.flatMap(({ isReturned, parents }, number) =>
    isReturned
      ? []
      : parents
          .filter((parent) => plans[parent]?.isReturned)
          .map((parent) => ({
            parent: entries.get(parent) as MempoolEntry,
            child: entries.get(number) as MempoolEntry,
          })),
  );
  return { graph, entries: plans.map((_, number) => entries.get(number) as MempoolEntry), links };
}

const plan = (fee: number, parents: readonly number[] = [], isReturned = false): Plan => ({
  fee,
  size: 400,
  parents,
  isReturned,
});
const back = (fee: number, parents: readonly number[] = []): Plan => plan(fee, parents, true);

/** Numbers of those that go. */
function trimmed(plans: readonly Plan[], clusterCount: number, clusterVsize = 1e6): number[] {
  const { graph, entries, links } = sceneOf(plans);
  const gone = findTrimmed(links, graph, { clusterCount, clusterVsize });
  return gone.map((entry) => entries.indexOf(entry)).sort((a, b) => a - b);
}

describe('findTrimmed', () => {
  it('drops nobody where all fit', () => {
    expect(trimmed([back(5), plan(1, [0]), plan(2, [0])], 3)).toEqual([]);
  });

  it('drops what pays least of what does not fit', () => {
    expect(trimmed([back(5), plan(1, [0]), plan(2, [0]), plan(3, [0])], 3)).toEqual([1]);
    expect(trimmed([back(5), plan(1, [0]), plan(2, [0]), plan(3, [0])], 2)).toEqual([1, 2]);
  });

  it('drops what builds on it, too', () => {
    expect(trimmed([back(5), plan(1, [0]), plan(1, [1]), plan(3, [0])], 2)).toEqual([1, 2]);
  });

  it('keeps what does not fit to the others by itself', () => {
    // Two parents came back whose child joins them: without it each has a cluster of its own.
    expect(trimmed([back(5), back(6), plan(1, [0, 1]), plan(4, [0]), plan(3, [1])], 4)).toEqual([2]);
  });

  it('counts sizes, up to the last virtual byte', () => {
    const family = [back(5), plan(1, [0]), plan(2, [0])];
    expect(trimmed(family, 64, 300)).toEqual([]);
    expect(trimmed(family, 64, 299)).toEqual([1]);
  });

  it('looks at each group by itself', () => {
    const groups = [back(5), plan(1, [0]), plan(2, [0]), back(5), plan(9, [3])];
    expect(trimmed(groups, 2)).toEqual([1]);
  });

  it('leaves clusters that are within the limits, whatever came back', () => {
    const anyPlan = fc.record({
      fee: fc.integer({ min: -1, max: 9 }),
      size: fc.integer({ min: 1, max: 4 }).map((vsize) => 4 * vsize),
      parents: fc.array(fc.nat(), { maxLength: 2 }),
      isReturned: fc.boolean(),
    });
    const anyPlans = fc.array(anyPlan, { minLength: 2, maxLength: 20, size: 'max' }).map((plans) =>
      plans.map((one, number): Plan => {
        const parents = number === 0 ? [] : [...new Set(one.parents.map((parent) => parent % number))];
        // What was in a block builds on nothing that was not.
        return { ...one, parents: one.isReturned ? parents.filter((p) => plans[p]?.isReturned) : parents };
      }),
    );
    const limits = { clusterCount: 5, clusterVsize: 12 };
    const isWithin = (scene: Scene, entry: MempoolEntry): boolean => {
      const { entries, size } = scene.graph.clusterOf(entry);
      return entries.length <= limits.clusterCount && size <= 4 * limits.clusterVsize;
    };
    fc.assert(
      fc.property(anyPlans, (plans) => {
        const scene = sceneOf(plans);
        const { graph, entries, links } = scene;
        // As everywhere: before they are linked the clusters are within the limits.
        fc.pre(entries.every((entry) => isWithin(scene, entry)));
        const gone = new Set(findTrimmed(links, graph, limits));
        for (const { parent, child } of links) if (gone.has(parent)) expect(gone.has(child)).toBe(true);
        for (const entry of gone)
          expect([...withDescendants([entry])].every((one) => gone.has(one))).toBe(true);
        for (const entry of entries.toReversed().filter((one) => gone.has(one))) graph.remove(entry);
        for (const { parent, child } of links) if (!gone.has(child)) graph.link(parent, child);
        for (const entry of graph.entries()) expect(isWithin(scene, entry)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

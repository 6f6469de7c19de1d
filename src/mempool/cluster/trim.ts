import { WITNESS_SCALE_FACTOR } from '../../consensus/weight.ts';
import type { ClusterLimits } from '../../policy/cluster-limits.ts';
import { compareFeeRates } from '../../policy/fee-rate.ts';
import { createUpdatableHeap } from '../../util/updatable-heap.ts';
import type { MempoolEntry } from '../entry.ts';
import type { GraphView } from '../graph.ts';
import type { Cluster } from './cluster-set.ts';
import { type Chunk, compareIds, connectedParts } from './clusters.ts';

/** A relation that a reorganisation brings about: the parent came back from a block, the child was here before. */
export interface Link {
  readonly parent: MempoolEntry;
  readonly child: MempoolEntry;
}

/** A transaction of a group that is too large, on its way into a cluster that is not. */
interface Applicant {
  readonly entry: MempoolEntry;
  readonly chunk: Chunk;
  /** Who must be in before it: its new parents, and the one before it in the order of its cluster. */
  readonly needs: Set<Applicant>;
  readonly neededBy: Set<Applicant>;
  /** How many of those are not in yet. */
  missing: number;
  /** Whom it is connected with, once it is in. */
  group: Group | undefined;
}

interface Group {
  count: number;
  size: number;
  /** The group that it became part of. */
  into: Group | undefined;
}

/**
 * Who has to go so that these relations can be: where they would join clusters into one that is too large, its
 * transactions are taken in as a miner would take them, as long as each still fits with all that it connects; who
 * does not fit goes, with all that needs it.
 * @source Bitcoin Core src/txgraph.cpp TxGraphImpl::Trim
 */
export function findTrimmed(
  links: readonly Link[],
  graph: Pick<GraphView, 'clusterOf' | 'chunksOf'>,
  limits: ClusterLimits,
): MempoolEntry[] {
  return joinedClusters(links, graph).flatMap((clusters) => {
    const isWithin = fits(
      clusters.reduce((sum, { entries }) => sum + entries.length, 0),
      clusters.reduce((sum, { size }) => sum + size, 0),
      limits,
    );
    if (isWithin) return [];
    const applicants = applicantsOf(clusters.map(graph.chunksOf), links);
    takeIn(applicants, limits);
    return applicants.filter(({ group }) => !group).map(({ entry }) => entry);
  });
}

function fits(count: number, size: number, limits: ClusterLimits): boolean {
  return count <= limits.clusterCount && size <= limits.clusterVsize * WITNESS_SCALE_FACTOR;
}

/** The clusters that would become one, group by group. */
function joinedClusters(links: readonly Link[], { clusterOf }: Pick<GraphView, 'clusterOf'>): Cluster[][] {
  const neighbours = new Map<Cluster, Set<Cluster>>();
  const note = (one: Cluster, other: Cluster): void => {
    neighbours.set(one, (neighbours.get(one) ?? new Set()).add(other));
  };
  for (const { parent, child } of links) {
    note(clusterOf(parent), clusterOf(child));
    note(clusterOf(child), clusterOf(parent));
  }
  const parts = connectedParts(new Set(neighbours.keys()), (cluster) => neighbours.get(cluster) ?? []);
  return parts.map((part) => [...part]);
}

function applicantsOf(clusters: readonly (readonly Chunk[])[], links: readonly Link[]): Applicant[] {
  const byEntry = new Map<MempoolEntry, Applicant>();
  const require = (applicant: Applicant | undefined, needed: Applicant | undefined): void => {
    if (!applicant || !needed) return;
    applicant.needs.add(needed);
    needed.neededBy.add(applicant);
  };
  for (const chunks of clusters) {
    let before: Applicant | undefined;
    for (const chunk of chunks) {
      for (const entry of chunk.entries) {
        const applicant = {
          entry,
          chunk,
          needs: new Set<Applicant>(),
          neededBy: new Set<Applicant>(),
          missing: 0,
          group: undefined,
        };
        byEntry.set(entry, applicant);
        require(applicant, before);
        before = applicant;
      }
    }
  }
  for (const { parent, child } of links) require(byEntry.get(child), byEntry.get(parent));
  const applicants = [...byEntry.values()];
  for (const applicant of applicants) applicant.missing = applicant.needs.size;
  return applicants;
}

function takeIn(applicants: readonly Applicant[], limits: ClusterLimits): void {
  const ready = createUpdatableHeap<Applicant>(
    comesFirst,
    applicants.filter(({ missing }) => missing === 0),
  );
  for (let next = ready.peek(); next; next = ready.peek()) {
    ready.remove(next);
    const groups = new Set([...next.needs].map(({ group }) => rootOf(group as Group)));
    const joined: Group = { count: 1, size: next.entry.adjustedWeight, into: undefined };
    for (const { count, size } of groups) {
      joined.count += count;
      joined.size += size;
    }
    if (!fits(joined.count, joined.size, limits)) continue;
    for (const group of groups) group.into = joined;
    next.group = joined;
    for (const dependent of next.neededBy) {
      dependent.missing--;
      if (dependent.missing === 0) ready.put(dependent);
    }
  }
}

function rootOf(group: Group): Group {
  let root = group;
  while (root.into) root = root.into;
  return root;
}

function comesFirst(a: Applicant, b: Applicant): boolean {
  const order = compareFeeRates(b.chunk, a.chunk) || a.chunk.size - b.chunk.size;
  return (order || compareIds(a.entry, b.entry)) < 0;
}

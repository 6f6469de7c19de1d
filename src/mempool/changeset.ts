import { WITNESS_SCALE_FACTOR } from '../consensus/weight.ts';
import type { ClusterLimits } from '../policy/cluster-limits.ts';
import { compareDiagrams, type DiagramComparison } from '../policy/fee-diagram.ts';
import { compareFeeRates } from '../policy/fee-rate.ts';
import { type Hash256, hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { collectReachable } from '../util/reachable.ts';
import type { Cluster } from './cluster/cluster-set.ts';
import { type Chunk, chunkCluster, connectedParts } from './cluster/clusters.ts';
import { type EntryFacts, type MempoolEntry, withDescendants } from './entry.ts';
import type { GraphView } from './graph.ts';

/**
 * A change of the mempool that is thought through before it is made: some transactions come, in an order in which
 * parents are first, others go. Nobody hears of it and the graph stays as it is; many may exist at a time, each true
 * until the mempool changes.
 * @source Bitcoin Core src/txmempool.h CTxMemPool::ChangeSet
 */
export interface Changeset {
  /** What is to be added so far, in that order. */
  readonly added: readonly MempoolEntry[];
  /** What is to go so far. */
  readonly removed: ReadonlySet<MempoolEntry>;
  /** One that is added, or else one that is in the mempool, also where it is to go. */
  get(txid: Hash256): MempoolEntry | undefined;
  /** Those of the mempool and of the added ones whose outputs the transaction spends, but for those that go. */
  parentsOf(tx: Pick<Transaction, 'inputs'>): Set<MempoolEntry>;
  /** All that the added one depends on, directly or not, in the mempool (also where it is to go) or added. */
  ancestorsOf(entry: MempoolEntry): Set<MempoolEntry>;
  /** Adds a transaction that no added one conflicts with; those of the mempool that it conflicts with are to be removed. */
  add(facts: EntryFacts): MempoolEntry;
  /** Removes these with all that builds on them. Returns all that goes for them. */
  remove(entries: Iterable<MempoolEntry>): ReadonlySet<MempoolEntry>;
  /** Whether every cluster that the change leads to is within the limits. Those it leaves alone are. */
  isWithinLimits(): boolean;
  /** What the mempool would be after the change, to miners, compared to now. To be asked only within the limits. */
  compareDiagram(): DiagramComparison;
}

const NOBODY: ReadonlySet<MempoolEntry> = new Set();

/** No change yet. */
export function createChangeset(graph: GraphView, limits: ClusterLimits): Changeset {
  const added = new Map<string, MempoolEntry>();
  const removed = new Set<MempoolEntry>();

  function get(txid: Hash256): MempoolEntry | undefined {
    return added.get(hashKey(txid)) ?? graph.get(txid);
  }

  function allParentsOf({ inputs }: Pick<Transaction, 'inputs'>): Set<MempoolEntry> {
    const parents = inputs.map(({ prevout }) => get(prevout.txid));
    return new Set(parents.filter((parent) => parent !== undefined));
  }

  function parentsOf(tx: Pick<Transaction, 'inputs'>): Set<MempoolEntry> {
    const parents = allParentsOf(tx);
    for (const parent of parents) if (removed.has(parent)) parents.delete(parent);
    return parents;
  }

  /** The clusters of the mempool that the change has to do with. */
  function touchedClusters(): ReadonlySet<Cluster> {
    const touched = new Set<Cluster>();
    for (const entry of removed) touched.add(graph.clusterOf(entry));
    for (const { tx } of added.values()) {
      for (const parent of graph.parentsOf(tx)) touched.add(graph.clusterOf(parent));
    }
    return touched;
  }

  /** What becomes of the touched clusters and of what is added. */
  function partsAfter(): readonly Set<MempoolEntry>[] {
    const entries = new Set<MempoolEntry>(added.values());
    for (const cluster of touchedClusters()) {
      for (const entry of cluster.entries) if (!removed.has(entry)) entries.add(entry);
    }
    const relatives = new Map<MempoolEntry, MempoolEntry[]>();
    for (const entry of entries) {
      for (const parent of parentsIn(entry)) {
        relatives.set(parent, [...(relatives.get(parent) ?? []), entry]);
        relatives.set(entry, [...(relatives.get(entry) ?? []), parent]);
      }
    }
    return connectedParts(entries, (entry) => relatives.get(entry) ?? []);
  }

  /** Parents that stay, of one that is added or stays. */
  function parentsIn(entry: MempoolEntry): Iterable<MempoolEntry> {
    return added.get(hashKey(entry.tx.txid)) === entry ? parentsOf(entry.tx) : entry.parents;
  }

  function isWithin(count: number, size: number): boolean {
    return count <= limits.clusterCount && size <= limits.clusterVsize * WITNESS_SCALE_FACTOR;
  }

  return {
    get added() {
      return [...added.values()];
    },
    removed,
    get,
    parentsOf,
    ancestorsOf: (entry) => collectReachable(entry.parents, ({ parents }) => parents),
    add(facts) {
      const entry = {
        ...facts,
        parents: allParentsOf(facts.tx),
        children: NOBODY,
      };
      added.set(hashKey(facts.tx.txid), entry);
      return entry;
    },
    remove(entries) {
      const doomed = withDescendants(entries);
      for (const entry of doomed) removed.add(entry);
      return doomed;
    },
    isWithinLimits() {
      const clusters = [...touchedClusters()];
      const count = clusters.reduce((sum, { entries }) => sum + entries.length, added.size);
      const size = clusters.reduce((sum, cluster) => sum + cluster.size, sizeOf(added.values()));
      // All together, which is usual: then so is each by itself.
      return isWithin(count, size) || partsAfter().every((part) => isWithin(part.size, sizeOf(part)));
    },
    compareDiagram() {
      const before = [...touchedClusters()].flatMap(graph.chunksOf);
      const after = partsAfter().flatMap((part) => chunkCluster([...part], parentsIn));
      return compareDiagrams(after.sort(byRate), before.sort(byRate));
    },
  };
}

function byRate(a: Chunk, b: Chunk): number {
  return compareFeeRates(b, a);
}

function sizeOf(entries: Iterable<MempoolEntry>): number {
  let size = 0;
  for (const entry of entries) size += entry.adjustedWeight;
  return size;
}

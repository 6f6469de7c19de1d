import { createUpdatableHeap } from '../../util/updatable-heap.ts';
import type { MempoolEntry } from '../entry.ts';
import { type ChunkFeed, createChunkFeed } from './chunk-feed.ts';
import { type Chunk, chunkCluster, compareChunks, connectedParts } from './clusters.ts';

/** Transactions that build on each other, directly or not, and on no others. */
export interface Cluster {
  readonly entries: readonly MempoolEntry[];
  /** Sum of adjusted weights. */
  readonly size: number;
}

/**
 * The clusters of the mempool and their order. What comes or goes only marks its cluster: it falls into its parts
 * and is put in its best order when somebody asks, so that a block that takes sixty of a cluster costs one search.
 * Transactions without relatives, most of all, are in order as soon as they come.
 */
export interface ClusterSet {
  clusterOf(entry: MempoolEntry): Cluster;
  chunksOf(cluster: Cluster): readonly Chunk[];
  /** The chunks of all clusters, from the best on. While it is used nothing may change. */
  feed(): ChunkFeed;
  /** The chunk that a miner would take last. */
  worst(): Chunk | undefined;
  /** A transaction that came, by itself. */
  add(entry: MempoolEntry): void;
  /** Two are related from now on. */
  join(entry: MempoolEntry, relative: MempoolEntry): void;
  /** A transaction that goes; to be told after it has lost its relatives. */
  remove(entry: MempoolEntry): void;
  /** What the transaction pays has changed. */
  touch(entry: MempoolEntry): void;
}

interface MutableCluster extends Cluster {
  readonly entries: MempoolEntry[];
  size: number;
  /** May consist of several parts by now. */
  isTorn: boolean;
  chunks: readonly Chunk[] | undefined;
  /** The first and last chunk as of its place in the orders of all clusters. */
  ranked: { readonly first: Chunk; readonly last: Chunk } | undefined;
}

export function createClusterSet(): ClusterSet {
  const homes = new Map<MempoolEntry, MutableCluster>();
  const changed = new Set<MutableCluster>();
  const best = createUpdatableHeap<MutableCluster>((a, b) => compareChunks(firstOf(a), firstOf(b)) < 0);
  const worst = createUpdatableHeap<MutableCluster>((a, b) => compareChunks(lastOf(a), lastOf(b)) > 0);

  function found(entries: MempoolEntry[]): MutableCluster {
    const size = entries.reduce((sum, { adjustedWeight }) => sum + adjustedWeight, 0);
    const cluster = { entries, size, isTorn: false, chunks: undefined, ranked: undefined };
    for (const entry of entries) homes.set(entry, cluster);
    changed.add(cluster);
    return cluster;
  }

  function dissolve(cluster: MutableCluster): void {
    best.remove(cluster);
    worst.remove(cluster);
    changed.delete(cluster);
  }

  function change(cluster: MutableCluster): void {
    cluster.chunks = undefined;
    changed.add(cluster);
  }

  /** The cluster of the entry as it is now. */
  function homeOf(entry: MempoolEntry): MutableCluster {
    const cluster = homes.get(entry) as MutableCluster;
    if (cluster.isTorn) mend(cluster);
    return homes.get(entry) as MutableCluster;
  }

  /** Makes a cluster of each part. */
  function mend(cluster: MutableCluster): void {
    const parts = connectedParts(new Set(cluster.entries), relativesOf);
    cluster.isTorn = false;
    if (parts.length === 1) return;
    dissolve(cluster);
    for (const part of parts) found([...part]);
  }

  function chunksOf(cluster: MutableCluster): readonly Chunk[] {
    cluster.chunks ??= chunkCluster(cluster.entries);
    return cluster.chunks;
  }

  function rank(cluster: MutableCluster): void {
    const chunks = chunksOf(cluster);
    cluster.ranked = { first: chunks[0] as Chunk, last: chunks.at(-1) as Chunk };
    best.put(cluster);
    worst.put(cluster);
    changed.delete(cluster);
  }

  /** Brings the orders up to date. The parts of what falls apart are added to the set while it is walked. */
  function settle(): void {
    for (const cluster of changed) {
      if (cluster.isTorn) mend(cluster);
      if (changed.has(cluster)) rank(cluster);
    }
  }

  function join(entry: MempoolEntry, relative: MempoolEntry): void {
    const [one, other] = [homeOf(entry), homeOf(relative)];
    const [into, from] = one.entries.length < other.entries.length ? [other, one] : [one, other];
    if (into !== from) merge(into, from);
    change(into);
  }

  function merge(into: MutableCluster, from: MutableCluster): void {
    dissolve(from);
    for (const moved of from.entries) {
      homes.set(moved, into);
      into.entries.push(moved);
    }
    into.size += from.size;
  }

  return {
    clusterOf: homeOf,
    chunksOf: (cluster) => chunksOf(cluster as MutableCluster),
    feed() {
      settle();
      return createChunkFeed(best.inOrder(), chunksOf);
    },
    worst() {
      settle();
      return worst.peek()?.ranked?.last;
    },
    add(entry) {
      const cluster = found([entry]);
      if (entry.parents.size === 0) rank(cluster);
    },
    join,
    remove(entry) {
      const cluster = homes.get(entry) as MutableCluster;
      homes.delete(entry);
      cluster.entries.splice(cluster.entries.indexOf(entry), 1);
      cluster.size -= entry.adjustedWeight;
      cluster.isTorn = true;
      change(cluster);
      if (cluster.entries.length === 0) dissolve(cluster);
    },
    touch: (entry) => change(homeOf(entry)),
  };
}

function firstOf({ ranked }: MutableCluster): Chunk {
  return (ranked as NonNullable<typeof ranked>).first;
}

function lastOf({ ranked }: MutableCluster): Chunk {
  return (ranked as NonNullable<typeof ranked>).last;
}

function* relativesOf({ parents, children }: MempoolEntry): Generator<MempoolEntry> {
  yield* parents;
  yield* children;
}

/**
 * How large groups of unconfirmed transactions may get that build on each other, directly or not (clusters). They
 * bound the work that one transaction makes: wherever one comes or goes the best order of its cluster is found anew,
 * and what goes for want of room, or into a block, is a piece of a cluster.
 * @source Bitcoin Core src/policy/policy.h, src/kernel/mempool_limits.h
 */
export interface ClusterLimits {
  /** -limitclustercount: transactions of one cluster, MAX_CLUSTER_COUNT at most. */
  readonly clusterCount: number;
  /** -limitclustersize, in virtual bytes. */
  readonly clusterVsize: number;
}

/** More than this no operator may allow. @source Bitcoin Core src/txgraph.h MAX_CLUSTER_COUNT_LIMIT */
export const MAX_CLUSTER_COUNT = 64;

/** Bytes of memory that the mempool must have for each virtual byte of a cluster. @source Bitcoin Core src/txmempool.cpp Flatten */
export const MIN_MEMORY_PER_CLUSTER_BYTE = 40;

export const DEFAULT_CLUSTER_LIMITS: ClusterLimits = { clusterCount: 64, clusterVsize: 101_000 };

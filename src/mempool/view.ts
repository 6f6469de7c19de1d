import type { CoinsSource } from '../chain/ports.ts';
import type { FeeRate } from '../policy/fee-rate.ts';
import type { Satoshis } from '../primitives/amount.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { OutPoint } from '../primitives/outpoint.ts';
import type { AcceptContext } from './accept-context.ts';
import type { ChunkFeed } from './cluster/chunk-feed.ts';
import type { Cluster } from './cluster/cluster-set.ts';
import type { Chunk } from './cluster/clusters.ts';
import type { MempoolEntry } from './entry.ts';
import type { Priority } from './ports.ts';

/** What everybody may know of the mempool. Whatever it returns is true until the next turn of the event loop. */
export interface MempoolView {
  get(txid: Hash256): MempoolEntry | undefined;
  getByWtxid(wtxid: Hash256): MempoolEntry | undefined;
  /** All of them, in the order in which they came in. */
  entries(): Iterable<MempoolEntry>;
  count(): number;
  /** The transactions that build on each other, one of which the entry is. */
  clusterOf(entry: MempoolEntry): Cluster;
  /** Its transactions in their best order, best chunk first. */
  chunksOf(cluster: Cluster): readonly Chunk[];
  /** Everything in the order of mining, chunk by chunk. */
  feed(): ChunkFeed;
  /** The transaction that spends the output. */
  spenderOf(outpoint: OutPoint): MempoolEntry | undefined;
  /**
   * The coins of the chain and those that the mempool would make. A coin that the mempool spends is still there:
   * spenderOf tells.
   */
  readonly coins: CoinsSource;
  info(): MempoolInfo;
  /** Counts the transactions that came and went; the next event has this number. */
  sequence(): number;
  /** Changes with everything that the order of mining depends on. */
  revision(): number;
  /** What the operator added to fees, of these transactions and of others. */
  priorities(): Iterable<Priority>;
}

export interface MempoolInfo {
  readonly count: number;
  /** Virtual bytes of all, signature operations counted in. */
  readonly vsize: number;
  readonly totalFee: Satoshis;
  /** Bytes of memory as memory-usage.ts counts them, and how many there may be. */
  readonly usage: number;
  readonly maxBytes: number;
  /** What a new transaction must pay now. */
  readonly minFeeRate: FeeRate;
  readonly minRelayFeeRate: FeeRate;
  readonly incrementalRelayFeeRate: FeeRate;
}

/** The view of a mempool at work. */
export function createMempoolView({
  pool,
  coins,
  rollingFee,
  priorities,
  options,
}: AcceptContext): MempoolView {
  const { graph } = pool;
  const { maxBytes, minRelayFeeRate, incrementalRelayFeeRate } = options;
  return {
    get: graph.get,
    getByWtxid: graph.getByWtxid,
    entries: graph.entries,
    count: graph.count,
    clusterOf: graph.clusterOf,
    chunksOf: graph.chunksOf,
    feed: graph.feed,
    spenderOf: graph.spenderOf,
    coins,
    sequence: pool.sequence,
    revision: pool.revision,
    priorities: priorities.all,
    info() {
      const { vsize, fee: totalFee, usage } = graph.totals();
      const minFeeRate = Math.max(rollingFee.minimum(usage), minRelayFeeRate);
      const rates = { minFeeRate, minRelayFeeRate, incrementalRelayFeeRate };
      return { count: graph.count(), vsize, totalFee, usage, maxBytes, ...rates };
    },
  };
}

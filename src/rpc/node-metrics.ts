import { getDifficulty } from '../consensus/compact-target.ts';
import { type Metric, metric } from '../notify/metrics.ts';
import type { BlockchainContext } from './methods/blockchain/context.ts';
import type { ControlContext } from './methods/control.ts';
import type { MempoolContext } from './methods/mempool/context.ts';
import type { MiningContext } from './methods/mining/context.ts';
import type { MemoryContext } from './methods/node/memory-info.ts';

export type MetricsContext = Pick<
  BlockchainContext,
  'chainstate' | 'chainSizeOnDisk' | 'isInitialBlockDownload'
> &
  Pick<ControlContext, 'clock' | 'startedAtMs'> &
  Pick<MempoolContext, 'mempool'> &
  MemoryContext &
  Pick<MiningContext, 'miner'>;

/** What an operator watches, as it is now. */
export function nodeMetrics(context: MetricsContext): readonly Metric[] {
  return [
    ...chainMetrics(context),
    ...mempoolMetrics(context),
    ...miningMetrics(context),
    ...processMetrics(context),
  ];
}

function chainMetrics({ chainstate, ...node }: MetricsContext): readonly Metric[] {
  const tip = chainstate.tip();
  return [
    metric('gauge', 'chain_height', { help: 'Height of the best chain.', value: tip.height }),
    metric('gauge', 'chain_headers', {
      help: 'Height of the header with most work.',
      value: chainstate.bestHeader().height,
    }),
    metric('gauge', 'chain_tip_time_seconds', {
      help: 'Time of the tip, in seconds since 1970.',
      value: tip.header.time,
    }),
    metric('gauge', 'chain_difficulty', {
      help: "The tip's difficulty as a multiple of Bitcoin's least.",
      value: getDifficulty(tip.header.bits),
    }),
    metric('counter', 'chain_transactions_total', {
      help: 'Transactions of the best chain.',
      value: tip.chainTxCount,
    }),
    metric('gauge', 'chain_initial_download', {
      help: '1 until the tip was once recent.',
      value: Number(node.isInitialBlockDownload()),
    }),
    metric('gauge', 'chain_size_bytes', { help: "Size of the chain's file.", value: node.chainSizeOnDisk() }),
  ];
}

function mempoolMetrics({ mempool }: MetricsContext): readonly Metric[] {
  const info = mempool.info();
  return [
    metric('gauge', 'mempool_transactions', { help: 'Unconfirmed transactions.', value: info.count }),
    metric('gauge', 'mempool_vbytes', { help: 'Their virtual bytes.', value: info.vsize }),
    metric('gauge', 'mempool_usage_bytes', { help: 'Memory that they count as.', value: info.usage }),
    metric('gauge', 'mempool_fees_satoshis', { help: 'What they pay.', value: info.totalFee }),
    metric('gauge', 'mempool_min_fee_rate', {
      help: 'What a transaction must pay now, in satoshis per 1000 virtual bytes.',
      value: Math.max(info.minFeeRate, info.minRelayFeeRate),
    }),
  ];
}

function miningMetrics({ miner }: MetricsContext): readonly Metric[] {
  const { hashRate, threads, blocks, state } = miner.status();
  return [
    metric('gauge', 'mining_active', { help: '1 while the node mines.', value: Number(state !== 'stopped') }),
    metric('gauge', 'mining_threads', { help: 'Threads that mine, or would.', value: threads }),
    metric('gauge', 'mining_hashes_per_second', {
      help: 'Hash rate of each thread.',
      value: (hashRate?.perThread ?? []).map((value, thread) => ({
        value: Math.round(value),
        labels: { thread: String(thread) },
      })),
    }),
    metric('counter', 'mining_blocks_total', {
      help: 'Blocks found since the start, by what became of them.',
      value: Object.entries(blocks).map(([result, value]) => ({ value, labels: { result } })),
    }),
  ];
}

function processMetrics({ clock, startedAtMs, heap }: MetricsContext): readonly Metric[] {
  const { used, total } = heap();
  return [
    metric('counter', 'uptime_seconds_total', {
      help: 'How long the node has been running.',
      value: Math.floor((clock.monotonicMs() - startedAtMs) / 1000),
    }),
    metric('gauge', 'heap_used_bytes', { help: 'Heap of the main thread that is used.', value: used }),
    metric('gauge', 'heap_size_bytes', { help: 'Heap of the main thread.', value: total }),
  ];
}

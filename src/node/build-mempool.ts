import { setImmediate as breathe } from 'node:timers/promises';
import type { Chainstate } from '../chain/chainstate.ts';
import type { findScriptFailure } from '../consensus/check-scripts.ts';
import { createMempool, type Mempool } from '../mempool/mempool.ts';
import type { MempoolOptions } from '../mempool/options.ts';
import type { CheckScriptsAhead, MempoolStore } from '../mempool/ports.ts';
import { MIN_MEMORY_PER_CLUSTER_BYTE } from '../policy/cluster-limits.ts';
import { formatMoney } from '../primitives/amount.ts';
import type { Clock, Timers } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import type { Cleanup } from './cleanup.ts';
import type { DiskSpace } from './disk-space.ts';
import type { NodeOptions } from './options/node-options.ts';
import { unlessFull } from './room-check.ts';
import type { NodeConfiguration } from './running-node.ts';
import { StartError } from './start-error.ts';

interface MempoolRequest {
  readonly chainstate: Chainstate;
  readonly store: MempoolStore;
  readonly options: MempoolOptions;
  readonly findScriptFailure: typeof findScriptFailure;
  readonly checkScriptsAhead: CheckScriptsAhead;
  readonly disk: DiskSpace;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly onFault: (fault: unknown) => void;
  readonly cleanup: Cleanup;
}

/** The mempool, which loads what was in it when the node stopped while the node goes on. */
export function buildMempool({ cleanup, disk, ...deps }: MempoolRequest): Mempool {
  const mempool = createMempool(deps);
  cleanup.push(() => unlessFull(mempool.close, deps.log));
  disk.onRoom(() => flush(mempool, deps.onFault));
  mempool.load(breathe).catch(deps.onFault);
  return mempool;
}

/** Writes what waited for room. */
function flush(mempool: Mempool, onFault: (fault: unknown) => void): void {
  try {
    mempool.flush();
  } catch (fault) {
    onFault(fault);
  }
}

/** What the operator decided about the mempool. @source Bitcoin Core src/node/mempool_args.cpp ApplyArgsManOptions */
export function mempoolOptionsOf(
  { values: options, origins }: Pick<NodeConfiguration, 'values' | 'origins'>,
  log: Pick<Log, 'info'>,
): MempoolOptions {
  // Only the step between fees given: it is the least fee, too.
  const isRaised =
    origins.minRelayTxFee.source === 'default' && options.incrementalRelayFee > options.minRelayTxFee;
  const minRelayFeeRate = isRaised ? options.incrementalRelayFee : options.minRelayTxFee;
  if (isRaised)
    log.info(`Increasing minrelaytxfee to ${formatMoney(minRelayFeeRate)} to match incrementalrelayfee`);
  return {
    maxBytes: maxBytesOf(options),
    limits: { clusterCount: options.limitClusterCount, clusterVsize: options.limitClusterSize * 1000 },
    expirySeconds: options.mempoolExpiry * 3600,
    minRelayFeeRate,
    incrementalRelayFeeRate: options.incrementalRelayFee,
    bytesPerSigOp: options.bytesPerSigOp,
    requireStandard: !options.acceptNonStdTxn,
    isPersistent: options.persistMempool,
    standardness: {
      maxDataCarrierBytes: options.dataCarrier ? options.dataCarrierSize : 0,
      permitBareMultisig: options.permitBareMultisig,
      dustRelayFeeRate: options.dustRelayFee,
    },
  };
}

/**
 * None at all, or enough for any cluster: what is dropped for want of room may be a whole one.
 * @source Bitcoin Core src/txmempool.cpp Flatten
 */
function maxBytesOf(options: NodeOptions): number {
  const maxBytes = options.maxMempool * 1_000_000;
  const least = options.limitClusterSize * 1000 * MIN_MEMORY_PER_CLUSTER_BYTE;
  if (maxBytes > 0 && maxBytes < least) {
    throw new StartError(`-maxmempool must be at least ${Math.ceil(least / 1_000_000)} MB`);
  }
  return maxBytes;
}

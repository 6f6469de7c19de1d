import { type ClusterLimits, DEFAULT_CLUSTER_LIMITS } from '../policy/cluster-limits.ts';
import type { FeeRate } from '../policy/fee-rate.ts';
import type { StandardnessRules } from '../policy/standard-transaction.ts';

/** What an operator may decide about the mempool. @source Bitcoin Core src/kernel/mempool_options.h */
export interface MempoolOptions {
  /** -maxmempool, in bytes of memory as memory-usage.ts counts them. */
  readonly maxBytes: number;
  /** -mempoolexpiry: seconds after which a transaction that nobody mined is dropped. */
  readonly expirySeconds: number;
  /** -minrelaytxfee: what a transaction must pay at least, however empty the mempool is. */
  readonly minRelayFeeRate: FeeRate;
  /** -incrementalrelayfee: what a replacement pays for its own way, and the step of the rate in a full mempool. */
  readonly incrementalRelayFeeRate: FeeRate;
  /** -bytespersigop: what one unit of the cost of signature operations counts as, at least; see virtual-size.ts. */
  readonly bytesPerSigOp: number;
  /** The inverse of -acceptnonstdtxn: whether `standardness` is asked at all. */
  readonly requireStandard: boolean;
  /** -datacarriersize, -permitbaremultisig, -dustrelayfee. */
  readonly standardness: StandardnessRules;
  /** -limitclustercount, -limitclustersize. */
  readonly limits: ClusterLimits;
  /** -persistmempool: whether it is kept on disk and loaded at the start. */
  readonly isPersistent: boolean;
}

const HOUR = 3600;

/** Core's defaults. @source Bitcoin Core src/kernel/mempool_options.h, src/policy/policy.h */
export const DEFAULT_MEMPOOL_OPTIONS: MempoolOptions = {
  maxBytes: 300_000_000,
  expirySeconds: 336 * HOUR,
  minRelayFeeRate: 100,
  incrementalRelayFeeRate: 100,
  bytesPerSigOp: 20,
  requireStandard: true,
  standardness: { maxDataCarrierBytes: 100_000, permitBareMultisig: true, dustRelayFeeRate: 3000 },
  limits: DEFAULT_CLUSTER_LIMITS,
  isPersistent: true,
};

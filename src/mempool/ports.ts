import type { ScriptCheck } from '../chain/ports.ts';
import type { ScriptFailure } from '../consensus/check-scripts.ts';
import type { Satoshis } from '../primitives/amount.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { ScriptFlags } from '../script/flags.ts';

/** What the mempool needs from others: `store` keeps it on disk, `pool` checks scripts on every core. */

/** Transactions of which it is known by now that a script fails, and which. */
export type KnownFailures = ReadonlyMap<Transaction, ScriptFailure>;

/**
 * Runs scripts on every core before their transactions are judged, and remembers those that hold for whoever asks next.
 * @returns the first that fails, if any does; of those behind it nothing is known
 */
export type CheckScriptsAhead = (
  checks: readonly ScriptCheck[],
  flags: ScriptFlags,
) => Promise<KnownFailures>;

/** An unconfirmed transaction as it is kept. */
export interface MempoolRecord {
  readonly txid: Hash256;
  /** Serialized with witnesses. */
  readonly bytes: Uint8Array;
  /** When it came in, seconds. */
  readonly time: number;
  /** Height of the best chain when it came in. */
  readonly height: number;
  /** Satoshis; kept for people, computed anew when the transaction is loaded. */
  readonly fee: Satoshis;
  /** Virtual bytes by which the fee is judged; kept for people. */
  readonly vsize: number;
  /** See unbroadcast.ts. */
  readonly isUnbroadcast: boolean;
}

/** What the operator added to the fee of a transaction, which need not be known. */
export interface Priority {
  readonly txid: Hash256;
  /** Satoshis; below 0 where they were taken away. */
  readonly delta: Satoshis;
}

/** What changed since the last commit. */
export interface MempoolBatch {
  /** New ones, and those that are to be written anew. */
  readonly added: readonly MempoolRecord[];
  /** Ids of transactions that left; some of them may never have been written. */
  readonly removed: readonly Hash256[];
  /** What the operator added to the fees of these, in all; 0: nothing any more. */
  readonly prioritised: readonly Priority[];
  /** The best chain's tip that the mempool follows on, once the batch is written. */
  readonly tip: Hash256;
}

export interface StoredMempool {
  readonly records: readonly MempoolRecord[];
  readonly priorities: readonly Priority[];
  /** The tip of the last batch; none in a new store. */
  readonly tip: Hash256 | undefined;
}

export interface MempoolStore {
  loadMempool(): StoredMempool;
  /** @throws DiskFullError where nothing can be written now */
  requireRoom(): void;
  /**
   * Writes the batch as one transaction: all of it, durable when this returns, or nothing.
   * @throws StoreError; DiskFullError, after which the same may be tried again
   */
  commitMempool(batch: MempoolBatch): void;
}

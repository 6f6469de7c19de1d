import type { TransactionFields } from '../primitives/tx.ts';
import {
  SEQUENCE_LOCKTIME_DISABLE_FLAG,
  SEQUENCE_LOCKTIME_MASK,
  SEQUENCE_LOCKTIME_TYPE_FLAG,
} from '../script/limits.ts';

/** Relative lock times (BIP68): how long an input must wait after the output that it spends. */

/** Relative times count in steps of 2^9 = 512 seconds. */
const SEQUENCE_LOCKTIME_GRANULARITY = 9;

/** The first transaction version whose sequences lock. */
const MIN_VERSION = 2;

/** Where and when a spent output came to be. */
export interface SpentOrigin {
  /** Height of the block that made it. */
  readonly height: number;
  /** Median time past of the block before that one, seconds; asked for only where the lock is by time. */
  readonly medianTimePastBefore: () => number;
}

/** The last height and the last time at which the transaction is still locked; -1 where nothing locks. */
export interface SequenceLocks {
  readonly height: number;
  readonly time: number;
}

/**
 * The locks of a transaction, to be asked where BIP68 is active.
 * @param origins - of the output that each input spends, in input order
 * @source Bitcoin Core src/consensus/tx_verify.cpp CalculateSequenceLocks
 */
export function calculateSequenceLocks(
  tx: TransactionFields,
  origins: readonly SpentOrigin[],
): SequenceLocks {
  let height = -1;
  let time = -1;
  if (tx.version < MIN_VERSION) return { height, time };
  origins.forEach((origin, i) => {
    const sequence = tx.inputs[i]?.sequence ?? SEQUENCE_LOCKTIME_DISABLE_FLAG;
    if ((sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG) !== 0) return;
    const value = sequence & SEQUENCE_LOCKTIME_MASK;
    if ((sequence & SEQUENCE_LOCKTIME_TYPE_FLAG) === 0) height = Math.max(height, origin.height + value - 1);
    else {
      const seconds = value << SEQUENCE_LOCKTIME_GRANULARITY;
      time = Math.max(time, origin.medianTimePastBefore() + seconds - 1);
    }
  });
  return { height, time };
}

/**
 * True where the transaction may be in a block.
 * @param block - its height, and its parent's median time past, seconds
 * @source Bitcoin Core src/consensus/tx_verify.cpp EvaluateSequenceLocks
 */
export function areSequenceLocksMet(
  locks: SequenceLocks,
  block: { readonly height: number; readonly parentMedianTimePast: number },
): boolean {
  return locks.height < block.height && locks.time < block.parentMedianTimePast;
}

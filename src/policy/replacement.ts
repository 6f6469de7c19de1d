import type { Satoshis } from '../primitives/amount.ts';
import type { TransactionFields } from '../primitives/tx.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { compareFeeRates, type FeeAndSize, type FeeRate, feeAtRate, feeRateOf } from './fee-rate.ts';

/**
 * When an unconfirmed transaction gives way to another that spends the same coins: whether it said so or not (full
 * replacement by fee), if miners and the network are better off with the new one.
 */

/** Transactions that a replacement may throw out. @source BIP125 rule 5; Bitcoin Core src/policy/rbf.h */
const MAX_REPLACEMENT_CANDIDATES = 100;

/** The highest sequence that says "this may be replaced". @source BIP125; Bitcoin Core src/util/rbf.h */
const MAX_BIP125_RBF_SEQUENCE = 0xfffffffd;

export interface Replacement {
  /** The new transaction by itself, and with its unconfirmed ancestors: miners take the lower of the two rates. */
  readonly own: FeeAndSize;
  readonly withAncestors: FeeAndSize;
  /** Those that spend the same coins. */
  readonly conflicts: readonly FeeAndSize[];
  /** Those that would go: the conflicts and all that build on them. */
  readonly evictedFee: Satoshis;
  readonly incrementalRelayFeeRate: FeeRate;
}

/** True where the transaction itself asks to be replaceable; shown to people, asked of no one. @source BIP125 */
export function signalsReplacement(tx: TransactionFields): boolean {
  return tx.inputs.some((input) => input.sequence <= MAX_BIP125_RBF_SEQUENCE);
}

/**
 * Bounds the work of a replacement before it is done.
 * @param candidates - transactions that could go, those counted twice that two conflicts lead to
 * @rejects too many potential replacements
 * @source BIP125 rule 5; Bitcoin Core src/policy/rbf.cpp GetEntriesForConflicts
 */
export function checkReplacementCount(candidates: number): Verdict<void, 'too many potential replacements'> {
  return candidates > MAX_REPLACEMENT_CANDIDATES
    ? reject('too many potential replacements', `${candidates} > ${MAX_REPLACEMENT_CANDIDATES}`)
    : ACCEPTED;
}

/**
 * The new transaction must be the better one to mine than each that it conflicts with, pay at least what all that
 * go paid, and on top of that for its own way through the network.
 * @rejects insufficient fee
 * @source BIP125 rules 3 and 4; Bitcoin Core 30 src/policy/rbf.cpp PaysMoreThanConflicts, PaysForRBF
 */
export function checkReplacementFees(replacement: Replacement): Verdict<void, 'insufficient fee'> {
  const { own, withAncestors, conflicts, evictedFee, incrementalRelayFeeRate } = replacement;
  // Without the ancestors a replacement could hide behind parents that nobody mines.
  const mined = compareFeeRates(withAncestors, own) < 0 ? withAncestors : own;
  const better = conflicts.find((conflict) => compareFeeRates(mined, conflict) <= 0);
  if (better) {
    const rates = `new feerate ${feeRateOf(mined)} <= old feerate ${feeRateOf(better)} satoshis/kvB`;
    return reject('insufficient fee', rates);
  }
  if (own.fee < evictedFee) {
    return reject('insufficient fee', `less fees than conflicting txs: ${own.fee} < ${evictedFee} satoshis`);
  }
  const additional = own.fee - evictedFee;
  const required = feeAtRate(incrementalRelayFeeRate, own.vsize);
  return additional < required
    ? reject('insufficient fee', `not enough additional fees to relay: ${additional} < ${required} satoshis`)
    : ACCEPTED;
}

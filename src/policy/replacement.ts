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

/** What a transaction pays by itself, and together with its unconfirmed ancestors. */
export interface Offer {
  readonly own: FeeAndSize;
  readonly withAncestors: FeeAndSize;
}

export interface Replacement {
  readonly offer: Offer;
  /** Of those that spend the same coins. */
  readonly conflicts: readonly Offer[];
  /** What all that would go have paid: the conflicts and all that builds on them. */
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
 * The new transaction must be a better one to mine than each that it conflicts with, pay at least what all that go
 * have paid, and on top of that for its own way through the network.
 * @rejects insufficient fee
 * @source BIP125 rules 3 and 4; Bitcoin Core 30 src/policy/rbf.cpp PaysMoreThanConflicts, PaysForRBF
 */
export function checkReplacementFees(replacement: Replacement): Verdict<void, 'insufficient fee'> {
  const { offer, conflicts, evictedFee, incrementalRelayFeeRate } = replacement;
  const { fee, vsize } = offer.own;
  const better = conflicts.find((conflict) => !isBetterToMine(offer, conflict));
  if (better) {
    const rates = `new feerate ${feeRateOf(minedAt(offer))} <= old feerate ${feeRateOf(minedAt(better))}`;
    return reject('insufficient fee', `${rates} satoshis/kvB`);
  }
  if (fee < evictedFee) {
    return reject('insufficient fee', `less fees than conflicting txs: ${fee} < ${evictedFee} satoshis`);
  }
  const additional = fee - evictedFee;
  const required = feeAtRate(incrementalRelayFeeRate, vsize);
  return additional < required
    ? reject('insufficient fee', `not enough additional fees to relay: ${additional} < ${required} satoshis`)
    : ACCEPTED;
}

/**
 * By its own rate, and by that at which it would be mined: a replacement may have new unconfirmed parents, and must
 * not hide behind some that nobody mines.
 */
function isBetterToMine(offer: Offer, conflict: Offer): boolean {
  const byItself = compareFeeRates(offer.own, conflict.own) > 0;
  return byItself && compareFeeRates(minedAt(offer), minedAt(conflict)) > 0;
}

/** The lower of the two rates. */
function minedAt({ own, withAncestors }: Offer): FeeAndSize {
  return compareFeeRates(withAncestors, own) < 0 ? withAncestors : own;
}

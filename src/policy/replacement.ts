import { formatMoney, type Satoshis } from '../primitives/amount.ts';
import { displayHash, type Hash256 } from '../primitives/hash256.ts';
import type { TransactionFields } from '../primitives/tx.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import type { DiagramComparison } from './fee-diagram.ts';
import { type FeeRate, feeAtRate } from './fee-rate.ts';

/**
 * When an unconfirmed transaction gives way to another that spends the same coins: whether it said so or not (full
 * replacement by fee), if miners and the network are better off with the new one.
 */

/** Clusters that a replacement may throw something out of. @source Bitcoin Core src/policy/rbf.h */
const MAX_REPLACEMENT_CANDIDATES = 100;

/** The highest sequence that says "this may be replaced". @source BIP125; Bitcoin Core src/util/rbf.h */
const MAX_BIP125_RBF_SEQUENCE = 0xfffffffd;

/** What comes, and what would go for it. */
export interface Replacement {
  /** Who is named in the reason. */
  readonly txid: Hash256;
  /** Modified fees of what comes. */
  readonly fee: Satoshis;
  /** Virtual bytes of what comes. */
  readonly vsize: number;
  /** Modified fees of all that would go: the conflicts and all that builds on them. */
  readonly evictedFee: Satoshis;
  readonly incrementalRelayFeeRate: FeeRate;
}

/** True where the transaction itself asks to be replaceable; shown to people, asked of no one. @source BIP125 */
export function signalsReplacement(tx: TransactionFields): boolean {
  return tx.inputs.some((input) => input.sequence <= MAX_BIP125_RBF_SEQUENCE);
}

/**
 * Bounds the work of a replacement before it is done.
 * @param clusters - that those belong to that spend the same coins
 * @rejects too many potential replacements
 * @source Bitcoin Core src/policy/rbf.cpp GetEntriesForConflicts
 */
export function checkReplacementCount(
  txid: Hash256,
  clusters: number,
): Verdict<void, 'too many potential replacements'> {
  if (clusters <= MAX_REPLACEMENT_CANDIDATES) return ACCEPTED;
  const counts = `too many conflicting clusters (${clusters} > ${MAX_REPLACEMENT_CANDIDATES})`;
  return reject('too many potential replacements', `rejecting replacement ${displayHash(txid)}; ${counts}`);
}

/**
 * What comes must pay at least what all that go have paid, and on top of that for its own way through the network.
 * @rejects insufficient fee
 * @source Bitcoin Core src/policy/rbf.cpp PaysForRBF
 */
export function checkReplacementFees(replacement: Replacement): Verdict<void, 'insufficient fee'> {
  const { txid, fee, vsize, evictedFee, incrementalRelayFeeRate } = replacement;
  const stem = `rejecting replacement ${displayHash(txid)}`;
  if (fee < evictedFee) {
    const fees = `${formatMoney(fee)} < ${formatMoney(evictedFee)}`;
    return reject('insufficient fee', `${stem}, less fees than conflicting txs; ${fees}`);
  }
  const additional = fee - evictedFee;
  const required = feeAtRate(incrementalRelayFeeRate, vsize);
  if (additional >= required) return ACCEPTED;
  const fees = `${formatMoney(additional)} < ${formatMoney(required)}`;
  return reject('insufficient fee', `${stem}, not enough additional fees to relay; ${fees}`);
}

/**
 * The mempool must be worth more to miners than before, at some size of a block, and at none less.
 * @rejects replacement-failed
 * @source Bitcoin Core src/policy/rbf.cpp ImprovesFeerateDiagram
 */
export function checkReplacementDiagram(outcome: DiagramComparison): Verdict<void, 'replacement-failed'> {
  return outcome === 'better'
    ? ACCEPTED
    : reject('replacement-failed', 'insufficient feerate: does not improve feerate diagram');
}

import { type FeeAndSize, feeAtRate } from '../policy/fee-rate.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import {
  checkReplacementCount,
  checkReplacementDiagram,
  checkReplacementFees,
} from '../policy/replacement.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import type { AcceptContext } from './accept-context.ts';
import { namingSibling, type Replaced } from './accept-relatives.ts';
import type { Changeset } from './changeset.ts';
import { type MempoolEntry, totalsOf } from './entry.ts';
import type { GraphView } from './graph.ts';

type PlaceVerdict = Verdict<void, MempoolRejectCode>;

const NOBODY: ReadonlySet<MempoolEntry> = new Set();

/** Those in the mempool that spend a coin of the transaction's. */
export function findConflicts(
  tx: Transaction,
  graph: Pick<GraphView, 'spenderOf'>,
): ReadonlySet<MempoolEntry> {
  const spenders = tx.inputs.map(({ prevout }) => graph.spenderOf(prevout));
  const conflicts = spenders.filter((entry) => entry !== undefined);
  return conflicts.length === 0 ? NOBODY : new Set(conflicts);
}

/**
 * Whether the fee is enough, in an empty mempool and in this one.
 * @rejects mempool min fee not met, min relay fee not met
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::CheckFeeRate
 */
export function checkFee(
  { fee, vsize }: FeeAndSize,
  { rollingFee, pool, options }: Pick<AcceptContext, 'rollingFee' | 'pool' | 'options'>,
): PlaceVerdict {
  const inFullMempool = feeAtRate(rollingFee.minimum(pool.graph.totals().usage), vsize);
  if (fee < inFullMempool) return reject('mempool min fee not met', `${fee} < ${inFullMempool}`);
  const always = feeAtRate(options.minRelayFeeRate, vsize);
  return fee < always ? reject('min relay fee not met', `${fee} < ${always}`) : ACCEPTED;
}

/** A transaction that looks for a place among the others. */
export interface PlaceRequest extends Replaced {
  /** As it was added to the changeset. */
  readonly entry: MempoolEntry;
  readonly changeset: Changeset;
}

/**
 * Whether there is a place for the transaction among the others. What has to go for it is added to the changeset.
 * @rejects too-large-cluster, too many potential replacements, insufficient fee, both also with
 *   (including sibling eviction), replacement-failed, bad-txns-spends-conflicting-tx
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::AcceptSingleTransactionInternal
 */
export function checkPlace(
  request: PlaceRequest,
  context: Pick<AcceptContext, 'pool' | 'options'>,
): PlaceVerdict {
  const { conflicts, hasSibling, changeset } = request;
  const replacement = conflicts.size > 0 ? checkReplacement(request, context) : ACCEPTED;
  if (!replacement.ok) return hasSibling ? namingSibling(replacement) : replacement;
  const limits = checkClusterLimits(changeset);
  return limits.ok ? checkDisjoint(request) : limits;
}

/** @rejects too-large-cluster */
export function checkClusterLimits(changeset: Changeset): PlaceVerdict {
  return changeset.isWithinLimits() ? ACCEPTED : reject('too-large-cluster');
}

/** @source Bitcoin Core src/validation.cpp MemPoolAccept::ReplacementChecks */
function checkReplacement(
  { entry, conflicts, changeset }: PlaceRequest,
  { pool, options }: Pick<AcceptContext, 'pool' | 'options'>,
): PlaceVerdict {
  const { txid } = entry.tx;
  const few = checkReplacementCount(txid, new Set([...conflicts].map(pool.graph.clusterOf)).size);
  if (!few.ok) return few;
  const fees = checkReplacementFees({
    txid,
    fee: entry.modifiedFee,
    vsize: entry.vsize,
    evictedFee: totalsOf(changeset.remove(conflicts)).fee,
    incrementalRelayFeeRate: options.incrementalRelayFeeRate,
  });
  if (!fees.ok) return fees;
  const limits = checkClusterLimits(changeset);
  return limits.ok ? checkReplacementDiagram(changeset.compareDiagram()) : limits;
}

/** @source Bitcoin Core src/policy/rbf.cpp EntriesAndTxidsDisjoint */
function checkDisjoint({ entry, conflicts, changeset }: PlaceRequest): PlaceVerdict {
  if (conflicts.size === 0) return ACCEPTED;
  const ancestors = changeset.ancestorsOf(entry);
  const spent = [...conflicts].find((conflict) => ancestors.has(conflict));
  if (!spent) return ACCEPTED;
  const names = `${displayHash(entry.tx.txid)} spends conflicting transaction ${displayHash(spent.tx.txid)}`;
  return reject('bad-txns-spends-conflicting-tx', names);
}

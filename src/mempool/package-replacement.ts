import { compareFeeRates, type FeeAndSize, type FeeRate, feeRateOf } from '../policy/fee-rate.ts';
import { isChildWithParents, type PackageRejectCode } from '../policy/packages.ts';
import {
  checkReplacementCount,
  checkReplacementDiagram,
  checkReplacementFees,
} from '../policy/replacement.ts';
import { COIN } from '../primitives/amount.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import type { Candidate } from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import { checkClusterLimits } from './accept-place.ts';
import type { Changeset } from './changeset.ts';
import { totalsOf } from './entry.ts';

type ReplacementVerdict = Verdict<void, PackageRejectCode>;

/**
 * Whether a parent and its child, who would not pay for it alone, may replace what spends the same coins. Nothing
 * else of the mempool may have to do with them, so that they are mined as one. What goes for them is added to the
 * changeset.
 * @rejects package RBF failed: …, too-large-cluster
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PackageRBFChecks
 */
export function checkPackageReplacement(
  candidates: readonly Candidate[],
  changeset: Changeset,
  { pool, options }: Pick<AcceptContext, 'pool' | 'options'>,
): ReplacementVerdict {
  const conflicts = new Set(candidates.flatMap((candidate) => [...candidate.conflicts]));
  if (conflicts.size === 0) return ACCEPTED;
  const [parent, child] = candidates.map(({ entry }) => entry);
  if (!parent || !child || candidates.length > 2 || !isChildWithParents([parent.tx, child.tx])) {
    return reject('package RBF failed: package must be 1-parent-1-child');
  }
  if ([parent, child].some(({ tx }) => pool.graph.parentsOf(tx).size > 0)) {
    return reject('package RBF failed: new transaction cannot have mempool ancestors');
  }
  const { txid } = child.tx;
  const few = checkReplacementCount(txid, new Set([...conflicts].map(pool.graph.clusterOf)).size);
  if (!few.ok) return reject('package RBF failed: too many potential replacements', few.debug);
  const evictedFee = totalsOf(changeset.remove(conflicts)).fee;
  const { fee, vsize } = totalsOf(new Set([parent, child]));
  const { incrementalRelayFeeRate } = options;
  const fees = checkReplacementFees({ txid, fee, vsize, evictedFee, incrementalRelayFeeRate });
  if (!fees.ok) return reject('package RBF failed: insufficient anti-DoS fees', fees.debug);
  const rate = checkRate({ fee, vsize }, { fee: parent.modifiedFee, vsize: parent.vsize });
  if (!rate.ok) return rate;
  if (!checkClusterLimits(changeset).ok) return reject('too-large-cluster');
  return checkReplacementDiagram(changeset.compareDiagram()).ok
    ? ACCEPTED
    : reject('package RBF failed: insufficient feerate: does not improve feerate diagram');
}

/** The child pays for its parent, else the parent would be mined without it. */
function checkRate(both: FeeAndSize, parent: FeeAndSize): ReplacementVerdict {
  const isBetter =
    compareFeeRates({ fee: both.fee, size: both.vsize }, { fee: parent.fee, size: parent.vsize }) > 0;
  if (isBetter) return ACCEPTED;
  const [rate, parentRate] = [both, parent].map((paid) => rateText(feeRateOf(paid)));
  return reject(
    'package RBF failed: package feerate is less than or equal to parent feerate',
    `package feerate ${rate} <= parent feerate is ${parentRate}`,
  );
}

/** @source Bitcoin Core src/policy/feerate.cpp CFeeRate::ToString */
function rateText(rate: FeeRate): string {
  return `${(rate / COIN).toFixed(8)} BTC/kvB`;
}

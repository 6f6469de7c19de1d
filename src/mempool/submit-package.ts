import type { FeeRate } from '../policy/fee-rate.ts';
import { checkPackageForm, isChildWithParents } from '../policy/packages.ts';
import { mempoolRejectClass } from '../policy/reject-codes.ts';
import type { Transaction } from '../primitives/tx.ts';
import { equalBytes } from '../util/bytes.ts';
import { describeRejection, reject } from '../util/verdict.ts';
import { type Arrival, acceptToMempool } from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import { acceptTogether } from './accept-together.ts';
import { limitSize } from './evict.ts';
import { acceptedAlone, failedPackage, type MemberOutcome, type PackageOutcome } from './package-outcome.ts';
import type { KnownFailures } from './ports.ts';

export interface PackageSubmission {
  /** One, or a child behind some of its parents. */
  readonly txs: readonly Transaction[];
  /** No transaction may pay more than that. */
  readonly maxFeeRate?: FeeRate;
  /** What is known of their scripts. */
  readonly failures?: KnownFailures;
}

type How = Omit<Arrival, 'tx'>;

/**
 * Takes a child and its parents in. Each is tried alone first, so that what pays for itself does not pay for another
 * one; those that were refused for their fee, or for want of a parent that was, are then tried as one. Room for all is
 * made at the end: one that came in may have to go again.
 * @rejects every PackageRejectCode, with what became of each
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::AcceptPackage
 */
export function submitPackage(submission: PackageSubmission, context: AcceptContext): PackageOutcome {
  const { txs } = submission;
  const form = checkPackageForm(txs);
  if (!form.ok) return failedPackage(form);
  if (txs.length > 1 && !isChildWithParents(txs)) {
    return failedPackage(reject('package-not-child-with-parents'));
  }
  const how = howOf(submission, context);
  const alone = new Map(txs.map((tx) => [tx, submitAlone(tx, how, context)]));
  const refused = txs.filter((tx) => alone.get(tx)?.kind === 'refused');
  const isHopeless = txs.length === 1 || refused.some((tx) => !mayPassTogether(alone.get(tx)));
  const together: PackageOutcome =
    refused.length === 0 || isHopeless
      ? { failure: refused.length === 0 ? undefined : reject('transaction failed'), members: new Map() }
      : submitTogether(refused, how, context);
  limitSize(context);
  const outcome = settle({ alone, together }, context);
  log(outcome, context);
  return outcome;
}

function howOf({ txs: _, ...known }: PackageSubmission, { clock, chainstate }: AcceptContext): How {
  return { time: clock.nowSeconds(), height: chainstate.tip().height, ...known };
}

/** One that is here is not judged again, whatever its witness. */
function submitAlone(tx: Transaction, how: How, context: AcceptContext): MemberOutcome {
  const known = context.pool.graph.get(tx.txid);
  if (known && !equalBytes(known.tx.wtxid, tx.wtxid)) return { kind: 'other-witness', wtxid: known.tx.wtxid };
  if (known) return { kind: 'known', fee: known.fee, vsize: known.vsize };
  const verdict = acceptToMempool({ ...how, tx, together: 'one-by-one' }, context);
  return verdict.ok ? acceptedAlone(verdict.value) : { kind: 'refused', rejected: verdict };
}

/** Whether the others can change anything about the refusal. */
function mayPassTogether(outcome: MemberOutcome | undefined): boolean {
  if (outcome?.kind !== 'refused') return true;
  const refusalClass = mempoolRejectClass(outcome.rejected.code);
  return refusalClass === 'reconsiderable' || refusalClass === 'missing-inputs';
}

/** One that is left of them comes alone, as any other: the others may have made what it spends. */
function submitTogether(txs: readonly Transaction[], how: How, context: AcceptContext): PackageOutcome {
  const [first, ...others] = txs;
  if (!first || others.length > 0) return acceptTogether({ ...how, txs, together: 'as-one' }, context);
  const outcome = submitAlone(first, how, context);
  const failure = outcome.kind === 'refused' ? reject('transaction failed' as const) : undefined;
  return { failure, members: new Map([[first, outcome]]) };
}

interface Attempts {
  readonly alone: ReadonlyMap<Transaction, MemberOutcome>;
  readonly together: PackageOutcome;
}

/** The last word on each: what came of all together before what came of it alone, if it is still here. */
function settle({ alone, together }: Attempts, { pool }: Pick<AcceptContext, 'pool'>): PackageOutcome {
  let { failure } = together;
  const members = new Map<Transaction, MemberOutcome>();
  for (const [tx, byItself] of alone) {
    const outcome = together.members.get(tx) ?? byItself;
    const isGone = outcome.kind !== 'refused' && !pool.graph.get(tx.txid);
    if (isGone) failure = reject('transaction failed');
    members.set(tx, isGone ? { kind: 'refused', rejected: reject('mempool full') } : outcome);
  }
  return { failure, members };
}

function log({ failure, members }: PackageOutcome, context: AcceptContext): void {
  context.log.debug('mempool', () => {
    const verdict = failure ? `was not accepted: ${describeRejection(failure)}` : 'accepted';
    return `package of ${members.size} transactions ${verdict}`;
  });
}

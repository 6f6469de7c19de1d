import { checkPackageForm, type PackageRejectCode } from '../policy/packages.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import { checkPackageTruc } from '../policy/truc.ts';
import type { Transaction } from '../primitives/tx.ts';
import { ACCEPTED, type Rejected, reject, type Verdict } from '../util/verdict.ts';
import {
  type Arrival,
  type Candidate,
  checkMaxFeeRate,
  checkScripts,
  describeAccepted,
  preCheck,
} from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import { checkClusterLimits, checkFee } from './accept-place.ts';
import { checkDustSpent } from './accept-relatives.ts';
import { type Changeset, createChangeset } from './changeset.ts';
import { totalsOf } from './entry.ts';
import { failedPackage, type MemberOutcome, type PackageOutcome } from './package-outcome.ts';
import { checkPackageReplacement } from './package-replacement.ts';
import type { KnownFailures } from './ports.ts';

/** Several transactions that are judged as one. */
export interface TogetherRequest extends Pick<Arrival, 'time' | 'height' | 'maxFeeRate' | 'failures'> {
  /** Parents before children; none is in the mempool. */
  readonly txs: readonly Transaction[];
  /** Submitted, and what all pay counts; or tested, where each pays for itself and nothing has to go. */
  readonly together: 'as-one' | 'in-a-test';
}

/**
 * Takes all of the transactions in, or none: what is cheap to check is checked of all of them before the scripts of
 * the first. Room for them is made by the caller.
 * @rejects every PackageRejectCode but package-not-child-with-parents, with the reason of the one that is to blame
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::AcceptMultipleTransactionsInternal
 */
export function acceptTogether(request: TogetherRequest, context: AcceptContext): PackageOutcome {
  const { txs, together } = request;
  const form = checkPackageForm(txs);
  if (!form.ok) return failedPackage(form);
  const changeset = createChangeset(context.pool.graph, context.options.limits);
  const candidates: Candidate[] = [];
  for (const tx of txs) {
    const candidate = checkMember({ ...request, tx }, changeset, context);
    if (!candidate.ok) return transactionFailed(tx, candidate);
    candidates.push(candidate.value);
  }
  const refused = checkWhole({ candidates, changeset, together }, context);
  if (refused) return refused;
  const outcome = runScripts({ candidates, changeset, together }, context, request.failures);
  if (!outcome.failure && together === 'as-one') context.pool.apply(changeset, false);
  return outcome;
}

/** What can be said of one of them without the others. */
function checkMember(
  arrival: Arrival,
  changeset: Changeset,
  context: AcceptContext,
): Verdict<Candidate, MempoolRejectCode> {
  const candidate = preCheck(arrival, changeset, context);
  if (!candidate.ok) return candidate;
  const limit = checkMaxFeeRate(candidate.value.entry, arrival);
  return limit.ok ? candidate : limit;
}

interface Whole extends Pick<TogetherRequest, 'together'> {
  readonly candidates: readonly Candidate[];
  readonly changeset: Changeset;
}

/** The rules on all of them together; undefined where all are kept. */
function checkWhole(whole: Whole, context: AcceptContext): PackageOutcome | undefined {
  const { candidates, changeset, together } = whole;
  const topology = checkTopology(candidates, context);
  if (!topology.ok) return failedPackage(topology);
  const { vsize, fee } = totalsOf(new Set(candidates.map(({ entry }) => entry)));
  const paid = together === 'as-one' ? checkFee({ fee, vsize }, context) : ACCEPTED;
  const last = candidates.at(-1);
  if (!paid.ok && last) return transactionFailed(last.entry.tx, paid);
  const replacement = checkPackageReplacement(candidates, changeset, context);
  if (!replacement.ok) return failedPackage(replacement);
  const limits = checkClusterLimits(changeset);
  if (!limits.ok) return failedPackage(reject('too-large-cluster'));
  const dust = checkDustSpent(
    candidates.map(({ entry }) => entry.tx),
    context,
  );
  return dust.ok ? undefined : failedPackage(reject('unspent-dust'), [[dust.culprit, refusal(dust)]]);
}

function checkTopology(
  candidates: readonly Candidate[],
  { pool }: Pick<AcceptContext, 'pool'>,
): Verdict<void, PackageRejectCode> {
  const members = candidates.map(({ entry: { tx, vsize } }) => {
    return { tx, vsize, parents: pool.graph.parentsOf(tx) };
  });
  for (const member of members) {
    const truc = checkPackageTruc(member, members);
    if (!truc.ok) return truc;
  }
  return ACCEPTED;
}

/** In a test those whose scripts were run before one failed are answered for, too. */
function runScripts(whole: Whole, context: AcceptContext, failures?: KnownFailures): PackageOutcome {
  const { candidates, together } = whole;
  const members = new Map<Transaction, MemberOutcome>();
  for (const [index, candidate] of candidates.entries()) {
    const { tx } = candidate.entry;
    const scripts = checkScripts(candidate, context, failures);
    if (!scripts.ok) {
      const judged = together === 'in-a-test' ? members : [];
      return failedPackage(reject('transaction failed'), [...judged, [tx, refusal(scripts)]]);
    }
    members.set(tx, acceptance(index, whole));
  }
  return { failure: undefined, members };
}

function acceptance(index: number, { candidates, changeset, together }: Whole): MemberOutcome {
  const own = candidates.slice(index, index + 1);
  const judged = (together === 'as-one' ? candidates : own).map(({ entry }) => entry);
  const { fee, vsize } = totalsOf(new Set(judged));
  const [entry] = own.map((candidate) => candidate.entry) as [Candidate['entry']];
  // What goes, goes for all of them: it is told once.
  const { removed } = index === 0 ? changeset : { removed: new Set<never>() };
  return {
    kind: 'accepted',
    accepted: {
      ...describeAccepted(entry, { removed }),
      judged: { fee, vsize, wtxids: judged.map(({ tx }) => tx.wtxid) },
    },
  };
}

function transactionFailed(tx: Transaction, rejected: Rejected<MempoolRejectCode>): PackageOutcome {
  return failedPackage(reject('transaction failed'), [[tx, refusal(rejected)]]);
}

function refusal({ code, debug }: Rejected<MempoolRejectCode>): MemberOutcome {
  return { kind: 'refused', rejected: reject(code, debug) };
}

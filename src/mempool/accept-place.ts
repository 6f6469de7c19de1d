import { type FeeAndSize, feeAtRate } from '../policy/fee-rate.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import { checkReplacementCount, checkReplacementFees } from '../policy/replacement.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { collectReachable } from '../util/reachable.ts';
import { ACCEPTED, accept, reject, type Verdict } from '../util/verdict.ts';
import type { AcceptContext } from './accept-context.ts';
import type { SpendFacts } from './accept-inputs.ts';
import { checkAncestorLimits, checkDescendantLimits, type Joining } from './check-chain-limits.ts';
import type { MempoolEntry } from './entry.ts';
import type { TransactionGraph } from './graph.ts';

const NOBODY: ReadonlySet<MempoolEntry> = new Set();

/** Those in the mempool that spend a coin of the transaction's. */
export function findConflicts(
  tx: Transaction,
  graph: Pick<TransactionGraph, 'spenderOf'>,
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
): Verdict<void, MempoolRejectCode> {
  const inFullMempool = feeAtRate(rollingFee.minimum(pool.graph.totals().usage), vsize);
  if (fee < inFullMempool) return reject('mempool min fee not met', `${fee} < ${inFullMempool}`);
  const always = feeAtRate(options.minRelayFeeRate, vsize);
  return fee < always ? reject('min relay fee not met', `${fee} < ${always}`) : ACCEPTED;
}

export interface PlaceRequest {
  readonly facts: SpendFacts;
  readonly conflicts: ReadonlySet<MempoolEntry>;
  /** Whether it was accepted before: what came to build on its ancestors does not count against it. */
  readonly isReturning: boolean;
}

/**
 * Whether there is a place for the transaction among the others, and who has to go for it.
 * @returns what it would throw out: its conflicts and all that builds on them
 * @rejects too-long-mempool-chain, too many potential replacements, bad-txns-spends-conflicting-tx, insufficient fee
 * @source Bitcoin Core 30 src/validation.cpp MemPoolAccept::PreChecks, ReplacementChecks
 */
export function findPlace(
  request: PlaceRequest,
  { pool, options }: Pick<AcceptContext, 'pool' | 'options'>,
): Verdict<ReadonlySet<MempoolEntry>, MempoolRejectCode> {
  const { facts, conflicts, isReturning } = request;
  const { parents } = pool.graph.neighboursOf(facts.tx);
  // Before walking further: a transaction may have thousands of inputs.
  const few = checkAncestorLimits(
    { vsize: facts.vsize, ancestors: parents, evicted: NOBODY },
    options.limits,
  );
  if (!few.ok) return few;
  const ancestors = collectReachable(parents, (entry) => entry.parents);
  const replaced = conflicts.size > 0 ? judgeReplacement(request, ancestors, options) : accept(NOBODY);
  if (!replaced.ok) return replaced;
  const joining: Joining = { vsize: facts.vsize, ancestors, evicted: replaced.value };
  const below = checkAncestorLimits(joining, options.limits);
  if (!below.ok) return below;
  const above = isReturning ? ACCEPTED : checkDescendantLimits(joining, options.limits);
  return above.ok ? replaced : above;
}

function judgeReplacement(
  { facts, conflicts }: PlaceRequest,
  ancestors: ReadonlySet<MempoolEntry>,
  { incrementalRelayFeeRate }: AcceptContext['options'],
): Verdict<ReadonlySet<MempoolEntry>, MempoolRejectCode> {
  const spent = [...conflicts].find((conflict) => ancestors.has(conflict));
  if (spent) {
    const names = `${displayHash(facts.tx.txid)} spends conflicting transaction ${displayHash(spent.tx.txid)}`;
    return reject('bad-txns-spends-conflicting-tx', names);
  }
  const few = checkReplacementCount(sum(conflicts, ({ descendants }) => descendants.count));
  if (!few.ok) return few;
  const evicted = collectReachable(conflicts, ({ children }) => children);
  const withAncestors = {
    fee: facts.fee + sum(ancestors, ({ fee }) => fee),
    vsize: facts.vsize + sum(ancestors, ({ vsize }) => vsize),
  };
  const fees = checkReplacementFees({
    offer: { own: facts, withAncestors },
    conflicts: [...conflicts].map((conflict) => ({ own: conflict, withAncestors: conflict.ancestors })),
    evictedFee: sum(evicted, ({ fee }) => fee),
    incrementalRelayFeeRate,
  });
  return fees.ok ? accept(evicted) : fees;
}

function sum(entries: Iterable<MempoolEntry>, value: (entry: MempoolEntry) => number): number {
  let total = 0;
  for (const entry of entries) total += value(entry);
  return total;
}

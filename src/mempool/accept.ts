import type { Coin } from '../consensus/coin.ts';
import { compareFeeRates, type FeeRate } from '../policy/fee-rate.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../policy/standard-flags.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { SCRIPT_ERROR_TEXTS } from '../script/errors.ts';
import { equalBytes } from '../util/bytes.ts';
import { ACCEPTED, accept, describeRejection, reject, type Verdict } from '../util/verdict.ts';
import type { AcceptContext } from './accept-context.ts';
import { checkForm } from './accept-form.ts';
import { checkSpend, findCoins } from './accept-inputs.ts';
import { checkFee, checkPlace, findConflicts } from './accept-place.ts';
import { checkDustSpent, checkTrucAlone, type Replaced } from './accept-relatives.ts';
import { type Changeset, createChangeset } from './changeset.ts';
import type { MempoolEntry } from './entry.ts';
import { limitSize } from './evict.ts';
import { createMempoolCoins } from './mempool-coins.ts';
import type { KnownFailures } from './ports.ts';

/**
 * The way of a transaction into the mempool, cheap to dear: its form → known? → conflicts → coins → locks, inputs,
 * signature operations → fee → place and replacement → scripts → in, and what there is no room for out. All of it is
 * one synchronous step, so that nothing can change between a check and what relies on it; scripts that take long were
 * run before it (scripts-ahead.ts).
 */

/** How a transaction comes. */
export interface Arrival {
  readonly tx: Transaction;
  /** Seconds; when it first came in. */
  readonly time: number;
  /** Height of the best chain at that time. */
  readonly height: number;
  /**
   * Was accepted before: it comes back from a block that left the best chain, or from the store. What it pays and
   * whether there is room is not asked again one by one.
   */
  readonly isReturning?: boolean;
  /** Comes from the store, which need not be told. */
  readonly isStored?: boolean;
  /** Undefined: alone. */
  readonly together?: Together;
  /** What its sender says that it may pay, at most. */
  readonly maxFeeRate?: FeeRate;
  /** What is known of its scripts, and of those of others. */
  readonly failures?: KnownFailures;
}

/**
 * How it comes with others:
 * - `one-by-one`: judged by itself, but room is only made when all were;
 * - `as-one`: what all pay together counts, and no sibling has to go;
 * - `in-a-test`: each has to pay for itself, and nothing has to go.
 */
export type Together = 'one-by-one' | 'as-one' | 'in-a-test';

export interface AcceptedTransaction {
  readonly tx: Transaction;
  readonly fee: Satoshis;
  /** The same with what the operator added. */
  readonly modifiedFee: Satoshis;
  /** Virtual bytes by which the fee is judged, signature operations counted in. */
  readonly vsize: number;
  /** What went, or would go, for it. */
  readonly replaced: readonly MempoolEntry[];
}

/** A transaction on its way. */
export interface Candidate extends Replaced {
  /** As it was added to the changeset. */
  readonly entry: MempoolEntry;
  /** What its inputs spend, in input order. */
  readonly coins: readonly Coin[];
}

type CandidateVerdict = Verdict<Candidate, MempoolRejectCode>;

/**
 * Takes the transaction into the mempool, or tells why not.
 * @rejects every MempoolRejectCode
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::AcceptSingleTransactionInternal
 */
export function acceptToMempool(
  arrival: Arrival,
  context: AcceptContext,
): Verdict<AcceptedTransaction, MempoolRejectCode> {
  const changeset = createChangeset(context.pool.graph, context.options.limits);
  const candidate = judge(arrival, changeset, context);
  const verdict = candidate.ok ? enter(arrival, changeset, context) : candidate;
  context.log.debug('mempool', () => {
    const txid = displayHash(arrival.tx.txid);
    return verdict.ok ? `${txid} accepted` : `${txid} was not accepted: ${describeRejection(verdict)}`;
  });
  return verdict;
}

/** All checks of one transaction; its change is in the changeset then. */
export function judge(arrival: Arrival, changeset: Changeset, context: AcceptContext): CandidateVerdict {
  const candidate = judgeButScripts(arrival, changeset, context);
  if (!candidate.ok) return candidate;
  const scripts = checkScripts(candidate.value, context, arrival.failures);
  return scripts.ok ? candidate : scripts;
}

/** The same but for the scripts. */
export function judgeButScripts(
  arrival: Arrival,
  changeset: Changeset,
  context: AcceptContext,
): CandidateVerdict {
  const candidate = preCheck(arrival, changeset, context);
  if (!candidate.ok) return candidate;
  const place = checkPlace({ ...candidate.value, changeset }, context);
  if (!place.ok) return place;
  const limit = checkMaxFeeRate(candidate.value.entry, arrival);
  if (!limit.ok) return limit;
  // What comes back is not asked about its relatives again.
  const dust = arrival.isReturning ? ACCEPTED : checkDustSpent([arrival.tx], context);
  return dust.ok ? candidate : reject(dust.code, dust.debug);
}

/**
 * What can be said of a transaction without looking for its place among the others, nor at its scripts. It may spend
 * what was added to the changeset before, and is added to it.
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PreChecks
 */
export function preCheck(arrival: Arrival, changeset: Changeset, context: AcceptContext): CandidateVerdict {
  const { tx, time, height, isReturning = false, isStored = false, together } = arrival;
  const { chainstate, pool, options } = context;
  const form = checkForm(tx, { tip: chainstate.tip(), params: chainstate.params, options });
  if (!form.ok) return form;
  const isNew = checkUnknown(tx, pool.graph.get(tx.txid));
  if (!isNew.ok) return isNew;
  const conflicts = findConflicts(tx, pool.graph);
  if (conflicts.size > 0 && together === 'in-a-test') return reject('bip125-replacement-disallowed');
  const coins = findCoins(tx, { chainstate, coins: createMempoolCoins(chainstate, changeset) });
  if (!coins.ok) return coins;
  const spend = checkSpend(tx, coins.value, context);
  if (!spend.ok) return spend;
  const sequence = isReturning && !isStored ? 0 : pool.sequence();
  const entry = changeset.add({ ...spend.value, time, height, sequence });
  if (isReturning) return accept({ entry, coins: coins.value, conflicts, hasSibling: false });
  const { modifiedFee: fee, vsize } = entry;
  const pays = together === 'as-one' ? ACCEPTED : checkFee({ fee, vsize }, context);
  if (!pays.ok) return pays;
  const mayEvictSibling = together !== 'as-one' && together !== 'in-a-test';
  const replaced = checkTrucAlone(entry, conflicts, { ...context, mayEvictSibling });
  return replaced.ok ? accept({ entry, coins: coins.value, ...replaced.value }) : replaced;
}

/**
 * What its sender did not mean to pay: compared by the rate, which is not rounded.
 * @rejects max feerate exceeded
 */
export function checkMaxFeeRate(
  { modifiedFee: fee, vsize }: Pick<MempoolEntry, 'modifiedFee' | 'vsize'>,
  { maxFeeRate }: Pick<Arrival, 'maxFeeRate'>,
): Verdict<void, MempoolRejectCode> {
  if (maxFeeRate === undefined) return ACCEPTED;
  const isTooHigh = compareFeeRates({ fee, size: vsize }, { fee: maxFeeRate, size: 1000 }) > 0;
  return isTooHigh ? reject('max feerate exceeded') : ACCEPTED;
}

/**
 * Runs the scripts by the standard rules, which contain those of the next block.
 * @param failures - what scripts-ahead.ts found
 * @rejects mempool-script-verify-flag-failed (…)
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PolicyScriptChecks
 */
export function checkScripts(
  { entry: { tx }, coins }: Candidate,
  { findScriptFailure }: Pick<AcceptContext, 'findScriptFailure'>,
  failures?: KnownFailures,
): Verdict<void, MempoolRejectCode> {
  const flags = STANDARD_SCRIPT_VERIFY_FLAGS;
  const failure = failures?.get(tx) ?? findScriptFailure({ tx, coins, flags });
  if (!failure) return ACCEPTED;
  return reject(`mempool-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS[failure.error]})`, failure.debug);
}

/** What a caller learns of an entry that came, or would come. */
export function describeAccepted(
  { tx, fee, modifiedFee, vsize }: MempoolEntry,
  { removed }: Pick<Changeset, 'removed'>,
): AcceptedTransaction {
  return { tx, fee, modifiedFee, vsize, replaced: [...removed] };
}

function checkUnknown(tx: Transaction, known: MempoolEntry | undefined): Verdict<void, MempoolRejectCode> {
  if (!known) return ACCEPTED;
  return equalBytes(known.tx.wtxid, tx.wtxid)
    ? reject('txn-already-in-mempool')
    : reject('txn-same-nonwitness-data-in-mempool');
}

function enter(
  { isReturning = false, isStored = false, together }: Arrival,
  changeset: Changeset,
  context: AcceptContext,
): Verdict<AcceptedTransaction, MempoolRejectCode> {
  const { pool } = context;
  const [entry] = pool.apply(changeset, isStored);
  // What comes back, or with others, is cut to size when all of it is here: a child may pay for its parent.
  if (!isReturning && !together) limitSize(context);
  return entry && pool.graph.get(entry.tx.txid) === entry
    ? accept(describeAccepted(entry, changeset))
    : reject('mempool full');
}

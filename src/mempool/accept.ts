import type { Coin } from '../consensus/coin.ts';
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
import { checkSpend, findCoins, type SpendFacts } from './accept-inputs.ts';
import { checkFee, findConflicts, findPlace } from './accept-place.ts';
import { checkDustSpent, checkTrucAlone, namingSibling } from './accept-relatives.ts';
import type { EntryFacts, MempoolEntry } from './entry.ts';
import { limitSize } from './evict.ts';

/**
 * The way of a transaction into the mempool, cheap to dear: its form → known? → conflicts → coins → locks, inputs,
 * signature operations → fee → place and replacement → scripts → in, and what there is no room for out. All of it is
 * one synchronous step, so that nothing can change between a check and what relies on it.
 */

/** How a transaction comes. */
export interface Arrival {
  readonly tx: Transaction;
  /** Seconds; when it first came in. */
  readonly time: number;
  /** Height of the best chain at that time. */
  readonly height: number;
  /**
   * Was accepted before: it comes back from a block that left the best chain, or from the store. What it pays, what
   * came to build on it and whether there is room is not asked again one by one.
   */
  readonly isReturning?: boolean;
  /** Comes from the store, which need not be told. */
  readonly isStored?: boolean;
  /** False: those that spend the same coins stay. */
  readonly mayReplace?: boolean;
}

export interface AcceptedTransaction {
  readonly tx: Transaction;
  readonly fee: Satoshis;
  /** Virtual bytes by which the fee is judged, signature operations counted in. */
  readonly vsize: number;
  /** What went, or would go, for it. */
  readonly replaced: readonly MempoolEntry[];
}

/** A transaction that passed all but the scripts. */
export interface Candidate {
  readonly facts: EntryFacts;
  /** What its inputs spend, in input order. */
  readonly coins: readonly Coin[];
  readonly evicted: ReadonlySet<MempoolEntry>;
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
  const candidate = judge(arrival, context);
  const verdict = candidate.ok ? enter(candidate.value, arrival, context) : candidate;
  context.log.debug('mempool', () => {
    const txid = displayHash(arrival.tx.txid);
    return verdict.ok ? `${txid} accepted` : `${txid} was not accepted: ${describeRejection(verdict)}`;
  });
  return verdict;
}

/** All checks; nothing changes. */
export function judge(arrival: Arrival, context: AcceptContext): CandidateVerdict {
  const candidate = judgeBeforeScripts(arrival, context);
  if (!candidate.ok) return candidate;
  const scripts = checkScripts(candidate.value, context);
  return scripts.ok ? candidate : scripts;
}

/** All checks but the dear ones. */
export function judgeBeforeScripts(arrival: Arrival, context: AcceptContext): CandidateVerdict {
  const { tx, isReturning = false, mayReplace = true } = arrival;
  const { chainstate, pool, options } = context;
  const form = checkForm(tx, { tip: chainstate.tip(), params: chainstate.params, options });
  if (!form.ok) return form;
  const isNew = checkUnknown(tx, pool.graph.get(tx.txid));
  if (!isNew.ok) return isNew;
  const conflicts = findConflicts(tx, pool.graph);
  if (conflicts.size > 0 && !mayReplace) return reject('bip125-replacement-disallowed');
  const coins = findCoins(tx, context);
  if (!coins.ok) return coins;
  const facts = checkSpend(tx, coins.value, context);
  if (!facts.ok) return facts;
  const fee = isReturning ? ACCEPTED : checkFee(facts.value, context);
  if (!fee.ok) return fee;
  const evicted = judgePlace({ facts: facts.value, conflicts, arrival }, context);
  if (!evicted.ok) return evicted;
  const { time, height } = arrival;
  return accept({ facts: { ...facts.value, time, height }, coins: coins.value, evicted: evicted.value });
}

interface PlaceQuestion {
  readonly facts: SpendFacts;
  readonly conflicts: ReadonlySet<MempoolEntry>;
  readonly arrival: Arrival;
}

/** How it stands to the others; what comes back is not asked about its relatives again. */
function judgePlace(
  { facts, conflicts, arrival }: PlaceQuestion,
  context: AcceptContext,
): Verdict<ReadonlySet<MempoolEntry>, MempoolRejectCode> {
  const { isReturning = false, mayReplace = true } = arrival;
  const truc = isReturning
    ? accept({ conflicts, hasSibling: false })
    : checkTrucAlone(facts, conflicts, { ...context, mayEvictSibling: mayReplace });
  if (!truc.ok) return truc;
  const evicted = findPlace({ facts, conflicts: truc.value.conflicts, isReturning }, context);
  if (!evicted.ok) return truc.value.hasSibling ? namingSibling(evicted) : evicted;
  const dust = isReturning ? ACCEPTED : checkDustSpent([facts.tx], context);
  return dust.ok ? evicted : reject(dust.code, dust.debug);
}

/**
 * Runs the scripts by the standard rules, which contain those of the next block.
 * @rejects mempool-script-verify-flag-failed (…)
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::PolicyScriptChecks
 */
export function checkScripts(
  { facts, coins }: Candidate,
  { findScriptFailure }: Pick<AcceptContext, 'findScriptFailure'>,
): Verdict<void, MempoolRejectCode> {
  const failure = findScriptFailure({ tx: facts.tx, coins, flags: STANDARD_SCRIPT_VERIFY_FLAGS });
  if (!failure) return ACCEPTED;
  return reject(`mempool-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS[failure.error]})`, failure.debug);
}

/** What a caller learns of a candidate. */
export function describeCandidate({ facts, evicted }: Candidate): AcceptedTransaction {
  return { tx: facts.tx, fee: facts.fee, vsize: facts.vsize, replaced: [...evicted] };
}

function checkUnknown(tx: Transaction, known: MempoolEntry | undefined): Verdict<void, MempoolRejectCode> {
  if (!known) return ACCEPTED;
  return equalBytes(known.tx.wtxid, tx.wtxid)
    ? reject('txn-already-in-mempool')
    : reject('txn-same-nonwitness-data-in-mempool');
}

function enter(
  candidate: Candidate,
  { isReturning = false, isStored = false }: Arrival,
  context: AcceptContext,
): Verdict<AcceptedTransaction, MempoolRejectCode> {
  const { pool } = context;
  pool.remove(candidate.evicted, 'replaced');
  const entry = pool.insert(candidate.facts, isStored);
  // What comes back is cut to size when all of it is here: a child may pay for its parent.
  if (!isReturning) limitSize(context);
  return pool.graph.get(entry.tx.txid) === entry
    ? accept(describeCandidate(candidate))
    : reject('mempool full');
}

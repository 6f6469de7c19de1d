import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import type { Transaction } from '../primitives/tx.ts';
import { accept, type Verdict } from '../util/verdict.ts';
import {
  type AcceptedTransaction,
  type Arrival,
  type Candidate,
  checkScripts,
  describeAccepted,
  judge,
  preCheck,
} from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import { checkClusterLimits } from './accept-place.ts';
import { type Changeset, createChangeset } from './changeset.ts';

/** The answer for one of several; undefined: not judged to the end because of another's failure. */
export type TestResult = Verdict<AcceptedTransaction, MempoolRejectCode> | undefined;

/**
 * What would become of these transactions; nothing changes. Several are judged as one package: later ones may spend
 * what earlier ones make, and none may replace what is in the mempool.
 * @param txs - parents before children, no coin spent twice
 * @source Bitcoin Core src/validation.cpp MemPoolAccept::AcceptMultipleTransactionsInternal
 */
export function testAccept(txs: readonly Transaction[], context: AcceptContext): readonly TestResult[] {
  const { clock, chainstate } = context;
  const arrivalOf = (tx: Transaction): Arrival => {
    return { tx, time: clock.nowSeconds(), height: chainstate.tip().height, mayReplace: txs.length === 1 };
  };
  const changeset = createChangeset(context.pool.graph, context.options.limits);
  const [first, ...others] = txs;
  if (first && others.length === 0) {
    const candidate = judge(arrivalOf(first), changeset, context);
    return [candidate.ok ? accept(describeAccepted(candidate.value.entry, changeset)) : candidate];
  }
  return testPackage(txs.map(arrivalOf), changeset, context);
}

/** All but the scripts of all of them first; a failure there leaves the others without an answer, as in Core. */
function testPackage(
  arrivals: readonly Arrival[],
  changeset: Changeset,
  context: AcceptContext,
): readonly TestResult[] {
  const candidates: Candidate[] = [];
  for (const [index, arrival] of arrivals.entries()) {
    const candidate = preCheck(arrival, changeset, context);
    const place = candidate.ok ? checkClusterLimits(changeset) : candidate;
    if (!place.ok) return arrivals.map((_, i) => (i === index ? place : undefined));
    if (candidate.ok) candidates.push(candidate.value);
  }
  return testScripts(candidates, changeset, context);
}

function testScripts(
  candidates: readonly Candidate[],
  changeset: Changeset,
  context: AcceptContext,
): readonly TestResult[] {
  let hasFailed = false;
  return candidates.map((candidate) => {
    if (hasFailed) return undefined;
    const scripts = checkScripts(candidate, context);
    hasFailed = !scripts.ok;
    return scripts.ok ? accept(describeAccepted(candidate.entry, changeset)) : scripts;
  });
}

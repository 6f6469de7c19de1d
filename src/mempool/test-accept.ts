import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { Verdict } from '../util/verdict.ts';
import {
  type AcceptedTransaction,
  type Arrival,
  type Candidate,
  checkScripts,
  describeCandidate,
  judge,
  judgeBeforeScripts,
} from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import type { MempoolEntry } from './entry.ts';

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
  const [first, ...others] = txs;
  if (first && others.length === 0) {
    const candidate = judge(arrivalOf(first), context);
    return [candidate.ok ? { ok: true, value: describeCandidate(candidate.value) } : candidate];
  }
  return testPackage(txs.map(arrivalOf), context);
}

/** All but the scripts of all of them first; a failure there leaves the others without an answer, as in Core. */
function testPackage(arrivals: readonly Arrival[], context: AcceptContext): readonly TestResult[] {
  const { pool } = context;
  const staged: MempoolEntry[] = [];
  const candidates: Candidate[] = [];
  try {
    for (const [index, arrival] of arrivals.entries()) {
      const candidate = judgeBeforeScripts(arrival, context);
      if (!candidate.ok) return arrivals.map((_, i) => (i === index ? candidate : undefined));
      candidates.push(candidate.value);
      staged.push(pool.stage(candidate.value.facts));
    }
  } finally {
    for (const entry of staged.reverse()) pool.withdraw(entry);
  }
  return testScripts(candidates, context);
}

function testScripts(candidates: readonly Candidate[], context: AcceptContext): readonly TestResult[] {
  let hasFailed = false;
  return candidates.map((candidate) => {
    if (hasFailed) return undefined;
    const scripts = checkScripts(candidate, context);
    hasFailed = !scripts.ok;
    return scripts.ok ? { ok: true, value: describeCandidate(candidate) } : scripts;
  });
}

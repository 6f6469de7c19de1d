import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../policy/standard-flags.ts';
import { hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { type Arrival, type Candidate, judgeButScripts, preCheck } from './accept.ts';
import type { AcceptContext } from './accept-context.ts';
import { checkFee } from './accept-place.ts';
import { createChangeset } from './changeset.ts';
import { totalsOf } from './entry.ts';
import type { CheckScriptsAhead, KnownFailures } from './ports.ts';

/**
 * The scripts of large transactions and packages are run on every core, while the event loop goes on, before the step
 * that judges them and must not wait: that finds them known. Nothing else is decided here. A script holds or fails
 * whatever happens to the mempool meanwhile, and what would be refused without its scripts is not run at all.
 */
export interface AheadQueue {
  /**
   * Runs the scripts of these, which come together, if that is worth it.
   * @returns what fails; undefined where nothing is run nor waited for, so that they are to be judged now
   */
  check(txs: readonly Transaction[]): Promise<KnownFailures> | undefined;
}

/**
 * Inputs that are worth it: to call the threads takes some four milliseconds of work, half of what so many signatures
 * take, and fewer hold the event loop for no longer. Measured by bench/large-transactions.bench.ts.
 */
export const MIN_INPUTS_AHEAD = 128;

const NONE: KnownFailures = new Map();

/** @param checkAhead - undefined where there is nobody to run scripts */
export function createAheadQueue(context: AcceptContext, checkAhead?: CheckScriptsAhead): AheadQueue {
  const pending = new Map<string, Promise<unknown>>();

  async function run(candidates: readonly Candidate[], check: CheckScriptsAhead): Promise<KnownFailures> {
    const checks = candidates.map(({ entry: { tx }, coins }) => ({ tx, coins }));
    const keys = checks.map(({ tx }) => hashKey(tx.txid));
    const running = check(checks, STANDARD_SCRIPT_VERIFY_FLAGS);
    for (const key of keys) pending.set(key, running);
    try {
      return await running;
    } finally {
      for (const key of keys) if (pending.get(key) === running) pending.delete(key);
    }
  }

  /** What must be judged before: whoever sent a parent, and then its child, did not wait for the answer. */
  function earlier(txs: readonly Transaction[]): Promise<unknown>[] {
    const ids = txs.flatMap((tx) => [tx.txid, ...tx.inputs.map(({ prevout }) => prevout.txid)]);
    return ids.map((id) => pending.get(hashKey(id))).filter((running) => running !== undefined);
  }

  function runWorthy(txs: readonly Transaction[]): Promise<KnownFailures> | undefined {
    const inputs = txs.reduce((sum, tx) => sum + tx.inputs.length, 0);
    if (!checkAhead || inputs < MIN_INPUTS_AHEAD) return undefined;
    const candidates = candidatesOf(txs, context);
    return candidates && run(candidates, checkAhead);
  }

  return {
    check(txs) {
      const before = pending.size === 0 ? [] : earlier(txs);
      if (before.length === 0) return runWorthy(txs);
      return Promise.allSettled(before).then(() => runWorthy(txs) ?? NONE);
    },
  };
}

/** What is to be run of these; undefined where they would be refused for another reason than their scripts. */
function candidatesOf(txs: readonly Transaction[], context: AcceptContext): readonly Candidate[] | undefined {
  const { pool, options, clock, chainstate } = context;
  const changeset = createChangeset(pool.graph, options.limits);
  const how = { time: clock.nowSeconds(), height: chainstate.tip().height };
  const judgeOne = (arrival: Arrival) =>
    txs.length === 1
      ? judgeButScripts(arrival, changeset, context)
      : preCheck({ ...arrival, together: 'as-one' }, changeset, context);
  const candidates: Candidate[] = [];
  for (const tx of txs) {
    if (txs.length > 1 && pool.graph.get(tx.txid)) continue;
    const candidate = judgeOne({ ...how, tx });
    if (!candidate.ok) return undefined;
    candidates.push(candidate.value);
  }
  const { fee, vsize } = totalsOf(new Set(candidates.map(({ entry }) => entry)));
  return checkFee({ fee, vsize }, context).ok ? candidates : undefined;
}

import type { ScriptCheck } from '../chain/ports.ts';
import type { ScriptFailure } from '../consensus/check-scripts.ts';
import type { ScriptExecutionCache } from '../consensus/script-execution-cache.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { ScriptFlags } from '../script/flags.ts';
import type { ScriptRunner } from './script-run.ts';

/** The first failure of these, if any. */
type CheckAhead = (
  checks: readonly ScriptCheck[],
  flags: ScriptFlags,
) => Promise<ReadonlyMap<Transaction, ScriptFailure>>;

/**
 * Checks the scripts of transactions for those who look into the cache after it.
 * @param executed - what is known to hold
 */
export function createScriptsAhead(
  runner: ScriptRunner,
  executed: Pick<ScriptExecutionCache, 'has' | 'add'>,
): CheckAhead {
  return async (checks, flags) => {
    const open = checks.filter(({ tx }) => !executed.has(tx, flags));
    const run = runner.begin(
      flags,
      open.reduce((sum, { coins }) => sum + coins.length, 0),
    );
    for (const check of open) run.add(check);
    const failure = await run.finish();
    // The first failure is the answer only where everything before it holds.
    const held = failure ? open.findIndex(({ tx }) => tx === failure.tx) : open.length;
    for (const { tx } of open.slice(0, held)) executed.add(tx, flags);
    return new Map(failure && [[failure.tx, failure]]);
  };
}

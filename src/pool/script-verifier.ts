import type { ScriptVerifier } from '../chain/ports.ts';
import type { ScriptFailure } from '../consensus/check-scripts.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import type { ScriptExecutionCache } from '../consensus/script-execution-cache.ts';
import { SCRIPT_ERROR_TEXTS } from '../script/errors.ts';
import { ACCEPTED, type Rejected, reject } from '../util/verdict.ts';
import type { ScriptRunner } from './script-run.ts';

/**
 * Checks the scripts of blocks, but of those transactions that the mempool has checked.
 * @param executed - what is known to hold; nothing unless given
 */
export function createScriptVerifier(
  { begin }: ScriptRunner,
  executed?: Pick<ScriptExecutionCache, 'has'>,
): ScriptVerifier {
  return {
    async verifyScripts(checks, flags) {
      const unknown = checks.filter(({ tx }) => !executed?.has(tx, flags));
      const run = begin(
        flags,
        unknown.reduce((sum, { coins }) => sum + coins.length, 0),
      );
      for (const check of unknown) run.add(check);
      const failure = await run.finish();
      return failure ? rejectionOf(failure) : ACCEPTED;
    },
  };
}

function rejectionOf({ error, debug }: ScriptFailure): Rejected<BlockRejectCode> {
  return reject(`block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS[error]})`, debug);
}

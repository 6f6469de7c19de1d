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
  runner: ScriptRunner,
  executed?: Pick<ScriptExecutionCache, 'has'>,
): ScriptVerifier {
  return {
    begin(flags, maxInputs) {
      const run = runner.begin(flags, maxInputs);
      return {
        add(check) {
          if (!executed?.has(check.tx, flags)) run.add(check);
        },
        async verdict() {
          const failure = await run.finish();
          return failure ? rejectionOf(failure) : ACCEPTED;
        },
        abandon: run.abandon,
      };
    },
  };
}

function rejectionOf({ error, debug }: ScriptFailure): Rejected<BlockRejectCode> {
  return reject(`block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS[error]})`, debug);
}

import type { ScriptVerifier } from '../chain/ports.ts';
import { findScriptFailure, type ScriptFailure } from '../consensus/check-scripts.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import { PLAIN_VERIFIER, type SignatureVerifier } from '../crypto/signature-verifier.ts';
import { SCRIPT_ERROR_TEXTS } from '../script/errors.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';

/**
 * Checks the scripts of blocks on the calling thread, transaction by transaction in block order.
 * @param verifier - e.g. one that remembers what the mempool has checked
 */
export function createInlineScriptVerifier(verifier: SignatureVerifier = PLAIN_VERIFIER): ScriptVerifier {
  return {
    async verifyScripts(checks, flags) {
      for (const check of checks) {
        const failure = findScriptFailure({ ...check, flags, verifier });
        if (failure) return rejectionOf(failure);
      }
      return ACCEPTED;
    },
  };
}

function rejectionOf({ error, debug }: ScriptFailure): Verdict<never, BlockRejectCode> {
  return reject(`block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS[error]})`, debug);
}

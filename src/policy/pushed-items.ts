import type { ScriptError } from '../script/errors.ts';
import { SCRIPT_VERIFY } from '../script/flags.ts';
import { evalScript } from '../script/interpreter.ts';
import type { SignatureChecker } from '../script/machine.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';

/** Policy looks at scriptSigs before any signature is checked. */
const NO_SIGNATURE_HOLDS: SignatureChecker = {
  checkEcdsaSignature: () => false,
  checkLockTime: () => false,
  checkSequence: () => false,
};

/** The stack that a scriptSig leaves, bottom first; its last item is the redeem script of a P2SH spend. @rejects a ScriptError */
export function pushedByScriptSig(scriptSig: Uint8Array): Verdict<readonly Uint8Array[], ScriptError> {
  const stack: Uint8Array[] = [];
  const run = { script: scriptSig, phase: 'scriptSig', sigVersion: 'base' } as const;
  const failure = evalScript(stack, run, { flags: SCRIPT_VERIFY.NONE, checker: NO_SIGNATURE_HOLDS });
  return failure === undefined ? accept(stack) : reject(failure);
}

import type { ScriptError } from '../script/errors.ts';
import { SCRIPT_VERIFY } from '../script/flags.ts';
import { evalScript } from '../script/interpreter.ts';
import { BLIND_CHECKER } from '../script/machine.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';

/**
 * The stack that a scriptSig leaves, bottom first; its last item is the redeem script of a P2SH spend. Policy asks for
 * it before any signature is checked.
 * @rejects a ScriptError
 */
export function pushedByScriptSig(scriptSig: Uint8Array): Verdict<readonly Uint8Array[], ScriptError> {
  const stack: Uint8Array[] = [];
  const run = { script: scriptSig, phase: 'scriptSig', sigVersion: 'base' } as const;
  const failure = evalScript(stack, run, { flags: SCRIPT_VERIFY.NONE, checker: BLIND_CHECKER });
  return failure === undefined ? accept(stack) : reject(failure);
}

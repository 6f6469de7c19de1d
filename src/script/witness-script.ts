import type { ScriptError } from './errors.ts';
import { SCRIPT_VERIFY } from './flags.ts';
import { createMachine, type EvaluationRules, evalScript, type ScriptRun } from './interpreter.ts';
import { MAX_SCRIPT_ELEMENT_SIZE, MAX_STACK_SIZE } from './limits.ts';
import { castToBool } from './machine.ts';
import { hasMore, readInstruction } from './parse.ts';
import { isOpSuccess } from './valid-ops.ts';

/**
 * Runs the script that a witness shows, and wants exactly one true item to be left.
 * @param stack - what the script gets, bottom first; changed in place
 * @source Bitcoin Core src/script/interpreter.cpp ExecuteWitnessScript
 */
export function runWitnessScript(
  stack: Uint8Array[],
  run: ScriptRun,
  rules: EvaluationRules,
): ScriptError | undefined {
  if (run.sigVersion === 'tapscript') {
    const scanned = scanTapscript(stack, run, rules);
    if (scanned !== undefined) return scanned === 'SUCCESS' ? undefined : scanned;
    if (stack.length > MAX_STACK_SIZE) return 'STACK_SIZE';
  }
  if (stack.some((item) => item.length > MAX_SCRIPT_ELEMENT_SIZE)) return 'PUSH_SIZE';
  const failure = evalScript(stack, run, rules);
  if (failure !== undefined) return failure;
  return stack.length === 1 ? checkResult(stack) : 'CLEANSTACK';
}

/** A script means yes where the top item is true. */
export function checkResult(stack: readonly Uint8Array[]): ScriptError | undefined {
  const top = stack.at(-1);
  return top !== undefined && castToBool(top) ? undefined : 'EVAL_FALSE';
}

/**
 * Looks through the script before it runs: OP_SUCCESSx, wherever it stands, makes the spend valid whatever else is
 * wrong with it, but for what can't be read before it. Undefined where there is none.
 * @source BIP342
 */
function scanTapscript(
  stack: Uint8Array[],
  run: ScriptRun,
  rules: EvaluationRules,
): ScriptError | 'SUCCESS' | undefined {
  const machine = createMachine(stack, run, rules);
  const { cursor } = machine;
  const failed = (error: ScriptError): ScriptError => {
    rules.observer?.onEnd?.(run.phase, machine, error);
    return error;
  };
  while (hasMore(cursor)) {
    if (!readInstruction(cursor)) return failed('BAD_OPCODE');
    if (!isOpSuccess(cursor.opcode)) continue;
    const isDiscouraged = rules.flags & SCRIPT_VERIFY.DISCOURAGE_OP_SUCCESS;
    return isDiscouraged ? failed('DISCOURAGE_OP_SUCCESS') : 'SUCCESS';
  }
  return undefined;
}

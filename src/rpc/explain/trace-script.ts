import type { ScriptError } from '../../script/errors.ts';
import type { EvaluationRules, ScriptObserver, ScriptPhase } from '../../script/interpreter.ts';
import type { Machine } from '../../script/machine.ts';
import { hasMore } from '../../script/parse.ts';
import { type Spend, verifyScript } from '../../script/verify-script.ts';

/** Where and how the scripts of an input fail. */
export interface ScriptTrace {
  readonly error: ScriptError;
  /** The script that failed, or left what it should not; undefined where the failure is in none of them. */
  readonly script?: TracedScript;
  /** Bottom first: as it was before the failing instruction, or as it was at last. */
  readonly stack: readonly Uint8Array[];
  readonly altStack: readonly Uint8Array[];
}

export interface TracedScript {
  readonly phase: ScriptPhase;
  readonly code: Uint8Array;
  /** Where the failing instruction starts; undefined where the script failed at its end. */
  readonly failedAt?: number;
}

/** The failures that a script ends in without a failing instruction. */
const AFTER_A_SCRIPT: ReadonlySet<ScriptError> = new Set(['EVAL_FALSE', 'CLEANSTACK']);

/** Runs the scripts of one input again and watches them; undefined where they hold. */
export function traceScripts(
  spend: Spend,
  rules: Omit<EvaluationRules, 'observer'>,
): ScriptTrace | undefined {
  const recorder = createRecorder();
  const verdict = verifyScript(spend, { ...rules, observer: recorder });
  return verdict.ok ? undefined : recorder.trace(verdict.code, spend);
}

interface Step {
  readonly machine: Readonly<Machine>;
  /** Of the instruction. */
  readonly start: number;
  readonly stack: readonly Uint8Array[];
  readonly altStack: readonly Uint8Array[];
}

interface Ending {
  readonly phase: ScriptPhase;
  readonly machine: Readonly<Machine>;
  readonly failure: ScriptError | undefined;
}

interface Recorder extends ScriptObserver {
  trace(error: ScriptError, spend: Spend): ScriptTrace;
}

/** Keeps the last instruction and the last script that ran. */
function createRecorder(): Recorder {
  let step: Step | undefined;
  let ending: Ending | undefined;
  return {
    onInstruction(_phase, machine) {
      step = { machine, start: machine.cursor.start, ...stacksOf(machine) };
    },
    onEnd(phase, machine, failure) {
      ending = { phase, machine, failure };
    },
    trace(error, spend) {
      if (ending?.failure !== undefined) return traceFailure(error, ending, step);
      return traceAfterScripts(error, ending, spend);
    },
  };
}

function traceFailure(error: ScriptError, { phase, machine }: Ending, last: Step | undefined): ScriptTrace {
  const { cursor } = machine;
  const script = { phase, code: cursor.script };
  if (error === 'UNBALANCED_CONDITIONAL' && !hasMore(cursor) && machine.conditionDepth > 0) {
    return { error, script, ...stacksOf(machine) };
  }
  // An instruction that can't be read, or that is refused before the script runs, has changed nothing.
  const hasRun = last?.machine === machine && last.start === cursor.start;
  const { stack, altStack } = hasRun ? last : stacksOf(machine);
  return { error, script: { ...script, failedAt: cursor.start }, stack, altStack };
}

/** No script failed by itself: the last one left something false or too much, or none was to be run as it is. */
function traceAfterScripts(error: ScriptError, ending: Ending | undefined, spend: Spend): ScriptTrace {
  if (ending && AFTER_A_SCRIPT.has(error)) {
    const { phase, machine } = ending;
    return { error, script: { phase, code: machine.cursor.script }, ...stacksOf(machine) };
  }
  return { error, stack: spend.witness, altStack: [] };
}

function stacksOf({ stack, altStack }: Readonly<Machine>): Pick<ScriptTrace, 'stack' | 'altStack'> {
  return { stack: [...stack], altStack: [...altStack] };
}

import { setImmediate as breathe } from 'node:timers/promises';
import type { ScriptCheck } from '../chain/ports.ts';
import { describeFailure, findInputFailure, type ScriptFailure } from '../consensus/check-scripts.ts';
import type { ScriptFlags } from '../script/flags.ts';
import { BATCH_INPUTS } from './script-board.ts';
import { type ListedInput, listInputs } from './script-list.ts';

/** Checks of scripts that are answered together. */
export interface ScriptRun {
  /** Adds all inputs of a transaction; they may run from now on. */
  add(check: ScriptCheck): void;
  /** The first failing input in the order in which they were added, or undefined where all hold. Asked once. */
  finish(): Promise<ScriptFailure | undefined>;
  /** Instead of `finish`: the answer is of no account any more. */
  abandon(): void;
}

/** Where runs are begun: the script pool, or its twin on the calling thread. */
export interface ScriptRunner {
  /** @param maxInputs - how many inputs will be added at most */
  begin(flags: ScriptFlags, maxInputs: number): ScriptRun;
}

/** Why the input fails; undefined where it holds. */
export function judgeInput(
  { check, sighashes, inputIndex }: ListedInput,
  flags: ScriptFlags,
): ScriptFailure | undefined {
  const error = findInputFailure(sighashes, inputIndex, { flags });
  return error && describeFailure(check.tx, inputIndex, error);
}

/** The pool's twin: everything on the calling thread, one input after the other, with turns for the event loop. */
export const INLINE_SCRIPTS: ScriptRunner = { begin: createInlineRun };

function createInlineRun(flags: ScriptFlags): ScriptRun {
  const checks: ScriptCheck[] = [];
  return {
    add: (check) => void checks.push(check),
    async finish() {
      let judged = 0;
      for (const input of listInputs(checks)) {
        const failure = judgeInput(input, flags);
        if (failure) return failure;
        if (++judged % BATCH_INPUTS === 0) await breathe();
      }
      return undefined;
    },
    abandon() {},
  };
}

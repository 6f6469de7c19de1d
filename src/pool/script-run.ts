import { setImmediate as breathe } from 'node:timers/promises';
import type { ScriptCheck } from '../chain/ports.ts';
import { describeFailure, findInputFailure, type ScriptFailure } from '../consensus/check-scripts.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { ScriptFlags } from '../script/flags.ts';
import { createSighashCache } from '../script/sighash-cache.ts';
import { BATCH_INPUTS } from './script-board.ts';
import type { CheckedInput } from './script-records.ts';

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

/** An input of a run, on the main thread. */
export interface ListedInput extends CheckedInput {
  readonly tx: Transaction;
}

/** The inputs of a check, in order. */
export function inputsOf({ tx, coins }: ScriptCheck): ListedInput[] {
  const spentOutputs = coins.map(({ output }) => output);
  const sighashes = createSighashCache(tx, spentOutputs);
  return coins.map((_, inputIndex) => ({ tx, sighashes, inputIndex }));
}

/** Why the input fails; undefined where it holds. */
export function judgeInput(
  { tx, sighashes, inputIndex }: ListedInput,
  flags: ScriptFlags,
): ScriptFailure | undefined {
  const error = findInputFailure(sighashes, inputIndex, { flags });
  return error && describeFailure(tx, inputIndex, error);
}

/** The pool's twin: everything on the calling thread, one input after the other, with turns for the event loop. */
export const INLINE_SCRIPTS: ScriptRunner = { begin: createInlineRun };

function createInlineRun(flags: ScriptFlags): ScriptRun {
  const inputs: ListedInput[] = [];
  return {
    add: (check) => void inputs.push(...inputsOf(check)),
    async finish() {
      for (const [number, input] of inputs.entries()) {
        const failure = judgeInput(input, flags);
        if (failure) return failure;
        if ((number + 1) % BATCH_INPUTS === 0) await breathe();
      }
      return undefined;
    },
    abandon() {},
  };
}

import type { ScriptCheck } from '../chain/ports.ts';
import { createSighashCache } from '../script/sighash-cache.ts';
import { expectDefined, invariant } from '../util/invariant.ts';
import { BATCH_INPUTS, type BatchPlace } from './script-board.ts';
import type { CheckedInput } from './script-records.ts';

/** The inputs of a run as the calling thread has them: transactions that need not be decoded. */

export interface ListedInput extends CheckedInput {
  readonly check: ScriptCheck;
}

/**
 * The inputs of these checks, in order. A transaction's sighash cache is made when the first of its inputs is asked
 * for, and not kept: those of a whole block would go through the garbage collector time and again.
 * @param skippedInputs - of the first check
 */
export function* listInputs(
  checks: readonly ScriptCheck[],
  firstCheck = 0,
  skippedInputs = 0,
): Generator<ListedInput, void> {
  let inputIndex = skippedInputs;
  for (let i = firstCheck; i < checks.length; i++) {
    const check = expectDefined(checks[i], 'a check of the list');
    const spentOutputs = check.coins.map(({ output }) => output);
    const sighashes = createSighashCache(check.tx, spentOutputs);
    for (; inputIndex < spentOutputs.length; inputIndex++) yield { check, sighashes, inputIndex };
    inputIndex = 0;
  }
}

/** The checks of a run, cut into batches. */
export interface BatchedList {
  /** @param record - where the transaction's record is */
  add(check: ScriptCheck, record: Pick<BatchPlace, 'start' | 'end'>): void;
  /** Publishes the last batch, which is not a whole one. */
  close(): void;
  inputsOf(batch: number): Generator<ListedInput, void>;
  /** @param number - counted through all batches */
  inputAt(number: number): ListedInput;
}

/** An empty list. @param publish - is given each batch when it is whole @param batchInputs - inputs of such a batch */
export function createBatchedList(
  publish: (place: BatchPlace) => void,
  batchInputs: number = BATCH_INPUTS,
): BatchedList {
  const checks: ScriptCheck[] = [];
  /** For each batch the check of its first input, and the place; the last one may still be growing. */
  const batches: { readonly firstCheck: number; place: BatchPlace }[] = [];

  function* inputsOf(batch: number): Generator<ListedInput, void> {
    const { firstCheck, place } = expectDefined(batches[batch], 'a batch of the list');
    let left = place.inputs;
    for (const input of listInputs(checks, firstCheck, place.skippedInputs)) {
      yield input;
      if (--left === 0) return;
    }
  }

  return {
    add(check, { start, end }) {
      const firstCheck = checks.push(check) - 1;
      for (let input = 0; input < check.coins.length; ) {
        let batch = batches.at(-1);
        if (!batch || batch.place.inputs === batchInputs) {
          batch = { firstCheck, place: { start, end, skippedInputs: input, inputs: 0 } };
          batches.push(batch);
        }
        const { inputs } = batch.place;
        const added = Math.min(batchInputs - inputs, check.coins.length - input);
        batch.place = { ...batch.place, end, inputs: inputs + added };
        input += added;
        if (batch.place.inputs === batchInputs) publish(batch.place);
      }
    },
    close() {
      const last = batches.at(-1);
      if (last && last.place.inputs < batchInputs) publish(last.place);
    },
    inputsOf,
    inputAt(number) {
      let skipped = number % batchInputs;
      for (const input of inputsOf(Math.floor(number / batchInputs))) if (skipped-- === 0) return input;
      invariant(false, `the list has no input ${number}`);
    },
  };
}

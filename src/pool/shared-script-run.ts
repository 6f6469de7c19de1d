import { setImmediate as breathe } from 'node:timers/promises';
import type { ScriptFlags } from '../script/flags.ts';
import { expectDefined } from '../util/invariant.ts';
import { checkBatch, type ScriptTask } from './script-batch.ts';
import { BATCH_INPUTS, type BatchPlace, createScriptBoard } from './script-board.ts';
import { createRecordWriter } from './script-records.ts';
import { inputsOf, judgeInput, type ListedInput, type ScriptRun } from './script-run.ts';

export interface SharedRunRequest {
  readonly flags: ScriptFlags;
  /** How many there may be at most. */
  readonly maxInputs: number;
  /** Memory for the records, which nobody else uses. */
  readonly records: SharedArrayBuffer;
  /** Puts the threads to work. @returns for each a promise that is fulfilled when it has ended or died */
  readonly start: (task: ScriptTask) => readonly Promise<void>[];
  /** Called when nobody looks at `records` any more. */
  readonly onDrained: () => void;
}

/**
 * A run on several threads, the calling one among them: it takes batches like the others, but lets the event loop have
 * its turn between two. The threads tell only which inputs fail; why the first does is found out here, so a run and
 * its inline twin say the same.
 */
export function createSharedRun({
  flags,
  maxInputs,
  records,
  start,
  onDrained,
}: SharedRunRequest): ScriptRun {
  const board = createScriptBoard(maxInputs);
  const writer = createRecordWriter(records);
  const inputs: ListedInput[] = [];
  let filling: Omit<BatchPlace, 'inputs'> = { start: 0, end: 0, skippedInputs: 0 };
  const working = new Set<Promise<void>>();

  const publish = (count: number): void => {
    board.publish({ ...filling, inputs: count });
    // Called for the first whole batch: of most blocks the mempool has checked nearly everything.
    if (inputs.length === BATCH_INPUTS) callThreads();
  };

  function callThreads(): void {
    for (const thread of start({ board: board.buffer, records, flags })) {
      working.add(thread);
      void thread.then(() => working.delete(thread));
    }
  }

  const check = (batch: number): void => {
    const first = batch * BATCH_INPUTS;
    checkBatch({ board, batch, inputs: inputs.slice(first, first + BATCH_INPUTS), flags });
  };

  /** Until no thread has a batch that it took. */
  async function drain(): Promise<void> {
    while (working.size > 0 && board.unfinished().length > 0) await Promise.race(working);
  }

  async function work(): Promise<void> {
    for (let batch = board.take(); batch !== undefined; batch = board.take()) {
      check(batch);
      await breathe();
    }
    await drain();
    // Taken by threads that died.
    for (const batch of board.unfinished()) {
      check(batch);
      await breathe();
    }
  }

  return {
    add(scripts) {
      const place = writer.add(scripts);
      for (const input of inputsOf(scripts)) {
        if (inputs.length % BATCH_INPUTS === 0) filling = { ...place, skippedInputs: input.inputIndex };
        inputs.push(input);
        filling = { ...filling, end: place.end };
        if (inputs.length % BATCH_INPUTS === 0) publish(BATCH_INPUTS);
      }
    },
    async finish() {
      const rest = inputs.length % BATCH_INPUTS;
      if (rest > 0) publish(rest);
      board.end();
      await work();
      onDrained();
      const failed = board.firstFailure();
      if (failed === undefined) return undefined;
      const failure = judgeInput(expectDefined(inputs[failed], 'an input of the run'), flags);
      return expectDefined(failure, 'an input that fails on one thread fails on every other');
    },
    abandon() {
      board.drop();
      void drain().then(onDrained);
    },
  };
}

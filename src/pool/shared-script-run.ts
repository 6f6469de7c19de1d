import { setImmediate as breathe } from 'node:timers/promises';
import type { ScriptFlags } from '../script/flags.ts';
import { expectDefined } from '../util/invariant.ts';
import { checkBatch, type ScriptTask } from './script-batch.ts';
import { createScriptBoard } from './script-board.ts';
import { createBatchedList } from './script-list.ts';
import { createRecordWriter } from './script-records.ts';
import { judgeInput, type ScriptRun } from './script-run.ts';

export interface SharedRunRequest {
  readonly flags: ScriptFlags;
  /** How many there may be at most. */
  readonly maxInputs: number;
  /** Of each batch. */
  readonly batchInputs: number;
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
export function createSharedRun(request: SharedRunRequest): ScriptRun {
  const { flags, maxInputs, batchInputs, records, start, onDrained } = request;
  const board = createScriptBoard(maxInputs, batchInputs);
  const writer = createRecordWriter(records);
  const working = new Set<Promise<void>>();
  const list = createBatchedList((place) => {
    board.publish(place);
    // For the first whole batch: of most blocks the mempool has checked nearly everything.
    if (place.inputs === batchInputs && working.size === 0) callThreads();
  }, batchInputs);

  function callThreads(): void {
    for (const thread of start({ board: board.buffer, records, flags })) {
      working.add(thread);
      void thread.then(() => working.delete(thread));
    }
  }

  async function check(batch: number): Promise<void> {
    checkBatch({ board, batch, inputs: list.inputsOf(batch), flags });
    await breathe();
  }

  /** Until no thread has a batch that it took. */
  async function drain(): Promise<void> {
    while (working.size > 0 && board.unfinished().length > 0) await Promise.race(working);
  }

  return {
    add: (scripts) => list.add(scripts, writer.add(scripts)),
    async finish() {
      list.close();
      board.end();
      for (let batch = board.take(); batch !== undefined; batch = board.take()) await check(batch);
      await drain();
      // Taken by threads that died.
      for (const batch of board.unfinished()) await check(batch);
      onDrained();
      const failed = board.firstFailure();
      if (failed === undefined) return undefined;
      return expectDefined(judgeInput(list.inputAt(failed), flags), 'what fails on one thread fails on all');
    },
    abandon() {
      board.drop();
      void drain().then(onDrained);
    },
  };
}

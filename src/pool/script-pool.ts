/**
 * The script pool: checks of scripts on all threads, for blocks and for transactions with many inputs.
 * A run of one batch stays on the calling thread.
 */

import type { Log } from '../util/log.ts';
import { SCRIPT_TASK_NAME, type ScriptTask } from './script-batch.ts';
import { batchInputsOf } from './script-board.ts';
import { createRecordMemory } from './script-records.ts';
import { INLINE_SCRIPTS, type ScriptRunner } from './script-run.ts';
import { createSharedRun } from './shared-script-run.ts';
import { createWorkerThread, type WorkerThread, workerEntry } from './worker-thread.ts';

/** A thread that is still in one run may be given the next, e.g. of a transaction that came while a block is checked. */
const MAX_TASKS = 2;

/** Memory that grew beyond this, for a block of unheard-of scripts, is not kept. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

export interface ScriptPoolOptions {
  /** Threads beside the calling one, which checks as well; may be 0. */
  readonly threads: number;
  readonly log: Log;
  /** Another thread entry than workers/script-worker. */
  readonly worker?: URL;
}

export interface ScriptPool extends ScriptRunner {
  /** How many batches each thread has done so far. */
  counts(): readonly number[];
  /** Ends the threads. What is being checked, or comes later, is checked on the calling thread alone. */
  close(): Promise<void>;
}

interface Seat {
  readonly thread: WorkerThread<ScriptTask, number>;
  batches: number;
}

/**
 * A pool whose threads start with the first run that is worth it; the calling thread does not wait for them to be
 * there. Where one dies, its work is done again.
 */
export function createScriptPool(options: ScriptPoolOptions): ScriptPool {
  const seats = Array.from({ length: options.threads }, (_, index) => createSeat(index, options));
  const spareMemory: SharedArrayBuffer[] = [];
  return {
    counts: () => seats.map(({ batches }) => batches),
    begin(flags, maxInputs) {
      const batchInputs = batchInputsOf(maxInputs, seats.length + 1);
      if (seats.length === 0 || maxInputs <= batchInputs) return INLINE_SCRIPTS.begin(flags, maxInputs);
      const records = spareMemory.pop() ?? createRecordMemory();
      return createSharedRun({
        flags,
        maxInputs,
        batchInputs,
        records,
        start: (task) => seats.filter(({ thread }) => thread.isReady()).map((seat) => work(seat, task)),
        onDrained: () => {
          if (records.byteLength <= MAX_KEPT_BYTES) spareMemory.push(records);
        },
      });
    },
    close: async () => {
      await Promise.all(seats.map(({ thread }) => thread.close()));
    },
  };
}

function createSeat(index: number, { log, worker = workerEntry('script-worker') }: ScriptPoolOptions): Seat {
  const name = `script thread ${index}`;
  const thread = createWorkerThread<ScriptTask, number>({
    name,
    worker,
    taskName: SCRIPT_TASK_NAME,
    maxTasks: MAX_TASKS,
    log,
  });
  return { thread, batches: 0 };
}

async function work(seat: Seat, task: ScriptTask): Promise<void> {
  try {
    seat.batches += await seat.thread.run(task);
  } catch {
    // The thread has told the log why; what it had taken shows on the board.
  }
}

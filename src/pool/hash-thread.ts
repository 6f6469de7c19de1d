import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Log } from '../util/log.ts';
import {
  HASH_TASK_NAME,
  type HashTask,
  type HashTaskResult,
  type HashThreadData,
} from './worker-protocol.ts';

/** The thread entry, in source and in dist alike: ../../workers, with this module's own extension. */
const HASH_WORKER = new URL(
  `../../workers/hash-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
  import.meta.url,
);

/**
 * Tasks that a thread may hold: the one that it runs and, where that is stale, the next beside it, so that the thread
 * goes from old work to new without waiting for the main thread.
 */
const MAX_TASKS = 2;

/** Wait before a failed thread is replaced; doubled with each failure in a row. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

/** One hashing thread: a piscina of its own, because each thread has its own line in shared memory and its own work. */
export interface HashThread {
  /** True where it takes another task now. */
  isReady(): boolean;
  /** Searches one unit. Rejects where the thread fails or dies; a new one then takes its place. */
  run(task: HashTask): Promise<HashTaskResult>;
  /** Ends the thread, whatever it does. */
  close(): Promise<void>;
}

export interface HashThreadOptions {
  readonly data: HashThreadData;
  readonly log: Log;
  /** Called when the thread is ready again after a failure. */
  readonly onRecovered: () => void;
  /** Another thread entry than workers/hash-worker. */
  readonly worker?: URL | undefined;
}

/** A thread that starts with its first task. Between tasks it sleeps, and doesn't keep the process alive. */
export function createHashThread({
  data,
  log,
  onRecovered,
  worker = HASH_WORKER,
}: HashThreadOptions): HashThread {
  let piscina: Piscina<HashTask, HashTaskResult> | undefined;
  let pending = 0;
  let failuresInARow = 0;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const spawn = (): Piscina<HashTask, HashTaskResult> => {
    const spawned = startPiscina(worker, data);
    // A failure outside of any task, e.g. while the thread starts.
    spawned.on('error', (error: Error) => fail(spawned, error));
    return spawned;
  };

  const fail = (failed: Piscina<HashTask, HashTaskResult>, error: Error): void => {
    if (closed || failed !== piscina) return;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** failuresInARow++, LONGEST_RETRY_MS);
    log.warn(
      `hash thread ${data.thread} failed: ${error.message}. A new thread takes its place in ${delayMs} ms; its unfinished work is done again`,
    );
    piscina = undefined;
    pending = 0;
    void failed.destroy();
    retry = setTimeout(() => {
      retry = undefined;
      onRecovered();
    }, delayMs);
  };

  return {
    isReady: () => !closed && retry === undefined && pending < MAX_TASKS,
    run: async (task) => {
      piscina ??= spawn();
      const runner = piscina;
      pending++;
      try {
        const result = await runner.run(task);
        failuresInARow = 0;
        return result;
      } catch (error) {
        fail(runner, error as Error);
        throw error;
      } finally {
        if (runner === piscina) pending--;
      }
    },
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await piscina?.destroy();
    },
  };
}

function startPiscina(worker: URL, data: HashThreadData): Piscina<HashTask, HashTaskResult> {
  return new Piscina({
    filename: fileURLToPath(worker),
    name: HASH_TASK_NAME,
    workerData: data,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: MAX_TASKS,
    recordTiming: false,
    // A thread doesn't inherit how its parent was started: what lets the parent read TypeScript made hashing in
    // JavaScript eight times slower. From source, as in tests, the thread needs it too.
    execArgv: worker.pathname.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [],
  });
}

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import type { Log } from '../util/log.ts';
import { LOADED } from './thread-start.ts';

/** Wait before a failed thread is replaced; doubled with each failure in a row. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

/** One thread of a pool: a piscina of its own, so that the pool decides which thread does what. */
export interface WorkerThread<Task, Result> {
  /** True where it takes another task now. */
  isReady(): boolean;
  /** Does one task. Rejects where the thread fails or dies; a new one then takes its place. */
  run(task: Task): Promise<Result>;
  /** Ends the thread, whatever it does; one that starts, once it has loaded its modules. */
  close(): Promise<void>;
}

export interface WorkerThreadOptions {
  /** For the log, e.g. `hash thread 0`. */
  readonly name: string;
  readonly worker: URL;
  /** Name of the worker's export that does a task. */
  readonly taskName: string;
  /** What the thread is given when it starts. */
  readonly data?: object;
  /** Tasks that the thread may hold at once. */
  readonly maxTasks: number;
  readonly log: Log;
  /** Called when the thread is ready again after a failure. */
  readonly onRecovered?: () => void;
}

/** The thread entry of that name, in source and in dist alike: ../../workers, with this module's own extension. */
export function workerEntry(name: string): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`../../workers/${name}.${extension}`, import.meta.url);
}

/** A thread that starts with its first task. Between tasks it sleeps, and doesn't keep the process alive. */
export function createWorkerThread<Task, Result>(options: WorkerThreadOptions): WorkerThread<Task, Result> {
  const { name, maxTasks, log, onRecovered } = options;
  let piscina: Piscina<Task, Result> | undefined;
  let loaded: Promise<void> = Promise.resolve();
  let pending = 0;
  let failuresInARow = 0;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const spawn = (): Piscina<Task, Result> => {
    const spawned = startPiscina<Task, Result>(options);
    loaded = new Promise((resolve) => {
      spawned.on('message', (message) => message === LOADED && resolve());
      // A failure outside of any task, e.g. while the thread starts.
      spawned.on('error', (error: Error) => {
        resolve();
        fail(spawned, error);
      });
    });
    return spawned;
  };

  const fail = (failed: Piscina<Task, Result>, error: Error): void => {
    if (closed || failed !== piscina) return;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** failuresInARow++, LONGEST_RETRY_MS);
    log.warn(
      `${name} failed: ${error.message}. A new thread takes its place in ${delayMs} ms; its unfinished work is done again`,
    );
    piscina = undefined;
    pending = 0;
    void failed.destroy();
    retry = setTimeout(() => {
      retry = undefined;
      onRecovered?.();
    }, delayMs);
  };

  return {
    isReady: () => !closed && retry === undefined && pending < maxTasks,
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
      await loaded;
      await piscina?.destroy();
    },
  };
}

function startPiscina<Task, Result>({
  worker,
  taskName,
  data,
  maxTasks,
}: WorkerThreadOptions): Piscina<Task, Result> {
  const { Piscina } = loadPiscina();
  return new Piscina({
    filename: fileURLToPath(worker),
    name: taskName,
    ...(data && { workerData: data }),
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: maxTasks,
    recordTiming: false,
    // A thread doesn't inherit how its parent was started: what lets the parent read TypeScript made hashing in
    // JavaScript eight times slower. From source, as in tests, the thread needs it too.
    execArgv: worker.pathname.endsWith('.ts') ? ['--import', readingTypeScript()] : [],
  });
}

/** Loaded with the first thread: a start of the node does not pay for it. */
function loadPiscina(): typeof import('piscina') {
  return createRequire(import.meta.url)('piscina');
}

/** A module that lets its thread read TypeScript. `tsx` itself does so on the main thread alone. */
function readingTypeScript(): string {
  const code = `import { register } from '${import.meta.resolve('tsx/esm/api')}'; register();`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

/**
 * The hash pool: one search at a time, over all threads. The dispatcher hands the search's units out; a new search is
 * seen by the threads in shared memory.
 */

import { availableParallelism, constants } from 'node:os';
import { BEST_VERSIONS, type KernelName } from '../kernel/kernel.ts';
import { type HashPool, MAX_HASH_THREADS } from '../mining/ports.ts';
import { invariant } from '../util/invariant.ts';
import type { Log } from '../util/log.ts';
import { createDispatcher, MAX_TASKS, type SearchRequest } from './hash-dispatcher.ts';
import {
  createSharedHashState,
  HASH_TASK_NAME,
  type HashTask,
  type HashTaskResult,
  type HashThreadData,
  type ThreadState,
} from './hash-protocol.ts';
import { createWorkerThread, workerEntry } from './worker-thread.ts';

export interface HashPoolOptions {
  readonly kernel: KernelName;
  readonly log: Log;
  /** Nice value of the threads (Linux only), 0 … 19; 19, the lowest priority, unless given. */
  readonly priority?: number;
  /** Default: one a core. */
  readonly threads?: number;
  /** Another thread entry than workers/hash-worker. */
  readonly worker?: URL;
}

/** The hash pool, with a view of what its threads are doing. */
export interface TracedHashPool extends HashPool {
  /** What each thread works on, read from shared memory. */
  threadStates(): readonly ThreadState[];
  /** The epoch of the current search, to compare with the threads' own. */
  epoch(): number;
}

/**
 * A pool of hashing threads, which start with the first search. A thread that fails is replaced and its units done
 * again from their beginnings; the counters count what was hashed, twice where it was hashed twice.
 * After `close`, `search`, `pause` and `resize` do nothing.
 */
export function createHashPool(options: HashPoolOptions): TracedHashPool {
  const { kernel, log, worker = workerEntry('hash-worker'), threads = availableParallelism() } = options;
  const { priority = constants.priority.PRIORITY_LOW } = options;
  const shared = createSharedHashState(MAX_HASH_THREADS);
  const dispatcher = createDispatcher(threads, {
    want: shared.want,
    createThread: (thread, onRecovered) => {
      const data: HashThreadData = { shared: shared.buffer, thread, kernel, priority };
      return createWorkerThread<HashTask, HashTaskResult>({
        name: `hash thread ${thread}`,
        worker,
        taskName: HASH_TASK_NAME,
        data,
        maxTasks: MAX_TASKS,
        log,
        onRecovered,
      });
    },
  });
  const states = (count: number): ThreadState[] =>
    Array.from({ length: count }, (_, thread) => shared.thread(thread));
  let mostThreads = threads;
  let closed = false;
  const replaceSearch = (next: SearchRequest | undefined): void => {
    if (!closed) dispatcher.dispatch(next);
  };

  return {
    get threads() {
      return dispatcher.threads();
    },
    kernel,
    bestVersions: BEST_VERSIONS[kernel],
    search: (source, onFound) => replaceSearch({ source, onFound }),
    pause: () => replaceSearch(undefined),
    resize(wanted) {
      invariant(
        Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_HASH_THREADS,
        `a pool has 1 to ${MAX_HASH_THREADS} threads, not ${wanted}`,
      );
      if (closed) return;
      mostThreads = Math.max(mostThreads, wanted);
      dispatcher.resize(wanted);
    },
    counts: () => ({ perThread: states(mostThreads).map(({ hashes }) => hashes) }),
    threadStates: () => states(dispatcher.threads()),
    epoch: dispatcher.epoch,
    close: async () => {
      replaceSearch(undefined);
      closed = true;
      await dispatcher.close();
    },
  };
}

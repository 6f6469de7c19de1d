/**
 * The hash pool: one search at a time, over all threads.
 * Each thread gets one unit of the search after the other. A new search makes the old epoch stale, which the threads
 * see in shared memory, and leaves its first units in their mailboxes. A result counts only while the search that it
 * belongs to is the current one; that is decided here, on the main thread, so nothing of a replaced search comes out.
 */

import { availableParallelism, constants } from 'node:os';
import { BEST_VERSIONS, type KernelName, withSolution } from '../kernel/kernel.ts';
import type { HashPool, WorkSource, WorkUnit } from '../mining/ports.ts';
import type { Log } from '../util/log.ts';
import {
  createSharedHashState,
  HASH_TASK_NAME,
  type HashTask,
  type HashTaskResult,
  type HashThreadData,
  type ThreadState,
} from './hash-protocol.ts';
import { createWorkerThread, type WorkerThread, workerEntry } from './worker-thread.ts';

/**
 * Tasks that a thread may hold: the one that it runs and, where that is stale, the next beside it, so that the thread
 * goes from old work to new without waiting for the main thread.
 */
const MAX_TASKS = 2;

type HashThread = WorkerThread<HashTask, HashTaskResult>;

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

interface Search {
  readonly epoch: number;
  readonly source: WorkSource;
  readonly onFound: (header: Uint8Array) => void;
  /** Rests of units after a solution, and units of failed threads: handed out before the source's next. */
  readonly leftOver: WorkUnit[];
}

interface Seat {
  readonly thread: HashThread;
  /** The search of the task that the thread got last, until that is answered. */
  serving: Search | undefined;
}

/**
 * A pool of hashing threads, which start with the first search. A thread that fails is replaced and its unit done
 * again from its beginning; the counters count what was hashed, twice where it was hashed twice.
 * After `close`, `search` and `pause` do nothing.
 */
export function createHashPool(options: HashPoolOptions): TracedHashPool {
  const { kernel, log, worker = workerEntry('hash-worker'), threads = availableParallelism() } = options;
  const { priority = constants.priority.PRIORITY_LOW } = options;
  const shared = createSharedHashState(threads);
  const threadStates = (): ThreadState[] =>
    Array.from({ length: threads }, (_, thread) => shared.thread(thread));
  const dispatcher = createDispatcher(threads, (thread, onRecovered) => {
    const data: HashThreadData = { shared: shared.buffer, thread, kernel, priority };
    const name = `hash thread ${thread}`;
    return createWorkerThread({
      name,
      worker,
      taskName: HASH_TASK_NAME,
      data,
      maxTasks: MAX_TASKS,
      log,
      onRecovered,
    });
  });
  let closed = false;
  const replaceSearch = (next: Pick<Search, 'source' | 'onFound'> | undefined): void => {
    if (closed) return;
    const epoch = shared.nextEpoch();
    dispatcher.dispatch(next && { ...next, epoch, leftOver: [] });
  };

  return {
    threads,
    kernel,
    bestVersions: BEST_VERSIONS[kernel],
    search: (source, onFound) => replaceSearch({ source, onFound }),
    pause: () => replaceSearch(undefined),
    counts: () => ({ perThread: threadStates().map(({ hashes }) => hashes) }),
    threadStates,
    epoch: shared.epoch,
    close: async () => {
      replaceSearch(undefined);
      closed = true;
      await dispatcher.close();
    },
  };
}

interface Dispatcher {
  /** Hands out this search from now on, or none. */
  dispatch(search: Search | undefined): void;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Keeps every thread supplied with units of the current search, and passes on what they find for it. */
function createDispatcher(
  threads: number,
  createThread: (index: number, onRecovered: () => void) => HashThread,
): Dispatcher {
  let current: Search | undefined;

  const feed = (seat: Seat): void => {
    if (current === undefined || seat.serving === current || !seat.thread.isReady()) return;
    const unit = current.leftOver.pop() ?? current.source.nextUnit();
    if (unit !== undefined) start(seat, current, unit);
  };
  const start = (seat: Seat, search: Search, unit: WorkUnit): void => {
    seat.serving = search;
    const vacate = (): void => {
      if (seat.serving === search) seat.serving = undefined;
    };
    seat.thread.run({ epoch: search.epoch, ...unit }).then(
      (result) => {
        vacate();
        finish(seat, search, { unit, result });
      },
      () => {
        // The thread has told the log why.
        vacate();
        search.leftOver.push(unit);
        seats.forEach(feed);
      },
    );
  };
  const finish = (seat: Seat, search: Search, { unit, result }: FinishedUnit): void => {
    const found = search === current ? result.nonce : undefined;
    if (found !== undefined) search.leftOver.push(...restOf(unit, result.tried));
    // First the thread, then the listener: it may take its time.
    feed(seat);
    if (found === undefined) return;
    for (const version of result.versions) search.onFound(withSolution(unit.header, version, found));
  };
  const seats = Array.from({ length: threads }, (_, index): Seat => {
    const seat: Seat = { thread: createThread(index, () => feed(seat)), serving: undefined };
    return seat;
  });

  return {
    dispatch(search) {
      current = search;
      seats.forEach(feed);
    },
    close: async () => {
      await Promise.all(seats.map(({ thread }) => thread.close()));
    },
  };
}

interface FinishedUnit {
  readonly unit: WorkUnit;
  readonly result: HashTaskResult;
}

/** What of the unit is left after `tried` nonces: one unit, or none. */
function restOf(unit: WorkUnit, tried: number): WorkUnit[] {
  const nonceCount = unit.nonceCount - tried;
  return nonceCount > 0 ? [{ ...unit, firstNonce: unit.firstNonce + tried, nonceCount }] : [];
}

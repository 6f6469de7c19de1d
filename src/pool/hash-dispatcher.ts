/**
 * Keeps the threads of the hash pool supplied with units of the current search, and passes on what they find. It knows
 * nothing of how threads work, so that a test simulates them.
 *
 * A thread holds the unit that it works on and the next one, so that it never waits for the main thread, which may be
 * busy; not even where a header's nonces are used up and the next header has to be made. What of a unit is left, after a
 * solution or because the thread is no longer wanted, is handed out again before the source's next.
 */

import { withSolution } from '../kernel/kernel.ts';
import type { WorkSource, WorkUnit } from '../mining/ports.ts';
import { epochAfter, type HashTask, type HashTaskResult, NO_EPOCH } from './hash-protocol.ts';
import type { WorkerThread } from './worker-thread.ts';

/** Units of the current search that a thread holds: the one that it works on, and the next. */
const UNITS_HELD = 2;

/**
 * Tasks that a thread may hold: beside those of the current search as many of the one before, so that it goes from old
 * work to new without waiting for the main thread.
 */
export const MAX_TASKS = 2 * UNITS_HELD;

export type HashThread = Pick<WorkerThread<HashTask, HashTaskResult>, 'isReady' | 'run' | 'close'>;

export interface DispatcherPorts {
  /** A thread for that seat; `onRecovered` is called when it is ready again after a failure. */
  readonly createThread: (seat: number, onRecovered: () => void) => HashThread;
  /** Wants work of that epoch alone of the thread in a seat, from now on. */
  readonly want: (seat: number, epoch: number) => void;
}

/** A search that replaces the one before. */
export interface SearchRequest {
  readonly source: WorkSource;
  readonly onFound: (header: Uint8Array) => void;
}

export interface Dispatcher {
  readonly threads: () => number;
  /** The epoch of the current search, or of the rest after it. */
  readonly epoch: () => number;
  /** Hands out this search from now on, or none. */
  dispatch(request: SearchRequest | undefined): void;
  /**
   * Hands out to so many threads from now on. Those that are too many leave their units to the others and end.
   * @param threads - at least 1
   */
  resize(threads: number): void;
  /** Ends the threads. */
  close(): Promise<void>;
}

interface Search extends SearchRequest {
  readonly epoch: number;
  /** Rests of units after a solution, and units of threads that failed or are no longer wanted. */
  readonly leftOver: WorkUnit[];
  /** Units that each seat holds. */
  readonly held: Map<Seat, number>;
}

interface Seat {
  readonly index: number;
  isWanted: boolean;
  /** Made when there is work for it. */
  thread: HashThread | undefined;
  /** Tasks of any search that it has not answered. */
  tasks: number;
}

/** A dispatcher of so many threads, without a search. */
export function createDispatcher(threads: number, { createThread, want }: DispatcherPorts): Dispatcher {
  const seats: Seat[] = [];
  const closing = new Set<Promise<void>>();
  let epoch = NO_EPOCH;
  let current: Search | undefined;

  /** Gives a seat what it has too few of, up to so many units. */
  const feed = (seat: Seat, units: number): void => {
    while (current && seat.isWanted && heldBy(seat, current) < units) {
      seat.thread ??= createThread(seat.index, feedAll);
      const unit = seat.thread.isReady() ? takeUnit(current) : undefined;
      if (!unit) return;
      start(seat, seat.thread, { search: current, unit });
    }
  };
  /** First everybody has something to do, then something to do next. */
  const feedAll = (): void => {
    for (let units = 1; units <= UNITS_HELD; units++) for (const seat of seats) feed(seat, units);
  };
  const start = (seat: Seat, thread: HashThread, { search, unit }: StartedUnit): void => {
    seat.tasks++;
    search.held.set(seat, heldBy(seat, search) + 1);
    thread.run({ epoch: search.epoch, ...unit }).then(
      (result) => {
        release(seat, search);
        finish(seat, search, { unit, result });
      },
      () => {
        // The thread has told the log why.
        release(seat, search);
        giveBack(search, [unit]);
      },
    );
  };
  const release = (seat: Seat, search: Search): void => {
    seat.tasks--;
    search.held.set(seat, heldBy(seat, search) - 1);
    if (!seat.isWanted) endIfIdle(seat);
  };
  const finish = (seat: Seat, search: Search, { unit, result }: FinishedUnit): void => {
    // First the threads, then the listener: it may take its time.
    giveBack(search, restOf(unit, result.tried));
    feed(seat, UNITS_HELD);
    if (result.nonce === undefined) return;
    for (const version of result.versions) search.onFound(withSolution(unit.header, version, result.nonce));
  };
  const giveBack = (search: Search, units: readonly WorkUnit[]): void => {
    if (search !== current || units.length === 0) return;
    search.leftOver.push(...units);
    feedAll();
  };
  const endIfIdle = (seat: Seat): void => {
    if (seat.tasks > 0 || !seat.thread) return;
    const ending = seat.thread.close().finally(() => closing.delete(ending));
    closing.add(ending);
    seat.thread = undefined;
  };
  const resize = (wanted: number): void => {
    while (seats.length < wanted) {
      seats.push({ index: seats.length, isWanted: false, thread: undefined, tasks: 0 });
    }
    for (const seat of seats) {
      seat.isWanted = seat.index < wanted;
      want(seat.index, seat.isWanted ? epoch : NO_EPOCH);
      if (!seat.isWanted) endIfIdle(seat);
    }
    feedAll();
  };

  resize(threads);
  return {
    threads: () => seats.filter(({ isWanted }) => isWanted).length,
    epoch: () => epoch,
    dispatch(request) {
      epoch = epochAfter(epoch);
      current = request && { ...request, epoch, leftOver: [], held: new Map() };
      for (const seat of seats.filter(({ isWanted }) => isWanted)) {
        // First the new work, then no more of the old: a thread that has none sleeps, and to wake it takes longer.
        feed(seat, 1);
        want(seat.index, epoch);
      }
      feedAll();
    },
    resize,
    close: async () => {
      await Promise.all([...closing, ...seats.map(({ thread }) => thread?.close())]);
    },
  };
}

interface StartedUnit {
  readonly search: Search;
  readonly unit: WorkUnit;
}

interface FinishedUnit {
  readonly unit: WorkUnit;
  readonly result: HashTaskResult;
}

function heldBy(seat: Seat, { held }: Search): number {
  return held.get(seat) ?? 0;
}

function takeUnit({ leftOver, source }: Search): WorkUnit | undefined {
  return leftOver.pop() ?? source.nextUnit();
}

/** What of the unit is left after `tried` nonces: one unit, or none. */
function restOf(unit: WorkUnit, tried: number): WorkUnit[] {
  const nonceCount = unit.nonceCount - tried;
  return nonceCount > 0 ? [{ ...unit, firstNonce: unit.firstNonce + tried, nonceCount }] : [];
}

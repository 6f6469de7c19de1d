/**
 * What the main thread and the hash threads say to each other.
 * Messages carry work out and results back. Shared memory carries what can't wait for a message: for each thread the
 * epoch whose work is wanted of it, by which it sees that what it does is stale, and the counters, which are read while
 * the threads run.
 */

import type { HeaderSpace, KernelName, ScanPermit, ScanResult } from '../kernel/kernel.ts';
import type { Race } from '../kernel/race.ts';

/** What a hash thread is given when it starts. */
export interface HashThreadData {
  readonly shared: SharedArrayBuffer;
  /** Which line of the shared memory is this thread's; its successor's too, should it die. */
  readonly thread: number;
  /** What it hashes with; undefined for one that only races kernels. */
  readonly kernel: KernelName | undefined;
  /** Nice value of the thread, where the system can give it one of its own. */
  readonly priority: number;
}

/** One unit of work for one thread. */
export interface HashTask extends HeaderSpace {
  /** The search that it belongs to; the thread drops it as soon as another epoch is wanted of it. */
  readonly epoch: number;
  readonly firstNonce: number;
  readonly nonceCount: number;
}

/** How a unit ended: at its first solution, at its end, or dropped. */
export type HashTaskResult = ScanResult;

/** Name of the worker's export that does a HashTask. */
export const HASH_TASK_NAME = 'searchUnit';

/** What a race of kernels is told. */
export type RaceTask = Pick<Race, 'maxVersions' | 'msPerKernel'>;

/** Name of the worker's export that runs one. */
export const RACE_TASK_NAME = 'raceKernels';

/** An epoch of which there is no work: a thread that it is wanted of rests. */
export const NO_EPOCH = 0;

/** The epoch after that one. It is a 32-bit number and wraps; only whether two are equal matters. */
export function epochAfter(epoch: number): number {
  return (epoch + 1) | 0 || 1;
}

/** The shared memory has a line for each thread, so that no two share a cache line. */
const LINE_BYTES = 64;
const HASHES_AT = 0;
const STARTED_AT = 8;
const WORKING_EPOCH_AT = 16;
const WANTED_EPOCH_AT = 20;

/** What a thread's line in the shared memory says. */
export interface ThreadState {
  /** Headers tried (each nonce with each version) by this thread and its predecessors. */
  readonly hashes: number;
  /** The epoch of the unit that the thread works on or worked on last; 0 before its first. */
  readonly epoch: number;
  /** When it began with that unit: nanoseconds of `process.hrtime.bigint()`, which all threads share. */
  readonly startedNs: bigint;
}

/** The shared memory of a pool, as the main thread sees it. */
export interface SharedHashState {
  readonly buffer: SharedArrayBuffer;
  /** Wants work of that epoch alone of a thread: what it does of another is stale from now on. */
  readonly want: (thread: number, epoch: number) => void;
  readonly thread: (thread: number) => ThreadState;
}

/** A hash thread's own end of the shared memory. */
export interface ThreadLine {
  readonly isStale: (epoch: number) => boolean;
  /** The same for kernels that look by themselves. */
  readonly permit: (epoch: number) => ScanPermit;
  readonly begin: (epoch: number, nowNs: bigint) => void;
  readonly addHashes: (count: number) => void;
}

/** New shared memory, all zero, for so many threads. */
export function createSharedHashState(threads: number): SharedHashState {
  const buffer = new SharedArrayBuffer(LINE_BYTES * threads);
  const lines = Array.from({ length: threads }, (_, thread) => lineViews(buffer, thread));
  return {
    buffer,
    want: (thread, epoch) => {
      Atomics.store((lines[thread] as LineViews).wanted, 0, epoch);
    },
    thread: (thread) => {
      const line = lines[thread] as LineViews;
      return {
        hashes: Number(Atomics.load(line.hashes, 0)),
        epoch: Atomics.load(line.epoch, 0),
        startedNs: Atomics.load(line.started, 0),
      };
    },
  };
}

/** The line of thread `thread` in shared memory that createSharedHashState made. */
export function openThreadLine(buffer: SharedArrayBuffer, thread: number): ThreadLine {
  const line = lineViews(buffer, thread);
  return {
    isStale: (epoch) => Atomics.load(line.wanted, 0) !== epoch,
    permit: (epoch) => ({ word: line.wanted, value: epoch }),
    begin: (epoch, nowNs) => {
      Atomics.store(line.started, 0, nowNs);
      Atomics.store(line.epoch, 0, epoch);
    },
    addHashes: (count) => {
      Atomics.add(line.hashes, 0, BigInt(count));
    },
  };
}

interface LineViews {
  readonly hashes: BigInt64Array;
  readonly started: BigInt64Array;
  readonly epoch: Int32Array;
  readonly wanted: Int32Array;
}

function lineViews(buffer: SharedArrayBuffer, thread: number): LineViews {
  const at = LINE_BYTES * thread;
  return {
    hashes: new BigInt64Array(buffer, at + HASHES_AT, 1),
    started: new BigInt64Array(buffer, at + STARTED_AT, 1),
    epoch: new Int32Array(buffer, at + WORKING_EPOCH_AT, 1),
    wanted: new Int32Array(buffer, at + WANTED_EPOCH_AT, 1),
  };
}

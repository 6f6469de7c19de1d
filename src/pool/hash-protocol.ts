/**
 * What the main thread and the hash threads say to each other.
 * Messages carry work out and results back. Shared memory carries what can't wait for a message: the epoch, by which
 * a thread sees that its work is stale, and the counters, which are read while the threads run.
 */

import type { HeaderSpace, KernelName, ScanResult } from '../kernel/kernel.ts';
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
  /** The search that it belongs to; the thread drops it as soon as the shared epoch is another. */
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

/** The shared memory starts with the epoch, and then has a line for each thread, so that no two share a cache line. */
const LINE_BYTES = 64;
const HASHES_AT = 0;
const STARTED_AT = 8;
const WORKING_EPOCH_AT = 16;

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
  readonly epoch: () => number;
  /** Makes all running work stale. @returns the new epoch */
  readonly nextEpoch: () => number;
  readonly thread: (thread: number) => ThreadState;
}

/** A hash thread's own end of the shared memory. */
export interface ThreadLine {
  readonly isStale: (epoch: number) => boolean;
  readonly begin: (epoch: number, nowNs: bigint) => void;
  readonly addHashes: (count: number) => void;
}

/** New shared memory, all zero, for so many threads. */
export function createSharedHashState(threads: number): SharedHashState {
  const buffer = new SharedArrayBuffer(LINE_BYTES * (1 + threads));
  const epoch = new Int32Array(buffer, 0, 1);
  const lines = Array.from({ length: threads }, (_, thread) => lineViews(buffer, thread));
  return {
    buffer,
    epoch: () => Atomics.load(epoch, 0),
    // The epoch is a 32-bit number and wraps; only whether two are equal matters.
    nextEpoch: () => (Atomics.add(epoch, 0, 1) + 1) | 0,
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
  const current = new Int32Array(buffer, 0, 1);
  const line = lineViews(buffer, thread);
  return {
    isStale: (epoch) => Atomics.load(current, 0) !== epoch,
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
}

function lineViews(buffer: SharedArrayBuffer, thread: number): LineViews {
  const at = LINE_BYTES * (1 + thread);
  return {
    hashes: new BigInt64Array(buffer, at + HASHES_AT, 1),
    started: new BigInt64Array(buffer, at + STARTED_AT, 1),
    epoch: new Int32Array(buffer, at + WORKING_EPOCH_AT, 1),
  };
}

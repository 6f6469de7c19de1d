import { DiskFullError } from '../util/disk-full-error.ts';
import { createSerialQueue } from '../util/serial-queue.ts';
import { commitHeld, discardHeld, heldTip, isDue } from './commit-held.ts';
import type { ChainContext } from './context.ts';
import { isRecentTip } from './recent-tip.ts';

/** Runs the jobs of the chain state, one after the other, and decides when what they did is committed. */
export interface JobQueue {
  /**
   * Runs a job; what it did is durable and told when the promise is fulfilled, or undone where it is rejected.
   * @throws StoreError, DiskFullError where it can't be made durable
   */
  run<T>(job: () => T | Promise<T>): Promise<T>;
  /** The same for a job that is not worth its trouble where there is no room for what it makes: it is then not begun. */
  change<T>(job: () => T | Promise<T>): Promise<T>;
  /** Runs a job that changes nothing, and sees the chain that is committed where there is no room to commit the rest. */
  look<T>(job: () => T | Promise<T>): Promise<T>;
  /**
   * Runs a job of somebody who feeds a sync and need not wait for the disk: while more is coming, or the tip is old,
   * what such jobs did is committed together, at the latest a moment after the last of them.
   * @param isMoreComing - the caller knows that more is on its way
   * @throws DiskFullError: the job is not begun, or what it and others did before is held until there is room
   */
  feed<T>(job: () => T | Promise<T>, isMoreComing?: boolean): Promise<T>;
}

/** How long held work waits for the next job that is fed, milliseconds. */
const QUIET_MS = 100;

export function createJobQueue(context: ChainContext): JobQueue {
  const enqueue = createSerialQueue();
  let fed = 0;
  let isTimerSet = false;

  /** Runs a part of a job; what is held is given up where it fails, unless that is for want of room alone. */
  async function keeping<T>(part: () => T | Promise<T>): Promise<T> {
    try {
      return await part();
    } catch (error) {
      if (!(error instanceof DiskFullError)) discardHeld(context);
      throw error;
    }
  }

  const run: JobQueue['run'] = (job) =>
    enqueue(async () => {
      await keeping(() => commitHeld(context));
      try {
        const result = await job();
        commitHeld(context);
        return result;
      } catch (error) {
        discardHeld(context);
        throw error;
      }
    });

  /** Commits what was fed, should nothing more come. */
  function setTimer(): void {
    if (isTimerSet) return;
    isTimerSet = true;
    context.timers.after(QUIET_MS, () => {
      isTimerSet = false;
      if (fed > 0) setTimer();
      else run(() => undefined).catch(context.onFault);
    });
  }

  /** Commits what is held, or leaves it as it is where there is no room for it. */
  function tryCommit(): void {
    try {
      commitHeld(context);
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
    }
  }

  async function runFed<T>(job: () => T | Promise<T>, isMoreComing: boolean): Promise<T> {
    context.store.requireRoom();
    const result = await job();
    const mayWait = isMoreComing || fed > 0 || !isRecentTip(heldTip(context), context.clock);
    if (!mayWait || isDue(context)) commitHeld(context);
    else setTimer();
    return result;
  }

  return {
    run,
    change: (job) =>
      run(() => {
        context.store.requireRoom();
        return job();
      }),
    look: (job) =>
      enqueue(async () => {
        await keeping(tryCommit);
        return job();
      }),
    feed(job, isMoreComing = false) {
      fed++;
      return enqueue(() => {
        fed--;
        return keeping(() => runFed(job, isMoreComing));
      });
    },
  };
}

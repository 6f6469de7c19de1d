import { createSerialQueue } from '../util/serial-queue.ts';
import { commitHeld, discardHeld, heldTip, isDue } from './commit-held.ts';
import type { ChainContext } from './context.ts';
import { isRecentTip } from './recent-tip.ts';

/** Runs the jobs of the chain state, one after the other, and decides when what they did is committed. */
export interface JobQueue {
  /** Runs a job; what it did is durable and told when the promise is fulfilled, or undone where it is rejected. */
  run<T>(job: () => T | Promise<T>): Promise<T>;
  /**
   * Runs a job of somebody who feeds a sync and need not wait for the disk: while more is coming, or the tip is old,
   * what such jobs did is committed together, at the latest a moment after the last of them.
   */
  feed<T>(job: () => T | Promise<T>): Promise<T>;
}

/** How long held work waits for the next job that is fed, milliseconds. */
const QUIET_MS = 100;

export function createJobQueue(context: ChainContext): JobQueue {
  const enqueue = createSerialQueue();
  let fed = 0;
  let isTimerSet = false;

  const guarded = <T>(job: () => T | Promise<T>): Promise<T> =>
    enqueue(async () => {
      try {
        return await job();
      } catch (error) {
        discardHeld(context);
        throw error;
      }
    });

  const run: JobQueue['run'] = (job) =>
    guarded(async () => {
      commitHeld(context);
      const result = await job();
      commitHeld(context);
      return result;
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

  return {
    run,
    feed(job) {
      fed++;
      return guarded(async () => {
        fed--;
        const result = await job();
        const mayWait = fed > 0 || !isRecentTip(heldTip(context), context.clock);
        if (!mayWait || isDue(context)) commitHeld(context);
        else setTimer();
        return result;
      });
    },
  };
}

import type { CancelTimer, Timers } from '../util/clock.ts';

/** Timers that a test can let end before their time. */
export interface ForwardTimers extends Timers {
  /** Lets all timers end that much earlier; those that are due by it have ended when this returns. */
  forward(ms: number): void;
}

interface Pending {
  dueMs: number;
  readonly action: () => void;
  handle: NodeJS.Timeout;
}

/** Node's own timers. They keep no process alive: sockets and threads do that. */
export const SYSTEM_TIMERS: Timers = {
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** The same, for what `mockscheduler` is to hurry up. */
export function createForwardTimers(): ForwardTimers {
  const pending = new Set<Pending>();
  const start = (timer: Pending): NodeJS.Timeout =>
    setTimeout(() => end(timer), Math.max(0, timer.dueMs - performance.now())).unref();
  const cancel = (timer: Pending): void => {
    clearTimeout(timer.handle);
    pending.delete(timer);
  };
  const end = (timer: Pending): void => {
    if (!pending.has(timer)) return;
    cancel(timer);
    timer.action();
  };
  return {
    after(delayMs, action): CancelTimer {
      const timer = { dueMs: performance.now() + delayMs, action } as Pending;
      timer.handle = start(timer);
      pending.add(timer);
      return () => cancel(timer);
    },
    forward(ms) {
      const before = [...pending].sort((a, b) => a.dueMs - b.dueMs);
      for (const timer of before) {
        clearTimeout(timer.handle);
        timer.dueMs -= ms;
        if (timer.dueMs <= performance.now()) end(timer);
        else timer.handle = start(timer);
      }
    },
  };
}

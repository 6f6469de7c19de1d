import type { Timers } from '../util/clock.ts';

/** Node's own timers. They keep no process alive: sockets and threads do that. */
export const SYSTEM_TIMERS: Timers = {
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

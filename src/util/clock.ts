/**
 * The clock as a port: pure code never asks the system for the time.
 * `setmocktime` freezes the wall clock of a test network; durations keep running.
 */
export interface Clock {
  /** Wall-clock time in whole seconds since 1970 (the mock time where one is set). */
  nowSeconds(): number;
  /** Wall-clock time in milliseconds since 1970 (the mock time where one is set). */
  nowMs(): number;
  /** Monotonic milliseconds, for durations only; never mocked. */
  monotonicMs(): number;
}

/** Ends a timer before its time; harmless after. */
export type CancelTimer = () => void;

/** Timers as a port; real time, never mocked. */
export interface Timers {
  /** Calls `action` once, after that many milliseconds, unless cancelled. A timer keeps no process alive. */
  after(delayMs: number, action: () => void): CancelTimer;
}

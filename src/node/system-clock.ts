import type { Clock } from '../util/clock.ts';

/** The machine's clock, which a test network can freeze. */
export interface SystemClock extends Clock {
  /**
   * Freezes the wall clock at a time; durations keep running.
   * @param seconds - since 1970; 0 goes back to the machine's clock
   */
  setMockTime(seconds: number): void;
}

/** A clock that tells the machine's time until {@link SystemClock.setMockTime} freezes it. */
export function createSystemClock(mockTime = 0): SystemClock {
  let mockSeconds = mockTime;
  const nowMs = () => (mockSeconds === 0 ? Date.now() : mockSeconds * 1000);
  return {
    nowMs,
    nowSeconds: () => Math.floor(nowMs() / 1000),
    monotonicMs: () => performance.now(),
    setMockTime(seconds) {
      mockSeconds = seconds;
    },
  };
}

import { sum } from '../util/sum.ts';

/**
 * The hash rate, from counters that are read now and then. Pure: the times are handed in.
 */

/** The windows that are shown, from the shortest up, in milliseconds: those that users of xmrig know. */
export const HASH_RATE_WINDOWS_MS = { live: 10_000, minute: 60_000, quarterHour: 900_000 } as const;
export type HashRateWindow = keyof typeof HASH_RATE_WINDOWS_MS;

/** Readings closer together than this replace one another, so that memory is bounded however often one asks. */
const MIN_SPACING_MS = 500;

const LONGEST_WINDOW_MS = Math.max(...Object.values(HASH_RATE_WINDOWS_MS));

/** Hashes per second. */
export interface HashRate {
  /** Of the threads that were asked for. */
  readonly perThread: readonly number[];
  /** Of all threads, also of those that there are no more. */
  readonly total: number;
}

/**
 * A rate for each window, undefined where it would say nothing new: while there are no readings for longer than the next
 * shorter window, over which it would be the same figure. (Users of xmrig know that as `n/a`.)
 */
export type HashRates = Readonly<Record<HashRateWindow, HashRate | undefined>>;

export interface HashRateMeter {
  /**
   * Takes a reading.
   * @param nowMs - monotonic milliseconds
   * @param hashes - headers tried so far by each thread that there ever was: they never fall, and new threads come last.
   *   The first reading is where counting begins.
   */
  record(nowMs: number, hashes: readonly number[]): void;
  /**
   * The mean rate over the last `windowMs` before the last reading, or over as much of it as there are readings: 0
   * before the second one. Pauses count as the time that they are.
   * @param windowMs - up to 15 minutes
   * @param threads - for so many threads, from the first on; default: for all that there ever were
   */
  rate(windowMs: number, threads?: number): HashRate;
  /** The rate over each window that is filled far enough. @param threads - as above */
  rates(threads?: number): HashRates;
}

interface Reading {
  readonly atMs: number;
  readonly hashes: readonly number[];
}

/** A meter without readings. */
export function createHashRateMeter(): HashRateMeter {
  const readings: Reading[] = [];

  const rate: HashRateMeter['rate'] = (windowMs, threads) => {
    const newest = readings.at(-1);
    if (newest === undefined) return { perThread: [], total: 0 };
    const oldest = lastBefore(readings, newest.atMs - windowMs);
    const seconds = (newest.atMs - oldest.atMs) / 1000;
    const each = newest.hashes.map((hashes, thread) =>
      seconds > 0 ? (hashes - (oldest.hashes[thread] ?? 0)) / seconds : 0,
    );
    return { perThread: each.slice(0, threads), total: sum(each) };
  };

  return {
    record(nowMs, hashes) {
      const isClose = readings.length > 1 && nowMs - (readings.at(-2) as Reading).atMs < MIN_SPACING_MS;
      if (isClose) readings.pop();
      readings.push({ atMs: nowMs, hashes: [...hashes] });
      forgetBefore(readings, nowMs - LONGEST_WINDOW_MS);
    },
    rate,
    rates(threads) {
      const spanMs = (readings.at(-1)?.atMs ?? 0) - (readings[0]?.atMs ?? 0);
      const { live, minute, quarterHour } = HASH_RATE_WINDOWS_MS;
      const unlessShorter = (windowMs: number, shorterMs: number): HashRate | undefined =>
        spanMs > shorterMs ? rate(windowMs, threads) : undefined;
      return {
        live: unlessShorter(live, 0),
        minute: unlessShorter(minute, live),
        quarterHour: unlessShorter(quarterHour, minute),
      };
    },
  };
}

/** The newest reading at or before `atMs`; the first one where there is none. Not called without readings. */
function lastBefore(readings: readonly Reading[], atMs: number): Reading {
  const index = readings.findLastIndex((reading) => reading.atMs <= atMs);
  return readings[Math.max(index, 0)] as Reading;
}

/** Drops what no window reaches any more: all readings but the newest one before `atMs`. */
function forgetBefore(readings: Reading[], atMs: number): void {
  const keepFrom = readings.findLastIndex((reading) => reading.atMs <= atMs);
  if (keepFrom > 0) readings.splice(0, keepFrom);
}

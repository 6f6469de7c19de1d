/**
 * The hash rate, from counters that are read now and then. Pure: the times are handed in.
 */

/** The windows that are shown, in milliseconds: the live figure, the last minute, the last quarter of an hour. */
export const HASH_RATE_WINDOWS_MS = { live: 10_000, minute: 60_000, quarterHour: 900_000 } as const;

/** Readings closer together than this replace one another, so that memory is bounded however often one asks. */
const MIN_SPACING_MS = 500;

const LONGEST_WINDOW_MS = Math.max(...Object.values(HASH_RATE_WINDOWS_MS));

/** Hashes per second. */
export interface HashRate {
  readonly perThread: readonly number[];
  readonly total: number;
}

export interface HashRateMeter {
  /**
   * Takes a reading.
   * @param nowMs - monotonic milliseconds
   * @param hashes - headers tried so far by each thread. The first reading is where counting begins; later, a counter
   *   that fell or is new (another pool) is taken to have begun at 0 since the reading before.
   */
  record(nowMs: number, hashes: readonly number[]): void;
  /**
   * The mean rate over the last `windowMs` before the last reading, or over as much of it as there are readings: 0
   * before the second one, a figure for each thread of the last reading. Pauses count as the time that they are.
   * @param windowMs - up to 15 minutes
   */
  rate(windowMs: number): HashRate;
}

/** A reading, with the counters made continuous: they only grow, whatever the real ones did, and none goes away. */
interface Reading {
  readonly atMs: number;
  readonly hashes: readonly number[];
}

/** A meter without readings. */
export function createHashRateMeter(): HashRateMeter {
  const readings: Reading[] = [];
  let lastRaw: readonly number[] = [];

  return {
    record(nowMs, raw) {
      const hashes = continueCounters(readings.at(-1), lastRaw, raw);
      lastRaw = [...raw];
      const isClose = readings.length > 1 && nowMs - (readings.at(-2) as Reading).atMs < MIN_SPACING_MS;
      if (isClose) readings.pop();
      readings.push({ atMs: nowMs, hashes });
      forgetBefore(readings, nowMs - LONGEST_WINDOW_MS);
    },
    rate(windowMs) {
      const newest = readings.at(-1);
      if (newest === undefined) return { perThread: [], total: 0 };
      const oldest = lastBefore(readings, newest.atMs - windowMs);
      const seconds = (newest.atMs - oldest.atMs) / 1000;
      const perThread = lastRaw.map((_, thread) => {
        const gained = (newest.hashes[thread] ?? 0) - (oldest.hashes[thread] ?? 0);
        return seconds > 0 ? gained / seconds : 0;
      });
      return { perThread, total: perThread.reduce((sum, rate) => sum + rate, 0) };
    },
  };
}

/** Adds to each continuous counter what the real one gained since its last reading. */
function continueCounters(
  previous: Reading | undefined,
  lastRaw: readonly number[],
  raw: readonly number[],
): readonly number[] {
  if (previous === undefined) return raw.map(() => 0);
  const threads = Math.max(previous.hashes.length, raw.length);
  return Array.from({ length: threads }, (_, thread) => {
    const before = previous.hashes[thread] ?? 0;
    const last = lastRaw[thread] ?? 0;
    const count = raw[thread];
    if (count === undefined) return before;
    return before + (count >= last ? count - last : count);
  });
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

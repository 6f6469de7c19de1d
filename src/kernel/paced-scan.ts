/**
 * A scan in slices, so that a thread in the middle of a long range notices within a fraction of a millisecond that
 * its work is stale. The slices follow the measured rate: a look costs a slice's length of reaction, not of speed.
 */

import type { NonceScan, ScanResult } from './kernel.ts';

/** Time between two looks at whether the work is stale. */
export const SLICE_MS = 0.2;

/** Nonces of the first slice, before anything is measured: short even for the slowest kernel. */
const FIRST_SLICE = 64;

/** An upper bound, against a clock that stands still. */
const MAX_SLICE = 2 ** 20;

/** Weight of the newest slice in the measured rate: one that the system interrupted must not count for much. */
const NEWEST_WEIGHT = 1 / 8;

/** What a paced scan needs from its thread. */
export interface PacedScanPorts {
  /** Nonces that the kernel tries side by side; slices are multiples of it. */
  readonly lanes: number;
  /** Monotonic milliseconds, with fractions. */
  nowMs(): number;
  /** Hears after each slice how many nonces it tried. */
  onTried(count: number): void;
}

/** Scans a range with `scan` until its first solution, its end, or until `isStale` says so between two slices. */
export type PacedScan = (
  scan: NonceScan,
  range: { readonly firstNonce: number; readonly nonceCount: number },
  isStale: () => boolean,
) => ScanResult;

/** A paced scan that remembers the rate from one range to the next; one for each thread. */
export function createPacedScan({ lanes, nowMs, onTried }: PacedScanPorts): PacedScan {
  let noncesPerMs: number | undefined;
  let slice = FIRST_SLICE;

  const learn = (tried: number, elapsedMs: number): void => {
    if (elapsedMs <= 0) return;
    const measured = tried / elapsedMs;
    noncesPerMs =
      noncesPerMs === undefined ? measured : noncesPerMs + (measured - noncesPerMs) * NEWEST_WEIGHT;
    slice = Math.min(Math.max(Math.floor((noncesPerMs * SLICE_MS) / lanes), 1) * lanes, MAX_SLICE);
  };

  return (scan, { firstNonce, nonceCount }, isStale) => {
    let tried = 0;
    while (tried < nonceCount && !isStale()) {
      const startedMs = nowMs();
      const result = scan(firstNonce + tried, Math.min(slice, nonceCount - tried));
      onTried(result.tried);
      learn(result.tried, nowMs() - startedMs);
      tried += result.tried;
      if (result.nonce !== undefined) return { nonce: result.nonce, tried };
    }
    return { nonce: undefined, tried };
  };
}

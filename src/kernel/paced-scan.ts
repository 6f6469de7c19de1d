/**
 * A scan in slices, so that a thread in the middle of a long range notices within a fraction of a millisecond that
 * its work is stale. The slices follow the measured rate: a look costs a slice's length of reaction, not of speed.
 */

import type { NonceScan, ScanResult } from './kernel.ts';

/** Time between two looks at whether the work is stale. */
export const SLICE_MS = 0.2;

/** Headers of the first slice, before anything is measured: short even for the slowest kernel. */
const FIRST_SLICE = 64;

/** An upper bound, against a clock that stands still. */
const MAX_SLICE = 2 ** 22;

/** Weight of the newest slice in the measured rate: one that the system interrupted must not count for much. */
const NEWEST_WEIGHT = 1 / 8;

/** What a paced scan needs from its thread. */
export interface PacedScanPorts {
  /** Nonces that the kernel tries side by side; slices have a multiple of it. */
  readonly lanes: number;
  /** Monotonic milliseconds, with fractions. */
  nowMs(): number;
  /** Hears after each slice how many headers it tried: nonces times versions. */
  onTried(count: number): void;
}

/** What is scanned in slices. */
export interface PacedRange {
  readonly firstNonce: number;
  readonly nonceCount: number;
  /** Versions that the scan tries with each nonce. */
  readonly versions: number;
}

/** Scans a range with `scan` until its first solution, its end, or until `isStale` says so between two slices. */
export type PacedScan = (scan: NonceScan, range: PacedRange, isStale: () => boolean) => ScanResult;

/** A paced scan that remembers the rate from one range to the next; one for each thread. */
export function createPacedScan({ lanes, nowMs, onTried }: PacedScanPorts): PacedScan {
  let headersPerMs: number | undefined;
  let slice = FIRST_SLICE;

  const learn = (headers: number, elapsedMs: number): void => {
    if (elapsedMs <= 0) return;
    const measured = headers / elapsedMs;
    headersPerMs =
      headersPerMs === undefined ? measured : headersPerMs + (measured - headersPerMs) * NEWEST_WEIGHT;
    slice = Math.min(headersPerMs * SLICE_MS, MAX_SLICE);
  };

  return (scan, { firstNonce, nonceCount, versions }, isStale) => {
    let tried = 0;
    while (tried < nonceCount && !isStale()) {
      const startedMs = nowMs();
      const length = Math.max(Math.floor(slice / versions / lanes), 1) * lanes;
      const result = scan(firstNonce + tried, Math.min(length, nonceCount - tried));
      onTried(result.tried * versions);
      learn(result.tried * versions, nowMs() - startedMs);
      tried += result.tried;
      if (result.nonce !== undefined) return { ...result, tried };
    }
    return { nonce: undefined, versions: [], tried };
  };
}

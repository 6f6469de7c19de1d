/**
 * A scan in slices, so that a thread in the middle of a long range notices that its work is stale, and counts what it
 * has done. The slices follow the measured rate. A kernel that watches its permit needs no short ones: it notices by
 * itself, within microseconds. For the others a look costs a slice's length of reaction.
 */

import type { Kernel, NonceScan, ScanResult } from './kernel.ts';

/** Time between two looks at whether the work is stale, where the kernel does not look by itself. */
export const SLICE_MS = 0.2;

/**
 * The same where it does: often enough for counters that are read while threads run. A native kernel's call costs some
 * microseconds (versions are prepared, the pipeline runs empty), which 0.2 ms would feel: see bench/pool.bench.ts.
 */
export const WATCHED_SLICE_MS = 10;

/** Headers of the first slice, before anything is measured: short even for the slowest kernel. */
const FIRST_SLICE = 64;

/** An upper bound, against a clock that stands still. */
const MAX_SLICE = 2 ** 22;

/** Weight of the newest slice in the measured rate: one that the system interrupted must not count for much. */
const NEWEST_WEIGHT = 1 / 8;

/** What a paced scan needs from its thread. */
export interface PacedScanPorts {
  /** What of the kernel matters: slices have a multiple of its lanes. */
  readonly kernel: Pick<Kernel, 'lanes' | 'watchesPermit'>;
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

/** Scans a range with `scan` until its first solution, its end, or until the work is stale, as `isStale` says too. */
export type PacedScan = (scan: NonceScan, range: PacedRange, isStale: () => boolean) => ScanResult;

/** A paced scan that remembers the rate from one range to the next; one for each thread. */
export function createPacedScan({ kernel, nowMs, onTried }: PacedScanPorts): PacedScan {
  const { lanes, watchesPermit } = kernel;
  const sliceMs = watchesPermit ? WATCHED_SLICE_MS : SLICE_MS;
  let headersPerMs: number | undefined;
  let slice = FIRST_SLICE;

  const learn = (headers: number, elapsedMs: number): void => {
    if (elapsedMs <= 0) return;
    const measured = headers / elapsedMs;
    headersPerMs =
      headersPerMs === undefined ? measured : headersPerMs + (measured - headersPerMs) * NEWEST_WEIGHT;
    slice = Math.min(headersPerMs * sliceMs, MAX_SLICE);
  };

  return (scan, { firstNonce, nonceCount, versions }, isStale) => {
    let tried = 0;
    while (tried < nonceCount && !isStale()) {
      const startedMs = nowMs();
      const whole = Math.max(Math.floor(slice / versions / lanes), 1) * lanes;
      const length = Math.min(whole, nonceCount - tried);
      const result = scan(firstNonce + tried, length);
      onTried(result.tried * versions);
      tried += result.tried;
      if (result.nonce !== undefined) return { ...result, tried };
      if (result.tried < length) break; // Called off: that says nothing about the rate.
      learn(result.tried * versions, nowMs() - startedMs);
    }
    return { nonce: undefined, versions: [], tried };
  };
}

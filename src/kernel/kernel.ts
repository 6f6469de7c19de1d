/**
 * The hash search, one signature for every kernel: which nonces of a range make the header's hash meet the target?
 * A kernel knows nothing of jobs, threads or the time; `pool` gives it ranges and reads its counts.
 */

import { invariant } from '../util/invariant.ts';

/** Every kernel by its name, the fastest first. */
export const KERNEL_NAMES = ['wasm-simd', 'noble'] as const;
export type KernelName = (typeof KERNEL_NAMES)[number];

/** Bytes of a serialized header; its nonce is the last four, little-endian. */
const HEADER_BYTES = 80;
const NONCE_OFFSET = 76;

/** How many nonces there are. */
const NONCE_SPACE = 2 ** 32;

export interface ScanResult {
  /** The lowest nonce of the range that meets the target, or undefined where none does. */
  readonly nonce: number | undefined;
  /**
   * Nonces tried: up to and including the found one, or all. Each counts once, however many lanes a kernel has.
   * To look for further solutions, scan on from `firstNonce` + `tried`.
   */
  readonly tried: number;
}

/**
 * Tries the nonces `firstNonce` … `firstNonce` + `nonceCount` - 1 in order, up to the first solution; synchronous.
 * @param firstNonce - 0 … 2^32 - 1
 * @param nonceCount - 1 … 2^32 - `firstNonce`; need not be a multiple of the lanes
 */
export type NonceScan = (firstNonce: number, nonceCount: number) => ScanResult;

export interface Kernel {
  readonly name: KernelName;
  /** Nonces tried side by side: ranges that are multiples of this waste nothing. */
  readonly lanes: number;
  /**
   * The search over one header.
   * @param header - serialized, 80 bytes; its nonce field is ignored; read now, later changes don't matter
   * @param target - hashes, read as little-endian numbers, at or below this are solutions; any value from 0 up
   */
  prepare(header: Uint8Array, target: bigint): NonceScan;
}

/** A copy of the header with another nonce. @param header - 80 bytes @param nonce - 0 … 2^32 - 1 */
export function withNonce(header: Uint8Array, nonce: number): Uint8Array {
  const copy = copyHeader(header);
  writeNonce(copy, nonce);
  return copy;
}

/** A copy of the header, whose length is checked. */
export function copyHeader(header: Uint8Array): Uint8Array {
  invariant(header.length === HEADER_BYTES, `a header has ${HEADER_BYTES} bytes, got ${header.length}`);
  return Uint8Array.from(header);
}

/** Sets the nonce field in place. */
export function writeNonce(header: Uint8Array, nonce: number): void {
  header[NONCE_OFFSET] = nonce;
  header[NONCE_OFFSET + 1] = nonce >>> 8;
  header[NONCE_OFFSET + 2] = nonce >>> 16;
  header[NONCE_OFFSET + 3] = nonce >>> 24;
}

/** Refuses a range that isn't inside the nonce space. @throws InvariantError */
export function checkNonceRange(firstNonce: number, nonceCount: number): void {
  const inSpace = Number.isInteger(firstNonce) && firstNonce >= 0 && firstNonce < NONCE_SPACE;
  const fits = Number.isInteger(nonceCount) && nonceCount >= 1 && firstNonce + nonceCount <= NONCE_SPACE;
  invariant(inSpace && fits, `nonce range ${firstNonce} + ${nonceCount} is not within 0 … 2^32`);
}

/**
 * The hash search, one signature for every kernel: which nonces of a range, with any of the versions of a header, make
 * its hash meet the target? A kernel knows nothing of jobs, threads or the time; `pool` gives it ranges and reads its
 * counts.
 *
 * Versions are a set because they come almost for free: the second half of a header, which holds the nonce, is hashed
 * by the same message schedule whatever the version ("overt AsicBoost", BIP320). Every (nonce, version) is a header of
 * its own.
 */

import { invariant } from '../util/invariant.ts';

/** Every kernel by its name. Which of those that run here is the fastest, a race decides; see race.ts. */
export const KERNEL_NAMES = [
  'hybrid',
  'avx512',
  'sha-ni',
  'armv8',
  'avx2',
  'wasm-simd',
  'scalar',
  'noble',
] as const;
export type KernelName = (typeof KERNEL_NAMES)[number];

/** Versions that one scan may try with each nonce. */
export const MAX_VERSIONS = 64;

/** Versions in a scan that make each kernel fastest: the more share the cost of one message schedule; 1 where none does. */
export const BEST_VERSIONS: Readonly<Record<KernelName, number>> = {
  hybrid: MAX_VERSIONS,
  avx512: MAX_VERSIONS,
  'sha-ni': MAX_VERSIONS,
  armv8: MAX_VERSIONS,
  avx2: MAX_VERSIONS,
  'wasm-simd': 16,
  scalar: 16,
  noble: 1,
};

/** Bytes of a serialized header; its version is the first four, its nonce the last four, both little-endian. */
const HEADER_BYTES = 80;
const NONCE_OFFSET = 76;

/** How many nonces there are. */
const NONCE_SPACE = 2 ** 32;

/** Headers that differ in version and nonce alone. */
export interface HeaderSpace {
  /** Serialized, 80 bytes; its version and nonce fields are ignored. Read when a scan is prepared. */
  readonly header: Uint8Array;
  /** The versions to try with each nonce, 1 … MAX_VERSIONS different 32-bit numbers. */
  readonly versions: readonly number[];
  /** Hashes, read as little-endian numbers, at or below this are solutions; any value from 0 up. */
  readonly target: bigint;
}

/**
 * A scan goes on while `word[0]` is `value`: another thread changes it, in shared memory, when nobody wants the rest of
 * the scan any more.
 */
export interface ScanPermit {
  /** On a SharedArrayBuffer; its first element is read with Atomics. */
  readonly word: Int32Array;
  readonly value: number;
}

export interface ScanResult {
  /** The lowest nonce of the range that solves the header with any version, or undefined where none does. */
  readonly nonce: number | undefined;
  /** All versions that solve it with that nonce, in the order of the space; empty where there is none. */
  readonly versions: readonly number[];
  /**
   * Nonces tried, each with every version: up to and including the found one, or all, or, where a kernel watches its
   * permit, until that was withdrawn. Each counts once, however many lanes a kernel has. To look for further solutions, scan on from `firstNonce` + `tried`.
   */
  readonly tried: number;
}

/**
 * Tries the nonces `firstNonce` … `firstNonce` + `nonceCount` - 1 in order, up to the first that solves; synchronous.
 * @param firstNonce - 0 … 2^32 - 1
 * @param nonceCount - 1 … 2^32 - `firstNonce`; need not be a multiple of the lanes
 */
export type NonceScan = (firstNonce: number, nonceCount: number) => ScanResult;

export interface Kernel {
  readonly name: KernelName;
  /** Nonces tried side by side: ranges that are multiples of this waste nothing. */
  readonly lanes: number;
  /**
   * Whether its scans look at their permit within microseconds, however long their range; else who prepares one keeps
   * ranges short and looks between them.
   */
  readonly watchesPermit: boolean;
  /**
   * The search over one space.
   * @param permit - what lets its scans go on; without one they run to their ends
   * @throws InvariantError where the space is not as described
   */
  prepare(space: HeaderSpace, permit?: ScanPermit): NonceScan;
}

/** A copy of the header with another version and nonce. @param header - 80 bytes */
export function withSolution(header: Uint8Array, version: number, nonce: number): Uint8Array {
  const copy = copyHeader(header);
  writeVersion(copy, version);
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
  writeUint32(header, NONCE_OFFSET, nonce);
}

/** Sets the version field in place. */
export function writeVersion(header: Uint8Array, version: number): void {
  writeUint32(header, 0, version);
}

function writeUint32(header: Uint8Array, at: number, value: number): void {
  header[at] = value;
  header[at + 1] = value >>> 8;
  header[at + 2] = value >>> 16;
  header[at + 3] = value >>> 24;
}

/** Refuses a set of versions that no kernel takes. @throws InvariantError */
export function checkVersions(versions: readonly number[]): void {
  const { length } = versions;
  invariant(
    length >= 1 && length <= MAX_VERSIONS,
    `a scan takes 1 to ${MAX_VERSIONS} versions, got ${length}`,
  );
}

/** Refuses a range that isn't inside the nonce space. @throws InvariantError */
export function checkNonceRange(firstNonce: number, nonceCount: number): void {
  const inSpace = Number.isInteger(firstNonce) && firstNonce >= 0 && firstNonce < NONCE_SPACE;
  const fits = Number.isInteger(nonceCount) && nonceCount >= 1 && firstNonce + nonceCount <= NONCE_SPACE;
  invariant(inSpace && fits, `nonce range ${firstNonce} + ${nonceCount} is not within 0 … 2^32`);
}

/**
 * The headers that every bench searches: the same for each kernel, with known solutions, so that a kernel that is fast
 * because it is wrong is told from one that is fast. A range is nonces from 0 on, each with the first so many versions.
 */

import { createHash } from 'node:crypto';
import { sha256d } from '../../crypto/sha256d.ts';
import { type KernelName, MAX_VERSIONS } from '../../kernel/kernel.ts';
import { createVersionSpace, VERSION_ROLLING_MASK } from '../../mining/version-rolling.ts';
import { bytesToBigIntLE } from '../../util/bytes.ts';
import { accept, reject, type Verdict } from '../../util/verdict.ts';

/** Bytes with no meaning; version and nonce are set by the search. */
export const FIXED_HEADER = Uint8Array.from({ length: 80 }, (_, i) => (i * 151 + 89) & 0xff);

/** The versions, in their order. */
export const FIXED_VERSIONS: readonly number[] = Array.from({ length: MAX_VERSIONS }, (_, i) =>
  createVersionSpace(0x20000000, VERSION_ROLLING_MASK).at(i),
);

/** A range and its answer. */
export interface FixedRange {
  /** Versions that are tried with each nonce. */
  readonly versions: number;
  /** Headers in the range, as a power of two. */
  readonly headersLog2: number;
  /** One header in 2^`targetBits` is a solution. */
  readonly targetBits: number;
  /** How many there are, and what digestOf makes of them; test/unit/node/bench finds them anew. */
  readonly solutions: number;
  readonly digest: string;
}

/** Many solutions in few headers: to be searched in small pieces, before a kernel is timed. */
export const PROOF_RANGES: readonly FixedRange[] = [
  { versions: 1, headersLog2: 17, targetBits: 11, solutions: 66, digest: 'fb7b5e3d2b2bb23a' },
  { versions: 16, headersLog2: 17, targetBits: 11, solutions: 62, digest: 'd73fd6da8c5e18e2' },
  { versions: 64, headersLog2: 17, targetBits: 11, solutions: 61, digest: '24ab38924006dd1a' },
];

/** Few solutions in many headers: each costs a message between threads, which mining hardly ever sends. */
export const TIMED_RANGES: readonly FixedRange[] = [
  { versions: 1, headersLog2: 17, targetBits: 14, solutions: 9, digest: '06834f145103fc0e' },
  { versions: 1, headersLog2: 19, targetBits: 16, solutions: 6, digest: '7fd912d095358339' },
  { versions: 16, headersLog2: 19, targetBits: 16, solutions: 8, digest: 'fa5938865f9d1da0' },
  { versions: 1, headersLog2: 21, targetBits: 18, solutions: 9, digest: '78acc4d020c8dd84' },
  { versions: 16, headersLog2: 21, targetBits: 18, solutions: 10, digest: 'fb6262c2a1455c50' },
  { versions: 64, headersLog2: 21, targetBits: 18, solutions: 12, digest: '20d4dc0e1a719d7a' },
  { versions: 1, headersLog2: 22, targetBits: 19, solutions: 9, digest: '75818518001b5f96' },
  { versions: 64, headersLog2: 22, targetBits: 19, solutions: 7, digest: '9870438968c87cad' },
  { versions: 1, headersLog2: 23, targetBits: 20, solutions: 7, digest: 'e95cfbcad8d84843' },
  { versions: 64, headersLog2: 23, targetBits: 20, solutions: 7, digest: '03f5920685148cad' },
];

/** Headers that a thread searches in a fraction of a second, as a power of two: one unit of its work. */
export const TIMED_HEADERS_LOG2: Readonly<Record<KernelName, number>> = {
  hybrid: 23,
  avx512: 23,
  'sha-ni': 22,
  avx2: 22,
  armv8: 21,
  'wasm-simd': 21,
  scalar: 19,
  noble: 17,
};

/** A solution by what a search varies. */
export interface FixedSolution {
  readonly nonce: number;
  /** Place in FIXED_VERSIONS. */
  readonly version: number;
}

/** The target of which one hash in 2^bits is at or below. */
export function targetOf(bits: number): bigint {
  return 2n ** BigInt(256 - bits) - 1n;
}

/** Nonces of the range. */
export function noncesOf({ headersLog2, versions }: FixedRange): number {
  return 2 ** headersLog2 / versions;
}

/** The start of the SHA-256 over the solutions by nonce, then version, 16 hex digits; repeated ones count once. */
export function digestOf(solutions: readonly FixedSolution[]): string {
  const keys = [...new Set(solutions.map(({ nonce, version }) => nonce * MAX_VERSIONS + version))];
  return createHash('sha256')
    .update(keys.sort((a, b) => a - b).join(' '))
    .digest('hex')
    .slice(0, 16);
}

/**
 * What a search of the range claims to have found, checked by hashing it again.
 * @param header - 80 bytes
 * @rejects wrong-header
 */
export function checkFound(header: Uint8Array, range: FixedRange): Verdict<FixedSolution, 'wrong-header'> {
  if (bytesToBigIntLE(sha256d(header)) > targetOf(range.targetBits))
    return reject('wrong-header', 'it found a header that does not meet the target');
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const nonce = view.getUint32(76, true);
  const version = FIXED_VERSIONS.indexOf(view.getUint32(0, true));
  const isOurs = header.every((byte, i) => i < 4 || i >= 76 || byte === FIXED_HEADER[i]);
  if (!isOurs || version < 0 || version >= range.versions || nonce >= noncesOf(range))
    return reject('wrong-header', 'it found a header that was not to be searched');
  return accept({ nonce, version });
}

/**
 * The inside of SHA-256, as far as the hash search needs it: the state after a header's first 64 bytes stays the same
 * while its nonce (in the last 16) runs, so it is computed once here and handed to the kernels.
 * Hashing as such is in sha256d.ts; nothing here is faster than that, it only stops halfway.
 */

import { invariant } from '../util/invariant.ts';

/** Bytes of one SHA-256 block. */
const BLOCK_BYTES = 64;

/** The state before the first block: eight 32-bit words. @source FIPS 180-4, 5.3.3 */
export const SHA256_INITIAL_STATE: readonly number[] = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** The constant word of each of the 64 rounds. @source FIPS 180-4, 4.2.2 */
// biome-ignore format: eight words a line, as in the standard
export const SHA256_ROUND_CONSTANTS: readonly number[] = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/** σ0 of the message schedule, a 32-bit word (as an unsigned number). @source FIPS 180-4, 4.1.2 */
export function smallSigma0(x: number): number {
  return (rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3)) >>> 0;
}

/** σ1 of the message schedule, a 32-bit word (as an unsigned number). @source FIPS 180-4, 4.1.2 */
export function smallSigma1(x: number): number {
  return (rotateRight(x, 17) ^ rotateRight(x, 19) ^ (x >>> 10)) >>> 0;
}

const ROUND_CONSTANTS = Uint32Array.from(SHA256_ROUND_CONSTANTS);

/**
 * The SHA-256 state after one block from the initial state: eight 32-bit words.
 * @param block - exactly 64 bytes
 * @source FIPS 180-4, 6.2.2
 */
export function sha256Midstate(block: Uint8Array): Uint32Array {
  invariant(block.length === BLOCK_BYTES, `a SHA-256 block has ${BLOCK_BYTES} bytes, got ${block.length}`);
  const midstate = Uint32Array.from(SHA256_INITIAL_STATE);
  const worked = runRounds(midstate, keyedSchedule(block));
  return midstate.map((word, i) => word + (worked[i] as number));
}

/**
 * The state before round 4 of a header's second block, as far as it is known without the nonce: words 0 and 4 lack the
 * nonce, as a big-endian number, which is only added to them.
 * @param midstate - of the header's first 64 bytes
 * @param tail - words 0-2 of its second block: end of merkle root, time, bits
 */
export function sha256StateBeforeNonce(midstate: Uint32Array, tail: readonly number[]): Uint32Array {
  const keyed = SHA256_ROUND_CONSTANTS.slice(0, 4).map((constant, t) => constant + (tail[t] ?? 0));
  return Uint32Array.from(runRounds(midstate, keyed));
}

/**
 * Where schedules are made, one after the other: a job needs one for each version, and what they would leave behind has a
 * thread collect garbage, for milliseconds where all cores hash, when it should turn to new work.
 */
const words = new Uint32Array(SHA256_ROUND_CONSTANTS.length);

/** The 64 words of a block's message schedule, each with its round's constant added; they hold until the next call. */
function keyedSchedule(block: Uint8Array): Uint32Array {
  makeSchedule(block);
  for (let t = 0; t < words.length; t++) words[t] = (words[t] as number) + (ROUND_CONSTANTS[t] as number);
  return words;
}

function makeSchedule(block: Uint8Array): void {
  const byte = (at: number): number => block[at] as number;
  for (let t = 0, at = 0; t < 16; t++, at += 4) {
    words[t] = (byte(at) << 24) | (byte(at + 1) << 16) | (byte(at + 2) << 8) | byte(at + 3);
  }
  for (let t = 16; t < words.length; t++) {
    const s0 = smallSigma0(words[t - 15] as number);
    const s1 = smallSigma1(words[t - 2] as number);
    words[t] = s1 + (words[t - 7] as number) + s0 + (words[t - 16] as number);
  }
}

/**
 * As many rounds as there are keyed words. A job for many versions needs this for each of them, while its thread does
 * nothing else: written with one array for all eight words it takes four times as long.
 */
function runRounds(state: Uint32Array, keyedWords: ArrayLike<number>): readonly number[] {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < keyedWords.length; t++) {
    const bigSigma1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const bigSigma0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const added = (h + bigSigma1 + choice + (keyedWords[t] as number)) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + added) | 0;
    d = c;
    c = b;
    b = a;
    a = (added + bigSigma0 + majority) | 0;
  }
  return [a, b, c, d, e, f, g, h];
}

function rotateRight(x: number, bits: number): number {
  return (x >>> bits) | (x << (32 - bits));
}

/**
 * MurmurHash3 of 32 bits: spreads well and costs little, and keeps nobody from aiming at it. Bloom filters take it.
 * @source Austin Appleby, MurmurHash3_x86_32, public domain; BIP37
 */

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const WORD_SIZE = 4;

/** The hash, 0 … 2^32 - 1. @param seed - its lower 32 bits count */
export function murmurHash3(seed: number, message: Uint8Array): number {
  const tailStart = message.length - (message.length % WORD_SIZE);
  let hash = seed | 0;
  for (let at = 0; at < tailStart; at += WORD_SIZE) {
    hash = Math.imul(rotateLeft(hash ^ scramble(wordAt(message, at)), 13), 5) + 0xe6546b64;
  }
  // Bytes behind the end count as zeros, and a word of zeros changes nothing.
  hash ^= scramble(wordAt(message, tailStart)) ^ message.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(word: number): number {
  return Math.imul(rotateLeft(Math.imul(word, C1), 15), C2);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Four bytes, little-endian. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

/** Which of many hashes of a bloom filter it is: far enough from the next. @source BIP37 */
const SEED_STEP = 0xfba4c795;

/** One of a bloom filter's hash functions. @param tweak - makes those of two filters differ */
export function bloomHash(functionNumber: number, tweak: number, key: Uint8Array): number {
  return murmurHash3(Math.imul(functionNumber, SEED_STEP) + tweak, key);
}

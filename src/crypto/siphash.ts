/**
 * SipHash-2-4: a short hash that nobody can aim at who does not know the key. Compact blocks (BIP152) name transactions
 * by it, block filters (BIP158) scripts.
 * @source J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF" (2012)
 */

const WORD_SIZE = 8;

const COMPRESSION_ROUNDS = 2;
const FINALIZATION_ROUNDS = 4;
const FINALIZATION_MARK = 0xff;

/** The hash, 0 … 2^64 - 1. @param key - 16 bytes: two words, little-endian */
export function sipHash24(key: Uint8Array, message: Uint8Array): bigint {
  hashHalves(key, message);
  return (BigInt(result.high >>> 0) << 32n) | BigInt(result.low >>> 0);
}

/** The lower 48 bits of the hash, without the cost of a bigint: a compact block asks it of all of the mempool. */
export function sipHash24Low48(key: Uint8Array, message: Uint8Array): number {
  hashHalves(key, message);
  return (result.high & 0xffff) * 2 ** 32 + (result.low >>> 0);
}

/** Where hashHalves leaves what it found. */
const result = { low: 0, high: 0 };

/**
 * The four words of the state are local variables, by halves: for 64 bits at once JavaScript has bigints alone, each step
 * of which makes a new one.
 */
function hashHalves(key: Uint8Array, message: Uint8Array): void {
  const [k0, k1, k2, k3] = [wordHalf(key, 0), wordHalf(key, 4), wordHalf(key, 8), wordHalf(key, 12)];
  // "somepseudorandomlygeneratedbytes"
  let v0Low = 0x70736575 ^ k0;
  let v0High = 0x736f6d65 ^ k1;
  let v1Low = 0x6e646f6d ^ k2;
  let v1High = 0x646f7261 ^ k3;
  let v2Low = 0x6e657261 ^ k0;
  let v2High = 0x6c796765 ^ k1;
  let v3Low = 0x79746573 ^ k2;
  let v3High = 0x74656462 ^ k3;
  // The last word is what fills none, with the message's length as its last byte; one more round ends it.
  const lastWord = message.length - (message.length % WORD_SIZE);
  for (let at = 0; at <= lastWord + WORD_SIZE; at += WORD_SIZE) {
    const isEnd = at > lastWord;
    const low = isEnd ? 0 : wordHalf(message, at);
    const high = isEnd ? 0 : wordHalf(message, at + 4) | (at === lastWord ? message.length << 24 : 0);
    v3Low ^= low;
    v3High ^= high;
    if (isEnd) v2Low ^= FINALIZATION_MARK;
    for (let round = isEnd ? FINALIZATION_ROUNDS : COMPRESSION_ROUNDS; round > 0; round--) {
      // Each step: a += b; b = (b rotated to the left) ^ a; then v0 and v2 swap their halves.
      let sum = (v0Low + v1Low) | 0;
      v0High = (v0High + v1High + carry(sum, v0Low)) | 0;
      v0Low = sum;
      let rotated = (v1Low << 13) | (v1High >>> 19);
      v1High = ((v1High << 13) | (v1Low >>> 19)) ^ v0High;
      v1Low = rotated ^ v0Low;

      sum = (v2Low + v3Low) | 0;
      v2High = (v2High + v3High + carry(sum, v2Low)) | 0;
      v2Low = sum;
      rotated = (v3Low << 16) | (v3High >>> 16);
      v3High = ((v3High << 16) | (v3Low >>> 16)) ^ v2High;
      v3Low = rotated ^ v2Low;

      // v0 with its halves swapped takes part from here on.
      sum = (v0High + v3Low) | 0;
      const v0Sum = (v0Low + v3High + carry(sum, v0High)) | 0;
      v0Low = sum;
      v0High = v0Sum;
      rotated = (v3Low << 21) | (v3High >>> 11);
      v3High = ((v3High << 21) | (v3Low >>> 11)) ^ v0High;
      v3Low = rotated ^ v0Low;

      sum = (v2Low + v1Low) | 0;
      v2High = (v2High + v1High + carry(sum, v2Low)) | 0;
      rotated = (v1Low << 17) | (v1High >>> 15);
      v1High = ((v1High << 17) | (v1Low >>> 15)) ^ v2High;
      v1Low = rotated ^ sum;
      v2Low = v2High;
      v2High = sum;
    }
    v0Low ^= low;
    v0High ^= high;
  }
  result.low = v0Low ^ v1Low ^ v2Low ^ v3Low;
  result.high = v0High ^ v1High ^ v2High ^ v3High;
}

/** What is carried over where `sum` is what is left of a sum with `part` in 32 bits. */
function carry(sum: number, part: number): number {
  return sum >>> 0 < part >>> 0 ? 1 : 0;
}

/** Four bytes, little-endian; those behind the end are zeros. */
function wordHalf(bytes: Uint8Array, at: number): number {
  if (at + 4 <= bytes.length) {
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    );
  }
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}

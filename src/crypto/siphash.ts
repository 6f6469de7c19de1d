/**
 * SipHash-2-4: a short hash that nobody can aim at who does not know the key. Compact blocks (BIP152) name transactions
 * by it, block filters (BIP158) scripts.
 * @source J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF" (2012)
 */

const WORD_SIZE = 8;

/** "somepseudorandomlygeneratedbytes" in four words, each the lower half first. */
const INITIAL_STATE = [
  0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462,
] as const;

const COMPRESSION_ROUNDS = 2;
const FINALIZATION_ROUNDS = 4;
const FINALIZATION_MARK = 0xff;

/** The four words of the state, v0 … v3, by halves: JavaScript counts in 32 bits far faster than in 64. */
type State = Uint32Array;
const V0 = 0;
const V1 = 2;
const V2 = 4;
const V3 = 6;

/**
 * The hash, 0 … 2^64 - 1.
 * @param key - 16 bytes: two words, little-endian
 */
export function sipHash24(key: Uint8Array, message: Uint8Array): bigint {
  const state = createState(key);
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const tailStart = message.length - (message.length % WORD_SIZE);
  for (let at = 0; at < tailStart; at += WORD_SIZE) {
    compress(state, view.getUint32(at, true), view.getUint32(at + 4, true));
  }
  compressTail(state, message, tailStart);
  return finalize(state);
}

function createState(key: Uint8Array): State {
  const state = Uint32Array.from(INITIAL_STATE);
  const view = new DataView(key.buffer, key.byteOffset, key.length);
  for (let i = 0; i < 4; i++) {
    const bits = view.getUint32(4 * i, true);
    xorHalf(state, V0 + i, bits);
    xorHalf(state, V2 + i, bits);
  }
  return state;
}

/** The bytes that fill no word, and the length of the message as its last byte. */
function compressTail(state: State, message: Uint8Array, start: number): void {
  const last = new Uint8Array(WORD_SIZE);
  last.set(message.subarray(start));
  last[WORD_SIZE - 1] = message.length;
  const view = new DataView(last.buffer);
  compress(state, view.getUint32(0, true), view.getUint32(4, true));
}

function compress(state: State, low: number, high: number): void {
  xorHalf(state, V3, low);
  xorHalf(state, V3 + 1, high);
  for (let i = 0; i < COMPRESSION_ROUNDS; i++) round(state);
  xorHalf(state, V0, low);
  xorHalf(state, V0 + 1, high);
}

function finalize(state: State): bigint {
  xorHalf(state, V2, FINALIZATION_MARK);
  for (let i = 0; i < FINALIZATION_ROUNDS; i++) round(state);
  for (const word of [V1, V2, V3]) {
    xorHalf(state, V0, half(state, word));
    xorHalf(state, V0 + 1, half(state, word + 1));
  }
  return (BigInt(half(state, V0 + 1)) << 32n) | BigInt(half(state, V0));
}

function round(state: State): void {
  mix(state, V0, V1, 13);
  swapHalves(state, V0);
  mix(state, V2, V3, 16);
  mix(state, V0, V3, 21);
  mix(state, V2, V1, 17);
  swapHalves(state, V2);
}

/** a += b; b = (b rotated to the left) ^ a. @param bits - below 32 */
function mix(state: State, a: number, b: number, bits: number): void {
  const low = half(state, b);
  const high = half(state, b + 1);
  const sum = half(state, a) + low;
  state[a] = sum;
  state[a + 1] = half(state, a + 1) + high + (sum > 0xffffffff ? 1 : 0);
  state[b] = ((low << bits) | (high >>> (32 - bits))) ^ half(state, a);
  state[b + 1] = ((high << bits) | (low >>> (32 - bits))) ^ half(state, a + 1);
}

/** Rotates a word by 32 bits. */
function swapHalves(state: State, word: number): void {
  const low = half(state, word);
  state[word] = half(state, word + 1);
  state[word + 1] = low;
}

function xorHalf(state: State, index: number, bits: number): void {
  state[index] = half(state, index) ^ bits;
}

function half(state: State, index: number): number {
  return state[index] as number;
}

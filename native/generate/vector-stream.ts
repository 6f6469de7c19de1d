/** The part of the hybrid step that the vector units do: see hybrid-step.ts. */

import {
  SHA256_INITIAL_STATE,
  SHA256_ROUND_CONSTANTS,
  smallSigma0,
  smallSigma1,
} from '../../src/crypto/midstate.ts';
import { GROUP_LANES, LANES, SCRATCH, SECOND, SECOND_PAIR_STRIDE, STATE_BYTES } from './layout.ts';
import { createVectorCode, type Term, type VectorCode } from './vector-code.ts';

const VECTOR_BYTES = 4 * GROUP_LANES;
const PADDING_BIT = 0x80000000;
const HASH_BITS = 256;

const constantOf = (t: number): number => SHA256_ROUND_CONSTANTS[t] as number;

/** Words of a state in the order in which they lie in memory, ABEF and CDGH from the lowest up. */
const PACKED_ORDER = [5, 4, 1, 0, 7, 6, 3, 2] as const;

/** The eight words of the first hash for a group of lanes, made of the lanes' states; midstate added. Stored as words 0-7. */
function loadMessage(code: VectorCode, group: number): void {
  for (const half of [0, 1]) {
    const rows = [0, 1, 2, 3].map((row) => {
      const lane = group * GROUP_LANES + row;
      const at = (of: number): string => `rcx + ${of * STATE_BYTES + 16 * half}`;
      return code.loadHalves(at(lane), at(lane + 4));
    });
    const words = transpose(code, rows);
    for (const [i, word] of words.entries()) {
      const index = PACKED_ORDER[4 * half + i] as number;
      const midstate = code.memory(`r9 + ${(group * 8 + index) * VECTOR_BYTES}`);
      code.store(wordPlace(group, index), code.add(word, midstate));
    }
  }
}

const wordPlace = (group: number, index: number): string =>
  `r8 + ${SCRATCH.wordsAt + (group * 8 + index) * VECTOR_BYTES}`;

/** A 4 × 4 transposition of words in each half: rows become columns, and the other way round. */
function transpose(code: VectorCode, rows: readonly Term[]): Term[] {
  const [r0, r1, r2, r3] = rows as [Term, Term, Term, Term];
  const low01 = code.unpackLow32(r0, r1);
  const low23 = code.unpackLow32(r2, r3);
  const high01 = code.unpackHigh32(r0, r1);
  const high23 = code.unpackHigh32(r2, r3);
  return [
    code.unpackLow64(low01, low23),
    code.unpackHigh64(low01, low23),
    code.unpackLow64(high01, high23),
    code.unpackHigh64(high01, high23),
  ];
}

/** Rounds 0-15; leaves each lane's packed state where the SHA unit goes on. */
function firstRounds(code: VectorCode, group: number): void {
  const message = (t: number): Term => {
    if (t < 8) return code.memory(wordPlace(group, t));
    return t === 8 ? PADDING_BIT : t === 15 ? HASH_BITS : 0;
  };
  let [a, b, c, d, e, f, g, h] = SHA256_INITIAL_STATE as unknown as Term[] as [
    Term,
    Term,
    Term,
    Term,
    Term,
    Term,
    Term,
    Term,
  ];
  let bXorC = code.xor(b, c);
  for (let t = 0; t < 16; t++) {
    const base = code.add(h, constantOf(t), message(t));
    const sum = code.add(base, code.xor(f === g ? 0 : g, code.and(e, code.xor(f, g))), bigSigma1(code, e));
    const aXorB = code.xor(a, b);
    const majority = code.xor(b, code.and(aXorB, bXorC));
    bXorC = aXorB;
    [h, g, f, e, d, c, b, a] = [
      g,
      f,
      e,
      code.add(d, sum),
      c,
      b,
      a,
      code.add(code.add(sum, majority), bigSigma0(code, a)),
    ];
  }
  const state = [a, b, c, d, e, f, g, h];
  for (const half of [0, 1]) {
    const words = [0, 1, 2, 3].map((i) => state[PACKED_ORDER[4 * half + i] as number] as Term);
    for (const [row, packed] of transpose(code, words).entries()) {
      const at = (lane: number): string =>
        `r10 + ${SECOND.statesAt + (group * GROUP_LANES + lane) * STATE_BYTES + 16 * half}`;
      code.storeHalves(at(row), at(row + 4), packed);
    }
  }
}

function bigSigma0(code: VectorCode, x: Term): Term {
  return code.xor(code.xor(code.rotateRight(x, 2), code.rotateRight(x, 13)), code.rotateRight(x, 22));
}

function bigSigma1(code: VectorCode, x: Term): Term {
  return code.xor(code.xor(code.rotateRight(x, 6), code.rotateRight(x, 11)), code.rotateRight(x, 25));
}

function sigma0(code: VectorCode, x: Term): Term {
  if (typeof x === 'number') return smallSigma0(x);
  return code.xor(code.xor(code.rotateRight(x, 7), code.rotateRight(x, 18)), code.shiftRight(x, 3));
}

function sigma1(code: VectorCode, x: Term): Term {
  if (typeof x === 'number') return smallSigma1(x);
  return code.xor(code.xor(code.rotateRight(x, 17), code.rotateRight(x, 19)), code.shiftRight(x, 10));
}

/** Message words 16-61, with their round constants, in pairs of each lane. */
function schedule(code: VectorCode, group: number): void {
  const words: Term[] = Array.from({ length: 8 }, (_, t) => code.load(wordPlace(group, t)));
  words.push(PADDING_BIT, 0, 0, 0, 0, 0, 0, HASH_BITS);
  const word = (t: number): Term => words[t] as Term;
  let even: Term = 0;
  for (let t = 16; t < 62; t++) {
    const old = code.add(sigma0(code, word(t - 15)), word(t - 16), word(t - 7));
    const next = code.add(old, sigma1(code, word(t - 2)));
    words.push(next);
    const keyed = code.add(next, constantOf(t));
    if (t % 2 === 0) {
      even = keyed;
      continue;
    }
    const place = SECOND.pairsAt + ((t - 17) / 2) * SECOND_PAIR_STRIDE + group * (LANES / 2) * 8;
    code.store(`r10 + ${place}`, code.unpackLow32(even, keyed));
    code.store(`r10 + ${place + VECTOR_BYTES}`, code.unpackHigh32(even, keyed));
  }
}

/** The vector units' instructions of one step, and the constants that they read. */
export function vectorStream(): { readonly lines: readonly string[]; readonly constants: readonly number[] } {
  const code = createVectorCode();
  for (const group of [0, 1]) {
    loadMessage(code, group);
    firstRounds(code, group);
    schedule(code, group);
  }
  return code.finish();
}

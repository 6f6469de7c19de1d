/**
 * WebAssembly text for four 32-bit lanes: the few expressions that the kernel's generator needs.
 * An expression is its text. A `Word` may also be a number, known while generating and the same in every lane:
 * sums and rotations of such words are folded here and cost the kernel nothing.
 */

/** The text of an expression of type v128, four 32-bit lanes. */
export type Vector = string;

/** A vector, or a constant of all lanes (its low 32 bits count). */
export type Word = Vector | number;

/** Bytes of one v128. */
export const VECTOR_BYTES = 16;

export const getLocal = (name: string): Vector => `(local.get $${name})`;

export const setLocal = (name: string, value: Word): string => `(local.set $${name} ${vector(value)})`;

/** The vector at `base` + `offset` (bytes) of the memory; without a base, at `offset`. */
export const load = (offset: number, base = '(i32.const 0)'): Vector =>
  `(v128.load offset=${offset} ${base})`;

export const store = (offset: number, value: Word, base = '(i32.const 0)'): string =>
  `(v128.store offset=${offset} ${base} ${vector(value)})`;

/** The 32-bit word at `base` + `offset` of the memory, in every lane; without a base, at `offset`. */
export const loadSplat = (offset: number, base = '(i32.const 0)'): Vector =>
  `(v128.load32_splat offset=${offset} ${base})`;

/** The word as a vector. */
export function vector(word: Word): Vector {
  if (typeof word === 'string') return word;
  return `(v128.const i32x4${` ${word | 0}`.repeat(4)})`;
}

/** The sum modulo 2^32 in each lane; constants are added up first. */
export function add(...terms: readonly Word[]): Word {
  const constant = terms.reduce<number>(
    (sum, term) => (typeof term === 'number' ? (sum + term) | 0 : sum),
    0,
  );
  const vectors = terms.filter((term) => typeof term === 'string');
  if (vectors.length === 0) return constant;
  return (constant === 0 ? vectors : [...vectors, vector(constant)]).reduce(
    (a, b) => `(i32x4.add ${a} ${b})`,
  );
}

export const xor = (...terms: readonly Vector[]): Vector => terms.reduce((a, b) => `(v128.xor ${a} ${b})`);

export const and = (a: Vector, b: Vector): Vector => `(v128.and ${a} ${b})`;

export const shiftRight = (x: Vector, bits: number): Vector => `(i32x4.shr_u ${x} (i32.const ${bits}))`;

export const rotateRight = (x: Vector, bits: number): Vector =>
  `(v128.or ${shiftRight(x, bits)} (i32x4.shl ${x} (i32.const ${32 - bits})))`;

/** Each lane with its four bytes in reverse order. */
export const swapBytes = (x: Vector): Vector =>
  `(i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12 ${x} ${x})`;

/** A data segment: the words at `offset`, each repeated in all four lanes. */
export function dataSplat(offset: number, words: readonly number[]): string {
  const bytes = new Uint8Array(words.length * VECTOR_BYTES);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < bytes.length / 4; i++) view.setUint32(4 * i, words[i >> 2] as number, true);
  const text = Array.from(bytes, (byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  return `(data (i32.const ${offset}) "${text}")`;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sipHash24, sipHash24Low48 } from '../../../src/crypto/siphash.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { hex } from '../../helpers/script.ts';
import { countVectors, hasVectors, readVectorJson } from '../../helpers/vectors.ts';

interface Vector {
  /** Two numbers in hex, the most significant digit first. */
  readonly key: readonly [string, string];
  /** Bytes that come one after the other. */
  readonly input: readonly string[];
  /** The other hash is of Core's own tables, and goes nowhere else. */
  readonly expected: { readonly siphash24: string };
}

function keyOf(...words: readonly string[]): Uint8Array {
  return concatBytes(...words.map((word) => hex(word).reverse()));
}

const VECTORS = 'core/siphash.json';
const KEY = keyOf('0706050403020100', '0f0e0d0c0b0a0908');

describe('sipHash24', () => {
  it.skipIf(!hasVectors(VECTORS))("is what Core's vectors say", (context) => {
    const vectors = readVectorJson<Vector[]>(VECTORS);
    for (const { key, input, expected } of vectors) {
      const hash = sipHash24(keyOf(...key), concatBytes(...input.map(hex)));
      expect(hash).toBe(BigInt(`0x${expected.siphash24}`));
    }
    countVectors(context, vectors.length);
  });

  // The paper's example (appendix A), and the first of its authors' vectors.
  it.each([
    [15, 0xa129ca6149be45e5n],
    [0, 0x726fdb47dd0e0e31n],
    [8, 0x93f5f5799a932462n],
  ])('of %d bytes', (length, expected) => {
    const message = Uint8Array.from({ length }, (_, i) => i);
    expect(sipHash24(KEY, message)).toBe(expected);
    const view = Uint8Array.of(9, 9, 9, ...message, 9).subarray(3, 3 + length);
    expect(sipHash24(KEY, view)).toBe(expected);
  });
});

describe('sipHash24Low48', () => {
  it('is the lower 48 bits of the hash', () => {
    const anyKey = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(anyKey, fc.uint8Array({ maxLength: 70 }), (key, message) => {
        expect(BigInt(sipHash24Low48(key, message))).toBe(BigInt.asUintN(48, sipHash24(key, message)));
      }),
    );
  });
});

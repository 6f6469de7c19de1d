import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMuHash, digestOfQuotient, type MuHash } from '../../../src/crypto/muhash.ts';
import { reversed, toHex } from '../../../src/util/bytes.ts';

/** As in Bitcoin Core's tests: 32 bytes, the first of them the number. */
const element = (number: number): Uint8Array => Uint8Array.of(number, ...new Uint8Array(31));
const shown = (hash: Uint8Array): string => toHex(reversed(hash));

type Step = readonly ['insert' | 'remove', Uint8Array];

function hashAfter(steps: readonly Step[]): MuHash {
  const hash = createMuHash();
  for (const [action, bytes] of steps) hash[action](bytes);
  return hash;
}

const anyStep = fc.tuple(
  fc.constantFrom('insert' as const, 'remove' as const),
  fc.uint8Array({ maxLength: 80 }),
);

describe('createMuHash', () => {
  it("gives Bitcoin Core's digest for 0 and 1 in and 2 out", () => {
    const hash = hashAfter([
      ['insert', element(0)],
      ['insert', element(1)],
      ['remove', element(2)],
    ]);
    expect(shown(hash.digest())).toBe('10d312b100cbd32ada024a6646e40d3482fcff103668d2625f10002a607d5863');
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(
        fc
          .array(anyStep, { maxLength: 6 })
          .chain((steps) =>
            fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps, { minLength: steps.length })),
          ),
        ([steps, shuffled]) => {
          expect(hashAfter(shuffled).digest()).toEqual(hashAfter(steps).digest());
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is that of the empty set again when everything is taken out, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 4 }), (elements) => {
        const steps = elements.flatMap((bytes): Step[] => [
          ['remove', bytes],
          ['insert', bytes],
        ]);
        expect(hashAfter(steps).digest()).toEqual(createMuHash().digest());
      }),
      { numRuns: 40 },
    );
  });

  it('goes on from a digest', () => {
    const hash = hashAfter([['insert', element(0)]]);
    const before = hash.digest();
    hash.insert(element(1));
    expect(hash.digest()).not.toEqual(before);
    hash.remove(element(1));
    expect(hash.digest()).toEqual(before);
  });

  it('tells one insertion from two, and elements from their concatenation', () => {
    const once = hashAfter([['insert', element(0)]]).digest();
    expect(
      hashAfter([
        ['insert', element(0)],
        ['insert', element(0)],
      ]).digest(),
    ).not.toEqual(once);
    const both = hashAfter([
      ['insert', Uint8Array.of(1)],
      ['insert', Uint8Array.of(2)],
    ]).digest();
    expect(hashAfter([['insert', Uint8Array.of(1, 2)]]).digest()).not.toEqual(both);
  });
});

describe('digestOfQuotient', () => {
  it("reduces what is above the prime, as in Bitcoin Core's test of overflow", () => {
    // Core writes the digest of this test as its bytes are.
    const overflow = 2n ** 3072n - 1n;
    expect(toHex(digestOfQuotient(overflow, 1n))).toBe(
      '3a31e6903aff0de9f62f9a9f7f8b861de76ce2cda09822b90014319ae5dc2271',
    );
    expect(digestOfQuotient(overflow, 1n)).toEqual(digestOfQuotient(1_103_716n, 1n));
  });

  it('divides', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 2n ** 3072n), fc.bigInt(1n, 2n ** 200n), (quotient, divisor) => {
        expect(digestOfQuotient(quotient * divisor, divisor)).toEqual(digestOfQuotient(quotient, 1n));
      }),
      { numRuns: 20 },
    );
  });
});

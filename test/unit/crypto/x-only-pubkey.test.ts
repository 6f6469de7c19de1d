import { secp256k1 as curve, schnorr } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GROUP_ORDER, scalarBytes } from '../../../src/crypto/scalar.ts';
import { nativeSecp256k1 } from '../../../src/crypto/secp256k1-native.ts';
import { wasmSecp256k1 } from '../../../src/crypto/secp256k1-wasm.ts';
import { evenPoint, isXOnlyPubkey, tweakXOnlyPubkey } from '../../../src/crypto/x-only-pubkey.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { hex } from '../../helpers/script.ts';

const { Point } = curve;

describe('isXOnlyPubkey', () => {
  it.each([
    ['79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798', true],
    // BIP340's vectors 5 and 14: not on the curve, and not below the field's size.
    ['eefdea4cdb677750a420fee807eacf21eb9898ae79b9768766e4faa04a2d4a34', false],
    ['fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30', false],
  ])('of %s is %s', (x, expected) => {
    expect(isXOnlyPubkey(hex(x))).toBe(expected);
  });
});

describe('tweakXOnlyPubkey', () => {
  const scalars = fc.bigInt({ min: 1n, max: GROUP_ORDER - 1n });

  it('is the point plus the tweak times G, by both libraries', () => {
    fc.assert(
      fc.property(scalars, fc.oneof(scalars, fc.constant(0n)), (secret, tweak) => {
        const x = schnorr.getPublicKey(scalarBytes(secret));
        const sum = Point.fromBytes(evenPoint(x)).add(Point.BASE.multiplyUnsafe(tweak));
        // A tweak that takes the key away has its case below.
        fc.pre(!sum.is0());
        const expected = sum.toBytes(true);
        for (const library of [nativeSecp256k1, wasmSecp256k1]) {
          expect(library.addTweak(evenPoint(x), scalarBytes(tweak))).toEqual(expected);
        }
        const tweaked = tweakXOnlyPubkey(x, scalarBytes(tweak));
        expect(tweaked).toEqual({ x: expected.subarray(1), yIsOdd: expected[0] === 3 });
      }),
      { numRuns: 50 },
    );
  });

  const x = schnorr.getPublicKey(scalarBytes(3n));
  const even = Point.BASE.multiply(3n).toBytes(true)[0] === 2;

  it.each([
    ["a tweak of the group's order", x, GROUP_ORDER],
    ['a tweak of 2^256 - 1', x, 2n ** 256n - 1n],
    ['a tweak that takes the key away', x, even ? GROUP_ORDER - 3n : 3n],
    ['what is no key', scalarBytes(5n), 1n],
    ['a key beyond the size of the field', scalarBytes(2n ** 256n - 1n), 1n],
  ])('is nothing for %s', (_name, key, tweak) => {
    for (const library of [nativeSecp256k1, wasmSecp256k1]) {
      expect(library.addTweak(evenPoint(key), scalarBytes(tweak)), toHex(key)).toBeUndefined();
    }
    expect(tweakXOnlyPubkey(key, scalarBytes(tweak))).toBeUndefined();
  });

  it("takes a tweak just below the group's order", () => {
    expect(tweakXOnlyPubkey(x, scalarBytes(GROUP_ORDER - 1n))).toBeDefined();
  });
});

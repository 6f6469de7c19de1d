import { secp256k1 as curve } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { scalarBytes } from '../../../src/crypto/scalar.ts';
import { wasmSecp256k1 } from '../../../src/crypto/secp256k1-wasm.ts';

const { Point } = curve;
const G = Point.BASE.toBytes(true);
const NO_POINT = Uint8Array.of(2, ...scalarBytes(5n));
const [ZERO, ONE] = [scalarBytes(0n), scalarBytes(1n)];
const BIG = scalarBytes(2n ** 256n - 1n);
const signatureOf = (r: Uint8Array, s: Uint8Array) => Uint8Array.of(...r, ...s);

describe('wasmSecp256k1', () => {
  // Where its code throws from within, the library does not clean up its stack: 3,500 such calls make it useless.
  it.each<[string, () => unknown, unknown]>([
    ['asks whether something is a key', () => wasmSecp256k1.isPublicKey(NO_POINT), false],
    [
      'verifies by what is no key',
      () => wasmSecp256k1.verifyEcdsa(signatureOf(ONE, ONE), ONE, NO_POINT),
      false,
    ],
    ['tweaks what is no key', () => wasmSecp256k1.addTweak(NO_POINT, ONE), undefined],
    ['tweaks by too much', () => wasmSecp256k1.addTweak(G, BIG), undefined],
    [
      'recovers from what is no point',
      () => wasmSecp256k1.recoverPublicKey(signatureOf(scalarBytes(5n), ONE), 0, ONE),
      undefined,
    ],
    [
      'recovers what is infinite',
      () => wasmSecp256k1.recoverPublicKey(signatureOf(G.subarray(1), ONE), 0, ONE),
      undefined,
    ],
    ['recovers from zero', () => wasmSecp256k1.recoverPublicKey(signatureOf(ZERO, ONE), 0, ONE), undefined],
  ])('answers right after it %s thousands of times', (_name, ask, expected) => {
    for (let i = 0; i < 4000; i++) if (ask() !== expected) throw new Error(`another answer at ${i}`);
    expect(wasmSecp256k1.addTweak(G, ONE)).toEqual(Point.BASE.double().toBytes(true));
  });
});

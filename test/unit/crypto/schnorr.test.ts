import { secp256k1 as curve, schnorr } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_SIZE, GROUP_ORDER, scalarBytes } from '../../../src/crypto/scalar.ts';
import {
  commitmentOf,
  type SchnorrClaim,
  verifySchnorr,
  verifySchnorrWith,
} from '../../../src/crypto/schnorr.ts';
import { nativeSecp256k1 } from '../../../src/crypto/secp256k1-native.ts';
import { wasmSecp256k1 } from '../../../src/crypto/secp256k1-wasm.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { hex } from '../../helpers/script.ts';
import { countVectors, hasVectors, readVectorFile } from '../../helpers/vectors.ts';

const LIBRARIES = [nativeSecp256k1, wasmSecp256k1];

const BIP340_VECTORS = 'bips/bip-0340/test-vectors.csv';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const scalars = fc.bigInt({ min: 1n, max: GROUP_ORDER - 1n });

describe('verifySchnorr', () => {
  it.skipIf(!hasVectors(BIP340_VECTORS))('answers the vectors of BIP340, by both libraries', (context) => {
    const [, ...rows] = readVectorFile(BIP340_VECTORS).toString('utf8').trim().split(/\r?\n/);
    for (const row of rows) {
      const [index, , pubkey = '', , message = '', signature = '', result] = row.split(',');
      const claim = { pubkey: hex(pubkey), message: hex(message), signature: hex(signature) };
      for (const library of LIBRARIES) {
        expect(verifySchnorrWith(library, claim), `${index} ${library.name}`).toBe(result === 'TRUE');
      }
    }
    countVectors(context, rows.length);
  });

  it('takes what another library signs, and of what is changed as much as that library takes', () => {
    const mutations = fc.constantFrom<keyof SchnorrClaim>('message', 'signature', 'pubkey');
    fc.assert(
      fc.property(scalars, bytes32, mutations, fc.nat(), (secret, message, part, bit) => {
        const key = scalarBytes(secret);
        const pubkey = schnorr.getPublicKey(key);
        const claim = { message, pubkey, signature: schnorr.sign(message, key) };
        const changed = { ...claim, [part]: flipBit(claim[part], bit) };
        for (const library of LIBRARIES) {
          expect(verifySchnorrWith(library, claim)).toBe(true);
          expect(verifySchnorrWith(library, changed)).toBe(false);
        }
        expect(schnorr.verify(changed.signature, changed.message, changed.pubkey)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['r of the size of the field', scalarBytes(FIELD_SIZE), scalarBytes(1n)],
    ['r just below the size of the field', scalarBytes(FIELD_SIZE - 1n), scalarBytes(1n)],
    ["r of the group's order", scalarBytes(GROUP_ORDER), scalarBytes(1n)],
    ["s of the group's order", scalarBytes(1n), scalarBytes(GROUP_ORDER)],
    ["s just below the group's order", scalarBytes(1n), scalarBytes(GROUP_ORDER - 1n)],
    ['s of 0', scalarBytes(1n), scalarBytes(0n)],
    ['nothing but zeros', scalarBytes(0n), scalarBytes(0n)],
    ['nothing but ones', scalarBytes(2n ** 256n - 1n), scalarBytes(2n ** 256n - 1n)],
  ])('refuses %s', (_name, r, s) => {
    const claim = {
      message: r,
      signature: Uint8Array.of(...r, ...s),
      pubkey: schnorr.getPublicKey(r.map(() => 7)),
    };
    for (const library of LIBRARIES) expect(verifySchnorrWith(library, claim)).toBe(false);
  });

  it('is what scripts are checked by', () => {
    const key = scalarBytes(7n);
    const message = new Uint8Array(32);
    const claim = { message, pubkey: schnorr.getPublicKey(key), signature: schnorr.sign(message, key) };
    expect(verifySchnorr(claim)).toBe(true);
    expect(verifySchnorr({ ...claim, message: new Uint8Array(32).fill(1) })).toBe(false);
  });
});

describe('commitmentOf', () => {
  const { Point } = curve;

  /** R = s·G - e·P by another library. */
  function expected(s: bigint, e: bigint, pubkey: Uint8Array): Uint8Array | undefined {
    const point = Point.BASE.multiplyUnsafe(s).subtract(evenPoint(pubkey).multiplyUnsafe(e));
    return point.is0() ? undefined : point.toBytes(true);
  }

  function evenPoint(x: Uint8Array): InstanceType<typeof Point> {
    return Point.fromBytes(Uint8Array.of(2, ...x));
  }

  it('is s·G - e·P by both libraries', () => {
    const small = fc.bigInt({ min: 0n, max: 3n });
    const near = small.map((distance) => GROUP_ORDER - 1n - distance);
    fc.assert(
      fc.property(
        fc.oneof(scalars, small, near),
        fc.oneof(
          scalars,
          small.filter((e) => e > 0n),
          near,
        ),
        scalars,
        (s, e, secret) => {
          const pubkey = schnorr.getPublicKey(scalarBytes(secret));
          const commitment = expected(s, e, pubkey);
          for (const library of LIBRARIES)
            expect(commitmentOf(library, { s, e, pubkey })).toEqual(commitment);
        },
      ),
      { numRuns: 50 },
    );
  });

  // The three least keys whose x coordinate is not below the group's order, and the largest of all.
  it.each([0n, 2n, 4n, FIELD_SIZE - 3n - GROUP_ORDER])(
    "is right for a key %d above the group's order",
    (above) => {
      const pubkey = scalarBytes(GROUP_ORDER + above);
      for (const [s, e] of [
        [5n, 7n],
        [0n, 1n],
        [GROUP_ORDER - 1n, 1n],
        [GROUP_ORDER - 7n, 7n],
      ] as const) {
        for (const library of LIBRARIES) {
          expect(commitmentOf(library, { s, e, pubkey })).toEqual(expected(s, e, pubkey));
        }
      }
    },
  );

  it('is nothing where it is infinite', () => {
    const e = 5n;
    const secret = evenSecret(3n);
    const pubkey = schnorr.getPublicKey(scalarBytes(secret));
    const s = (e * secret) % GROUP_ORDER;
    expect(expected(s, e, pubkey)).toBeUndefined();
    for (const library of LIBRARIES) expect(commitmentOf(library, { s, e, pubkey })).toBeUndefined();
  });

  it.each([0n, 5n, GROUP_ORDER + 1n, FIELD_SIZE, FIELD_SIZE + 1n, 2n ** 256n - 1n])(
    'is nothing for %x, which is no key',
    (x) => {
      expect(() => evenPoint(scalarBytes(x))).toThrow();
      for (const library of LIBRARIES) {
        expect(commitmentOf(library, { s: 1n, e: 1n, pubkey: scalarBytes(x) })).toBeUndefined();
      }
    },
  );

  /** The secret, or its negative, whose key has an even y. */
  function evenSecret(secret: bigint): bigint {
    return Point.BASE.multiply(secret).toBytes(true)[0] === 2 ? secret : GROUP_ORDER - secret;
  }
});

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const at = bit % (8 * bytes.length);
  changed[at >> 3] = expectDefined(changed[at >> 3], 'a byte there') ^ (1 << (at & 7));
  return changed;
}

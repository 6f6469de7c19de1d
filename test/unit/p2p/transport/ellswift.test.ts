import { elligatorSwift } from '@scure/btc-signer/p2p.js';
import { describe, expect, it } from 'vitest';
import { secp256k1 } from '../../../../src/crypto/secp256k1.ts';
import { agreeOnSecret, createEllSwiftKey } from '../../../../src/p2p/transport/ellswift.ts';
import { toHex } from '../../../../src/util/bytes.ts';
import { readVectorCsv } from '../../../helpers/csv-vectors.ts';
import { hex } from '../../../helpers/script.ts';
import { countVectors, hasVectors } from '../../../helpers/vectors.ts';

const DECODE = 'bips/bip-0324/ellswift_decode_test_vectors.csv';
const INVERT = 'bips/bip-0324/xswiftec_inv_test_vectors.csv';
const CASES = [0, 1, 2, 3, 4, 5, 6, 7] as const;

describe('the ElligatorSwift that is relied on', () => {
  it.skipIf(!hasVectors(DECODE))("decodes BIP324's vectors", (context) => {
    const vectors = readVectorCsv<'ellswift' | 'x'>(DECODE);
    for (const { ellswift, x } of vectors) {
      expect(toHex(elligatorSwift.decode(hex(ellswift)))).toBe(x);
    }
    countVectors(context, vectors.length);
  });

  it.skipIf(!hasVectors(INVERT))("encodes BIP324's vectors, in each of eight ways that exists", (context) => {
    const vectors = readVectorCsv<'u' | 'x' | `case${(typeof CASES)[number]}_t`>(INVERT);
    for (const vector of vectors) {
      for (const way of CASES) {
        const t = elligatorSwift._inv(BigInt(`0x${vector.x}`), BigInt(`0x${vector.u}`), way);
        expect(t?.toString(16).padStart(64, '0') ?? '').toBe(vector[`case${way}_t`]);
      }
    }
    countVectors(context, vectors.length);
  });
});

describe('createEllSwiftKey', () => {
  it('makes a public key that stands for the private one, never twice the same', () => {
    const keys = Array.from({ length: 20 }, createEllSwiftKey);
    for (const { privateKey, publicKey } of keys) {
      expect(publicKey).toHaveLength(64);
      const x = secp256k1.publicKey(privateKey)?.subarray(1);
      expect(toHex(elligatorSwift.decode(publicKey))).toBe(toHex(x ?? new Uint8Array(0)));
    }
    expect(new Set(keys.map(({ publicKey }) => toHex(publicKey))).size).toBe(keys.length);
  });
});

describe('agreeOnSecret', () => {
  it('comes to the same on both ends, if one of them connected', () => {
    const [ours, theirs] = [createEllSwiftKey(), createEllSwiftKey()];
    const secret = agreeOnSecret(ours, theirs.publicKey, true);
    expect(agreeOnSecret(theirs, ours.publicKey, false)).toEqual(secret);
    expect(agreeOnSecret(theirs, ours.publicKey, true)).not.toEqual(secret);
  });

  it('takes any 64 bytes for a key', () => {
    const ours = createEllSwiftKey();
    for (const byte of [0, 1, 0x7f, 0xff]) {
      expect(agreeOnSecret(ours, new Uint8Array(64).fill(byte), true)).toHaveLength(32);
    }
  });
});

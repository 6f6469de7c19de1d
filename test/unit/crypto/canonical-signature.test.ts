import fc from 'fast-check';
import * as ecc from 'tiny-secp256k1';
import { describe, expect, it } from 'vitest';
import { canonicalSignature } from '../../../src/crypto/canonical-signature.ts';
import { isLowS, verifyEcdsa } from '../../../src/crypto/ecdsa.ts';
import { isValidSignatureEncoding } from '../../../src/script/signature-encoding.ts';
import { fromHex, toHex } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const scalar = (value: bigint) => value.toString(16).padStart(64, '0');
const compact = (r: bigint, s: bigint) => expectDefined(fromHex(scalar(r) + scalar(s)), 'hex');
const canonicalHex = (bytes: Uint8Array) => {
  const signature = canonicalSignature(bytes);
  return signature && toHex(signature);
};

describe('canonicalSignature', () => {
  it('writes R and S in strict DER, with a zero byte before a first digit of 8 and more', () => {
    expect(canonicalHex(compact(1n, 2n))).toBe('3006020101020102');
    expect(canonicalHex(compact(0x7fn, 0x7fn))).toBe('300602017f02017f');
    expect(canonicalHex(compact(0x80n, 0x100n))).toBe('3008020200800202' + '0100');
  });

  it('takes the smaller one of both S', () => {
    const half = ORDER / 2n;
    const low = canonicalHex(compact(5n, half));
    expect(canonicalHex(compact(5n, half + 1n))).toBe(low);
    expect(canonicalHex(compact(5n, ORDER - 2n))).toBe('3006020105020102');
  });

  it('refuses scalars that are 0 or not below the order', () => {
    const good = compact(ORDER - 1n, ORDER - 1n);
    expect(canonicalSignature(good)).toBeDefined();
    for (const bad of [compact(0n, 1n), compact(1n, 0n), compact(ORDER, 1n), compact(1n, ORDER)]) {
      expect(canonicalSignature(bad)).toBeUndefined();
    }
  });

  it.each([
    '',
    '30',
    '300602010102010201',
    '3006020101020100',
    '3106020101020102',
    '300702020001020102',
    '3005020101020102',
    '30060201810201' + '02',
  ])('refuses %j, which is no strict DER', (hex) => {
    expect(canonicalSignature(expectDefined(fromHex(hex), 'hex'))).toBeUndefined();
  });

  it('keeps what is canonical, and verifies as before whatever form it came in', () => {
    const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const key = bytes32.filter((bytes) => ecc.isPrivate(bytes));
    fc.assert(
      fc.property(key, bytes32, fc.boolean(), (secret, digest, isHigh) => {
        const pubkey = expectDefined(ecc.pointFromScalar(secret, true), 'a private key');
        const signed = ecc.sign(digest, secret);
        const s = BigInt(`0x${toHex(signed.subarray(32))}`);
        const r = BigInt(`0x${toHex(signed.subarray(0, 32))}`);
        const signature = expectDefined(
          canonicalSignature(compact(r, isHigh ? ORDER - s : s)),
          'a signature',
        );
        expect(isLowS(signature)).toBe(true);
        expect(isValidSignatureEncoding(Uint8Array.of(...signature, 1))).toBe(true);
        expect(verifyEcdsa({ digest, signature, pubkey })).toBe(true);
        expect(canonicalHex(signature)).toBe(toHex(signature));
      }),
    );
  });

  it('returns a signature or nothing for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const signature = canonicalSignature(bytes);
        if (signature) expect(isValidSignatureEncoding(Uint8Array.of(...signature, 1))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLowS, verifyEcdsa } from '../../../src/crypto/ecdsa.ts';
import { nativeSecp256k1 } from '../../../src/crypto/secp256k1-native.ts';
import { wasmSecp256k1 } from '../../../src/crypto/secp256k1-wasm.ts';
import { hex } from '../../helpers/script.ts';

/** Signatures here are made by OpenSSL, another implementation than the one that checks them. */

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

interface Signed {
  readonly digest: Uint8Array;
  readonly r: bigint;
  readonly s: bigint;
  readonly compressed: Uint8Array;
  readonly uncompressed: Uint8Array;
}

function bytes32(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

function signMessage(secret: bigint, message: string): Signed {
  const ecdh = createECDH('secp256k1');
  ecdh.setPrivateKey(bytes32(secret));
  const point = ecdh.getPublicKey();
  const part = (from: number): string => point.subarray(from, from + 32).toString('base64url');
  const jwk = {
    kty: 'EC',
    crv: 'secp256k1',
    d: bytes32(secret).toString('base64url'),
    x: part(1),
    y: part(33),
  };
  const key = createPrivateKey({ key: jwk, format: 'jwk' });
  const compact = sign('sha256', Buffer.from(message), { key, dsaEncoding: 'ieee-p1363' });
  return {
    digest: createHash('sha256').update(message).digest(),
    r: BigInt(`0x${compact.subarray(0, 32).toString('hex')}`),
    s: BigInt(`0x${compact.subarray(32).toString('hex')}`),
    compressed: ecdh.getPublicKey(null, 'compressed'),
    uncompressed: point,
  };
}

function derInteger(value: bigint): Buffer {
  const digits = value.toString(16);
  const body = Buffer.from(digits.length % 2 ? `0${digits}` : digits, 'hex');
  const padded = (body[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), body]) : body;
  return Buffer.concat([Buffer.from([2, padded.length]), padded]);
}

function der(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([derInteger(r), derInteger(s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function hybrid(uncompressed: Uint8Array, form: number): Uint8Array {
  return Uint8Array.from(uncompressed, (byte, i) => (i === 0 ? form : byte));
}

const secrets = fc.bigInt({ min: 1n, max: ORDER - 1n });

describe('verifyEcdsa', () => {
  it('takes what OpenSSL signed, with either S and either form of the key, and nothing else', () => {
    fc.assert(
      fc.property(secrets, fc.string(), (secret, message) => {
        const { digest, r, s, compressed, uncompressed } = signMessage(secret, message);
        for (const signature of [der(r, s), der(r, ORDER - s)]) {
          for (const pubkey of [compressed, uncompressed]) {
            expect(verifyEcdsa({ digest, signature, pubkey })).toBe(true);
          }
        }
        const otherDigest = Uint8Array.from(digest, (byte, i) => (i === 0 ? byte ^ 1 : byte));
        expect(verifyEcdsa({ digest: otherDigest, signature: der(r, s), pubkey: compressed })).toBe(false);
        expect(verifyEcdsa({ digest, signature: der(r, (s % (ORDER - 1n)) + 1n), pubkey: compressed })).toBe(
          false,
        );
      }),
      { numRuns: 30 },
    );
  });

  const signed = signMessage(7n, 'lax');
  const { digest, compressed: pubkey } = signed;
  const [r, s] = [bytes32(signed.r).toString('hex'), bytes32(signed.s).toString('hex')];

  // What OpenSSL once took, and the limits of that.
  it.each([
    ['integers without the zero of their sign', `304402 20${r}0220${s}`, true],
    ['padded integers', `304802 22 0000${r} 0222 0000${s}`, true],
    ['a sequence of a wrong length', `30ff0220${r}0220${s}`, false],
    ['a sequence with one length byte too few told', `30000220${r}0220${s}`, true],
    ['a long length of the sequence', `3081440220${r}0220${s}`, true],
    ['a long length of R and S', `300002 8120${r} 02 8120${s}`, true],
    ['a length with many leading zeros', `300002 88 0000000000000020${r} 0220${s}`, true],
    ['bytes behind S', `30440220${r}0220${s}ffff`, true],
    ['a length of four bytes', `300002 84 01000020${r} 0220${s}`, false],
    ['an S that runs past the end', `30440220${r}0221${s}`, false],
    ['no S', `30440220${r}`, false],
    ['another tag of R', `30440320${r}0220${s}`, false],
    ['another tag of S', `30440220${r}0320${s}`, false],
    ['another tag of the sequence', `31440220${r}0220${s}`, false],
    ['a head alone', '30', false],
    ['nothing', '', false],
  ])('of %s', (_name, signature, expected) => {
    expect(verifyEcdsa({ digest, signature: hex(signature.replaceAll(' ', '')), pubkey })).toBe(expected);
  });

  it.each([
    ['r = 0', 0n, signed.s],
    ['s = 0', signed.r, 0n],
    ['r = order', ORDER, signed.s],
    ['s = order', signed.r, ORDER],
    ['s beyond 256 bits', signed.r, signed.s + (1n << 256n)],
  ])('refuses %s', (_name, badR, badS) => {
    expect(verifyEcdsa({ digest, signature: der(badR, badS), pubkey })).toBe(false);
  });

  it('refuses a key that is no point of the curve', () => {
    const noPoint = hex(`02${'ff'.repeat(32)}`);
    expect(verifyEcdsa({ digest, signature: der(signed.r, signed.s), pubkey: noPoint })).toBe(false);
  });
});

describe('isLowS', () => {
  it('draws the line at half the order', () => {
    const half = ORDER / 2n;
    expect(isLowS(der(1n, half))).toBe(true);
    expect(isLowS(der(1n, half + 1n))).toBe(false);
    expect(isLowS(der(1n, ORDER - 1n))).toBe(false);
  });

  it('takes an S beyond the order for low: it verifies never, by any S', () => {
    expect(isLowS(der(1n, ORDER))).toBe(true);
    expect(isLowS(Uint8Array.of())).toBe(false);
  });
});

describe('the two libraries', () => {
  it('give the same answers, also for hybrid keys and for what is no key', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.string(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (secret, message, noise) => {
          const { digest, r, s, compressed, uncompressed } = signMessage(secret, message);
          const low = s > ORDER / 2n ? ORDER - s : s;
          const signature = Uint8Array.from(Buffer.concat([bytes32(r), bytes32(low)]));
          const keys = [
            compressed,
            uncompressed,
            hybrid(uncompressed, 6),
            hybrid(uncompressed, 7),
            hybrid(uncompressed, 5),
            Uint8Array.of(2, ...noise),
            Uint8Array.of(4, ...noise, ...noise),
          ];
          for (const key of keys) {
            expect(wasmSecp256k1.isPublicKey(key)).toBe(nativeSecp256k1.isPublicKey(key));
            for (const message32 of [digest, noise]) {
              const native = nativeSecp256k1.verifyEcdsa(signature, message32, key);
              expect(wasmSecp256k1.verifyEcdsa(signature, message32, key)).toBe(native);
            }
          }
          const yIsOdd = (uncompressed[64] ?? 0) & 1;
          expect(nativeSecp256k1.verifyEcdsa(signature, digest, hybrid(uncompressed, 6 + yIsOdd))).toBe(true);
          expect(nativeSecp256k1.verifyEcdsa(signature, digest, hybrid(uncompressed, 7 - yIsOdd))).toBe(
            false,
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import type { EcdsaClaim } from '../../../src/crypto/ecdsa.ts';
import type { SchnorrClaim } from '../../../src/crypto/schnorr.ts';
import { createCachingVerifier } from '../../../src/crypto/signature-cache.ts';

const SECRET = new Uint8Array(32).fill(7);

function signedEcdsa(byte: number): EcdsaClaim {
  const digest = new Uint8Array(32).fill(byte);
  const signature = secp256k1.sign(digest, SECRET, { prehash: false, format: 'der' });
  return { digest, pubkey: secp256k1.getPublicKey(SECRET), signature };
}

function signedSchnorr(byte: number): SchnorrClaim {
  const message = new Uint8Array(32).fill(byte);
  return { message, pubkey: schnorr.getPublicKey(SECRET), signature: schnorr.sign(message, SECRET) };
}

const OTHER_BYTES = new Uint8Array(32).fill(2);

describe('createCachingVerifier', () => {
  it('gives the same answer the second time, right or wrong', () => {
    const { verifyEcdsa, verifySchnorr } = createCachingVerifier();
    const ecdsa = signedEcdsa(1);
    const wrongEcdsa = { ...ecdsa, digest: OTHER_BYTES };
    const schnorr = signedSchnorr(1);
    const wrongSchnorr = { ...schnorr, message: OTHER_BYTES };
    for (let time = 0; time < 2; time++) {
      expect([verifyEcdsa(ecdsa), verifyEcdsa(wrongEcdsa)]).toEqual([true, false]);
      expect([verifySchnorr(schnorr), verifySchnorr(wrongSchnorr)]).toEqual([true, false]);
    }
  });

  it('is not fooled by a change of any part of what it remembers', () => {
    const { verifyEcdsa, verifySchnorr } = createCachingVerifier();
    const fresh = createCachingVerifier();
    const ecdsa = signedEcdsa(1);
    verifyEcdsa(ecdsa);
    for (const [name, changed] of changesOf(ecdsa)) {
      expect(verifyEcdsa(changed), name).toBe(fresh.verifyEcdsa(changed));
    }
    const schnorr = signedSchnorr(1);
    verifySchnorr(schnorr);
    for (const [name, changed] of changesOf(schnorr)) {
      expect(verifySchnorr(changed), name).toBe(fresh.verifySchnorr(changed));
    }
  });

  it('keeps the kinds apart', () => {
    const { verifyEcdsa, verifySchnorr } = createCachingVerifier();
    const { message, pubkey, signature } = signedSchnorr(1);
    verifySchnorr({ message, pubkey, signature });
    // The bytes that were remembered, cut as an ECDSA claim's.
    const bytes = Uint8Array.of(...pubkey, ...signature, ...message);
    const parts = { digest: bytes.subarray(0, 32), pubkey: bytes.subarray(32, 65) };
    expect(verifyEcdsa({ ...parts, signature: bytes.subarray(65) })).toBe(false);
  });

  it('still answers right when it has forgotten', () => {
    const { verifyEcdsa, verifySchnorr } = createCachingVerifier(2);
    for (const byte of [1, 2, 3, 4, 1, 2, 3, 4]) {
      expect([verifyEcdsa(signedEcdsa(byte)), verifySchnorr(signedSchnorr(byte))]).toEqual([true, true]);
    }
  });
});

/** The claim with one bit of one byte of one part changed, for all bytes. */
function changesOf<T extends object>(claim: T): [name: string, changed: T][] {
  return Object.entries(claim).flatMap(([part, bytes]: [string, Uint8Array]) =>
    [...bytes].map((byte, i): [string, T] => {
      const changed = Uint8Array.from(bytes);
      changed[i] = byte ^ 1;
      return [`${part} byte ${i}`, { ...claim, [part]: changed }];
    }),
  );
}

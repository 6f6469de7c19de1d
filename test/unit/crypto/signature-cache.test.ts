import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import type { EcdsaClaim } from '../../../src/crypto/ecdsa.ts';
import { createCachingVerifier } from '../../../src/crypto/signature-cache.ts';

const SECRET = new Uint8Array(32).fill(7);
const pubkey = secp256k1.getPublicKey(SECRET);

function signed(byte: number): EcdsaClaim {
  const digest = new Uint8Array(32).fill(byte);
  return { digest, pubkey, signature: secp256k1.sign(digest, SECRET, { prehash: false, format: 'der' }) };
}

describe('createCachingVerifier', () => {
  it('gives the same answer the second time, right or wrong', () => {
    const verify = createCachingVerifier();
    const right = signed(1);
    const wrong = { ...right, digest: new Uint8Array(32).fill(2) };
    expect([verify(right), verify(right), verify(wrong), verify(wrong)]).toEqual([true, true, false, false]);
  });

  it('is not fooled by a change of any part of what it remembers', () => {
    const verify = createCachingVerifier();
    const right = signed(1);
    verify(right);
    for (const part of ['digest', 'pubkey', 'signature'] as const) {
      for (let i = 0; i < right[part].length; i++) {
        const changed = Uint8Array.from(right[part]);
        changed[i] = (changed[i] ?? 0) ^ 1;
        expect(verify({ ...right, [part]: changed }), `${part} byte ${i}`).toBe(
          createCachingVerifier()({ ...right, [part]: changed }),
        );
      }
    }
  });

  it('still answers right when it has forgotten', () => {
    const verify = createCachingVerifier(2);
    const claims = [1, 2, 3, 4].map(signed);
    for (const claim of [...claims, ...claims]) expect(verify(claim)).toBe(true);
  });
});

import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { REKEY_INTERVAL } from '../../../src/crypto/forward-secrecy.ts';
import { createFsChaCha20 } from '../../../src/crypto/fs-chacha20.ts';
import { toHex } from '../../../src/util/bytes.ts';

const KEY = new Uint8Array(32);
const THREE = new Uint8Array(3);

describe('createFsChaCha20', () => {
  it("is RFC 8439's keystream, over many chunks", () => {
    // Appendix A.1, test vector 1.
    const cipher = createFsChaCha20(KEY);
    const chunks = Array.from({ length: 8 }, () => toHex(cipher.crypt(new Uint8Array(4))));
    expect(chunks.join('')).toBe('76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7');
  });

  it('undoes itself', () => {
    const [there, back] = [createFsChaCha20(KEY), createFsChaCha20(KEY)];
    for (let i = 0; i < 1000; i++) {
      const chunk = Uint8Array.of(i, i >> 8, 7);
      expect(new Uint8Array(back.crypt(there.crypt(chunk)))).toEqual(chunk);
    }
  });

  it('goes on with another key after 224 chunks', () => {
    const cipher = createFsChaCha20(KEY);
    const stream = createCipheriv('chacha20', KEY, new Uint8Array(16));
    const before = Array.from({ length: REKEY_INTERVAL }, () => [cipher.crypt(THREE), stream.update(THREE)]);
    for (const [ours, plain] of before) expect(ours).toEqual(plain);
    const nextKey = stream.update(new Uint8Array(32));
    const nonce = new Uint8Array(16);
    nonce[8] = 1;
    expect(cipher.crypt(THREE)).toEqual(createCipheriv('chacha20', nextKey, nonce).update(THREE));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nobleSha256d } from '../../../src/crypto/noble-sha256d.ts';
import { sha256d } from '../../../src/crypto/sha256d.ts';
import { toHex } from '../../../src/util/bytes.ts';

describe('nobleSha256d', () => {
  it('agrees with OpenSSL at every length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(toHex(nobleSha256d(bytes))).toBe(toHex(sha256d(bytes)));
      }),
    );
  });
});

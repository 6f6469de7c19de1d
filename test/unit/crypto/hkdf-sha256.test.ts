import { describe, expect, it } from 'vitest';
import { hkdfSha256 } from '../../../src/crypto/hkdf-sha256.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { hex } from '../../helpers/script.ts';

describe('hkdfSha256', () => {
  it('is what RFC 5869 says', () => {
    // Test case 3, of whose 42 bytes these are the first.
    const key = hkdfSha256(new Uint8Array(22).fill(0x0b), new Uint8Array(0), '');
    expect(toHex(key)).toBe('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d');
  });

  it('is another for another purpose, salt or secret', () => {
    const [secret, salt] = [hex('01'), hex('02')];
    const keys = [
      hkdfSha256(secret, salt, 'a'),
      hkdfSha256(secret, salt, 'b'),
      hkdfSha256(secret, secret, 'a'),
      hkdfSha256(salt, salt, 'a'),
    ];
    expect(new Set(keys.map(toHex)).size).toBe(4);
  });
});

import { ripemd160 as nobleRipemd160, sha1 as nobleSha1 } from '@noble/hashes/legacy.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ripemd160, sha1 } from '../../../src/crypto/legacy-hashes.ts';

describe.each([
  ['ripemd160', ripemd160, nobleRipemd160],
  ['sha1', sha1, nobleSha1],
])('%s', (_name, ours, noble) => {
  it('is that of another library', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(ours(bytes)).toEqual(noble(bytes));
      }),
    );
  });
});

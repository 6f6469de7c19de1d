import { schnorr } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { createTaggedHash } from '../../../src/crypto/tagged-hash.ts';

describe('createTaggedHash', () => {
  it('is that of another library, in however many parts the bytes come', () => {
    const bytes = new TextEncoder().encode('some bytes');
    const expected = schnorr.utils.taggedHash('TapLeaf', bytes);
    const hash = createTaggedHash('TapLeaf');
    expect(hash(bytes)).toEqual(expected);
    expect(hash(bytes.subarray(0, 3), bytes.subarray(3), new Uint8Array())).toEqual(expected);
    expect(createTaggedHash('TapBranch')(bytes)).not.toEqual(expected);
  });
});

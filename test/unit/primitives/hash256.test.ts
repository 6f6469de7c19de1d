import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  displayHash,
  hash256,
  hashKey,
  parseDisplayHash,
  toHash256,
  ZERO_HASH,
} from '../../../src/primitives/hash256.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { anyHash } from '../../helpers/arbitraries.ts';

describe('hash256', () => {
  it('is SHA-256 of SHA-256', () => {
    expect(toHex(hash256(new TextEncoder().encode('hello')))).toBe(
      '9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50',
    );
  });
});

describe('toHash256', () => {
  it('takes 32 bytes and no other number', () => {
    expect(toHash256(new Uint8Array(32))).toEqual(ZERO_HASH);
    expect(() => toHash256(new Uint8Array(31))).toThrow(RangeError);
    expect(() => toHash256(new Uint8Array(33))).toThrow(RangeError);
  });
});

describe('displayHash and parseDisplayHash', () => {
  it('are each other’s inverse, and turn the bytes round', () => {
    fc.assert(
      fc.property(anyHash, (hash) => {
        const before = toHex(hash);
        const shown = displayHash(hash);
        expect(shown).toBe((before.match(/../g) ?? []).reverse().join(''));
        expect(parseDisplayHash(shown)).toEqual(hash);
        expect(toHex(hash)).toBe(before);
      }),
    );
  });

  it.each(['', '00', 'x'.repeat(64), '0'.repeat(63), '0'.repeat(65), '0'.repeat(66)])('refuse %j', (text) => {
    expect(parseDisplayHash(text)).toBeUndefined();
  });
});

describe('hashKey', () => {
  it('is the same for equal hashes alone', () => {
    fc.assert(
      fc.property(anyHash, anyHash, (a, b) => {
        expect(hashKey(Uint8Array.from(a))).toBe(hashKey(a));
        expect(hashKey(a) === hashKey(b)).toBe(toHex(a) === toHex(b));
        expect(hashKey(a)).toHaveLength(32);
      }),
    );
  });
});

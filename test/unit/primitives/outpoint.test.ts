import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHash256, ZERO_HASH } from '../../../src/primitives/hash256.ts';
import {
  isNullOutPoint,
  NULL_OUTPOINT,
  outPointKey,
  readOutPoint,
  serializeOutPoint,
} from '../../../src/primitives/outpoint.ts';
import { decode } from '../../../src/primitives/reader.ts';
import { accept } from '../../../src/util/verdict.ts';
import { anyOutPoint } from '../../helpers/arbitraries.ts';

describe('serializeOutPoint', () => {
  it('writes 36 bytes that read back', () => {
    fc.assert(
      fc.property(anyOutPoint, (outpoint) => {
        const bytes = serializeOutPoint(outpoint);
        expect(bytes).toHaveLength(36);
        expect(decode(bytes, readOutPoint)).toEqual(accept(outpoint));
      }),
    );
  });
});

describe('isNullOutPoint', () => {
  it('is true for zero and the last index alone', () => {
    const almostZero = toHash256(new Uint8Array(32).fill(1, 31));
    expect(isNullOutPoint(NULL_OUTPOINT)).toBe(true);
    expect(isNullOutPoint({ txid: ZERO_HASH, index: 0xfffffffe })).toBe(false);
    expect(isNullOutPoint({ txid: ZERO_HASH, index: 0 })).toBe(false);
    expect(isNullOutPoint({ txid: almostZero, index: 0xffffffff })).toBe(false);
  });
});

describe('outPointKey', () => {
  it('is the same for equal outpoints alone', () => {
    fc.assert(
      fc.property(anyOutPoint, anyOutPoint, fc.nat(0xffffffff), (a, b, index) => {
        expect(outPointKey({ ...a })).toBe(outPointKey(a));
        const same = Buffer.from(serializeOutPoint(a)).equals(serializeOutPoint(b));
        expect(outPointKey(a) === outPointKey(b)).toBe(same);
        expect(outPointKey({ txid: a.txid, index }) === outPointKey(a)).toBe(index === a.index);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_SIZE, GROUP_ORDER, readScalar, scalarBytes, writeScalar } from '../../../src/crypto/scalar.ts';
import { toHex } from '../../../src/util/bytes.ts';

describe('scalarBytes', () => {
  it('is big-endian', () => {
    expect(toHex(scalarBytes(0x0102n))).toBe(`${'00'.repeat(30)}0102`);
    expect(toHex(scalarBytes(GROUP_ORDER))).toBe(
      'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
    );
    expect(toHex(scalarBytes(FIELD_SIZE))).toBe(
      'fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f',
    );
  });

  it('is what readScalar reads', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (value) => {
        expect(readScalar(scalarBytes(value))).toBe(value);
      }),
    );
  });
});

describe('writeScalar', () => {
  it('writes at its offset alone, in a view too', () => {
    const bytes = new Uint8Array(40).fill(0xaa);
    const view = bytes.subarray(2);
    writeScalar(view, 1n, 3);
    expect(toHex(bytes)).toBe(`${'aa'.repeat(5)}${'00'.repeat(31)}01aaaaaa`);
    expect(readScalar(view, 3)).toBe(1n);
  });
});

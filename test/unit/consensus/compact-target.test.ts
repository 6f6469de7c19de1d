import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkProofOfWork,
  decodeCompact,
  deriveTarget,
  encodeCompact,
  getDifficulty,
} from '../../../src/consensus/compact-target.ts';
import { toHash256 } from '../../../src/primitives/hash256.ts';
import { bigIntToBytesLE } from '../../../src/util/bytes.ts';

const MAIN_LIMIT = 2n ** 224n - 1n;

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const uint256 = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
/** Targets of every size, not only those near 2^256. */
const anyTarget = fc.tuple(uint256, fc.integer({ min: 0, max: 255 })).map(([n, shift]) => n >> BigInt(shift));

const hashOf = (value: bigint) => toHash256(bigIntToBytesLE(value, 32));
const hex = (bits: number) => `0x${bits.toString(16).padStart(8, '0')}`;

describe('decodeCompact', () => {
  // The cases of Core's arith_uint256_tests, bignum_SetCompact: bits, target, canonical bits.
  it.each([
    [0x00000000, 0n, 0],
    [0x00123456, 0n, 0],
    [0x01003456, 0n, 0],
    [0x02000056, 0n, 0],
    [0x03000000, 0n, 0],
    [0x04000000, 0n, 0],
    [0x00923456, 0n, 0],
    [0x01803456, 0n, 0],
    [0x02800056, 0n, 0],
    [0x03800000, 0n, 0],
    [0x04800000, 0n, 0],
    [0x01123456, 0x12n, 0x01120000],
    [0x02123456, 0x1234n, 0x02123400],
    [0x03123456, 0x123456n, 0x03123456],
    [0x04123456, 0x12345600n, 0x04123456],
    [0x05009234, 0x92340000n, 0x05009234],
    [0x20123456, 0x123456n << 232n, 0x20123456],
  ])('reads %i as Core does, and encodes it back in canonical form', (bits, target, canonical) => {
    expect(decodeCompact(bits)).toEqual({ target, negative: false, overflow: false });
    expect(hex(encodeCompact(target))).toBe(hex(canonical));
  });

  it.each([
    [0x01fedcba, 0x7en],
    [0x04923456, 0x12345600n],
  ])('says of %i that it is negative', (bits, target) => {
    expect(decodeCompact(bits)).toEqual({ target, negative: true, overflow: false });
  });

  // One byte, two bytes and three bytes of mantissa each have a last size that fits into 256 bits.
  it.each([
    ['one byte', 0x22000012, 0x23000012],
    ['two bytes', 0x21001234, 0x22001234],
    ['three bytes', 0x20123456, 0x21123456],
  ])('overflows past the last size for a mantissa of %s', (_name, fits, overflows) => {
    expect(decodeCompact(fits).overflow).toBe(false);
    expect(decodeCompact(overflows).overflow).toBe(true);
    expect(decodeCompact(0xff123456).overflow).toBe(true);
  });

  it('never calls zero negative or too large', () => {
    expect(decodeCompact(0xff800000)).toEqual({ target: 0n, negative: false, overflow: false });
  });

  it('is the mantissa times 256^(size - 3), rounded down, for any bits', () => {
    fc.assert(
      fc.property(uint32, (bits) => {
        const exact = (BigInt(bits & 0x7fffff) * 256n ** BigInt(bits >>> 24)) / 256n ** 3n;
        const { target, overflow, negative } = decodeCompact(bits);
        expect(target).toBe(exact % 2n ** 256n);
        expect(overflow).toBe(exact >= 2n ** 256n);
        expect(negative).toBe(exact !== 0n && (bits & 0x800000) !== 0);
      }),
    );
  });
});

describe('encodeCompact', () => {
  it('never sets the sign bit', () => {
    expect(hex(encodeCompact(0x7fn))).toBe('0x017f0000');
    expect(hex(encodeCompact(0x80n))).toBe('0x02008000');
    expect(hex(encodeCompact(2n ** 256n - 1n))).toBe('0x2100ffff');
  });

  it('rounds any target down, by less than one part in 2^15', () => {
    fc.assert(
      fc.property(anyTarget, (target) => {
        const { target: rounded, negative, overflow } = decodeCompact(encodeCompact(target));
        expect(negative || overflow).toBe(false);
        expect(rounded).toBeLessThanOrEqual(target);
        expect((target - rounded) * 2n ** 15n).toBeLessThanOrEqual(target);
      }),
    );
  });

  it('gives back what it has encoded, and keeps order', () => {
    fc.assert(
      fc.property(anyTarget, anyTarget, (a, b) => {
        const bits = encodeCompact(a);
        expect(encodeCompact(decodeCompact(bits).target)).toBe(bits);
        if (a <= b) expect(bits).toBeLessThanOrEqual(encodeCompact(b));
      }),
    );
  });
});

describe('deriveTarget', () => {
  it('takes the limit itself and refuses the next compact form above it', () => {
    expect(deriveTarget(0x1d00ffff, MAIN_LIMIT)).toBe(0xffffn << 208n);
    expect(deriveTarget(0x1d010000, MAIN_LIMIT)).toBeUndefined();
  });

  it.each([
    ['zero', 0x00000000],
    ['a negative target', 0x1d80ffff],
    ['more than 256 bits', 0xff7fffff],
  ])('refuses %s', (_name, bits) => {
    expect(deriveTarget(bits, 2n ** 256n - 1n)).toBeUndefined();
  });
});

describe('checkProofOfWork', () => {
  const target = 0xffffn << 208n;

  it('takes a hash equal to the target and refuses the next number', () => {
    expect(checkProofOfWork(hashOf(target), 0x1d00ffff, MAIN_LIMIT)).toBe(true);
    expect(checkProofOfWork(hashOf(target + 1n), 0x1d00ffff, MAIN_LIMIT)).toBe(false);
  });

  // Core's pow_tests, CheckProofOfWork_test_*: a tiny hash does not help bits that spell no allowed target.
  it.each([
    ['negative', 0x1d80ffff],
    ['overflowing', 0xff7fffff],
    ['easier than the limit', encodeCompact(2n * MAIN_LIMIT)],
    ['zero', 0],
  ])('refuses bits that are %s, whatever the hash', (_name, bits) => {
    expect(checkProofOfWork(hashOf(0n), bits, MAIN_LIMIT)).toBe(false);
    expect(checkProofOfWork(hashOf(1n), bits, MAIN_LIMIT)).toBe(false);
  });
});

describe('getDifficulty', () => {
  // The cases of Core's blockchain_tests and the limits of Bitcoin's networks as its RPC prints them.
  it.each([
    [0x1f111111, 0.000001],
    [0x1ef88f6f, 0.000016],
    [0x1df88f6f, 0.004023],
    [0x1cf88f6f, 1.029916],
  ])('is near Core’s figure for %i', (bits, expected) => {
    expect(getDifficulty(bits)).toBeCloseTo(expected, 5);
  });

  it.each([
    [0x1d00ffff, 1],
    [0x1c3fffc0, 4],
    [0x207fffff, 4.6565423739069247e-10],
    [0x1e0377ae, 0.001126515290698186],
    [0x1b0404cb, 16307.420938523983],
    [0x12345678, 5.913134931067755e24],
  ])('is exactly Core’s double for %i', (bits, expected) => {
    expect(getDifficulty(bits)).toBe(expected);
  });
});

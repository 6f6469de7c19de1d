import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTargetTest } from '../../../src/kernel/target.ts';
import { bigIntToBytesLE } from '../../../src/util/bytes.ts';
import { InvariantError } from '../../../src/util/invariant.ts';

const LARGEST = 2n ** 256n - 1n;

/** Numbers of every magnitude up to 256 bits. */
const number256 = fc
  .tuple(fc.bigInt({ min: 0n, max: LARGEST }), fc.integer({ min: 0, max: 256 }))
  .map(([value, shift]) => value >> BigInt(shift));

const meets = (hash: bigint, target: bigint): boolean =>
  createTargetTest(target).isMetBy(bigIntToBytesLE(hash, 32));

describe('createTargetTest', () => {
  it('is the comparison of the two numbers', () => {
    fc.assert(
      fc.property(number256, number256, (hash, target) => {
        expect(meets(hash, target)).toBe(hash <= target);
      }),
    );
  });
  it('is met at the target, and not one above', () => {
    fc.assert(
      fc.property(number256, (target) => {
        expect(meets(target, target)).toBe(true);
        if (target < LARGEST) expect(meets(target + 1n, target)).toBe(false);
      }),
    );
  });
  it('is met by every hash where the target is 2^256 or more', () => {
    expect(meets(LARGEST, LARGEST + 1n)).toBe(true);
    expect(createTargetTest(2n ** 300n).topWord).toBe(0xffffffff);
  });
  it('refuses a negative target', () => {
    expect(() => createTargetTest(-1n)).toThrow(InvariantError);
  });
});

import { describe, expect, it } from 'vitest';
import { isControlBlock, leafVersionOf, tapBranchHash } from '../../../src/script/taproot.ts';
import { toHex } from '../../../src/util/bytes.ts';

/** What outputs commit to is checked by BIP341's vectors in test/vectors, how they are spent beside verify-taproot.ts. */

describe('isControlBlock', () => {
  it.each([
    [0, false],
    [32, false],
    [33, true],
    [34, false],
    [64, false],
    [65, true],
    [33 + 128 * 32, true],
    [33 + 129 * 32, false],
  ])('of %d bytes', (length, expected) => {
    expect(isControlBlock(new Uint8Array(length))).toBe(expected);
  });
});

describe('leafVersionOf', () => {
  it.each([
    [0xc0, 0xc0],
    [0xc1, 0xc0],
    [0xff, 0xfe],
    [0x00, 0x00],
  ])('of %d is %d: the last bit is the parity', (first, expected) => {
    expect(leafVersionOf(Uint8Array.of(first, 1))).toBe(expected);
  });
});

describe('tapBranchHash', () => {
  it('does not ask which of the two comes first', () => {
    const [low, high] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    expect(toHex(tapBranchHash(low, high))).toBe(toHex(tapBranchHash(high, low)));
    expect(toHex(tapBranchHash(low, low))).not.toBe(toHex(tapBranchHash(low, high)));
  });
});

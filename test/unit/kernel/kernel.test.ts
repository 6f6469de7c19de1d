import { describe, expect, it } from 'vitest';
import { checkNonceRange, copyHeader, withNonce, writeNonce } from '../../../src/kernel/kernel.ts';
import { InvariantError } from '../../../src/util/invariant.ts';

describe('withNonce', () => {
  it('writes the nonce little-endian into bytes 76-79 of a copy', () => {
    const header = new Uint8Array(80).fill(0xaa);
    const solved = withNonce(header, 0x89abcdef);
    expect([...solved.subarray(74)]).toEqual([0xaa, 0xaa, 0xef, 0xcd, 0xab, 0x89]);
    expect(header.every((byte) => byte === 0xaa)).toBe(true);
  });
  it('writes the largest nonce', () => {
    expect([...withNonce(new Uint8Array(80), 0xffffffff).subarray(75)]).toEqual([0, 255, 255, 255, 255]);
  });
});

describe('writeNonce', () => {
  it('writes in place', () => {
    const header = new Uint8Array(80);
    writeNonce(header, 1);
    expect([...header.subarray(76)]).toEqual([1, 0, 0, 0]);
  });
});

describe('copyHeader', () => {
  it.each([79, 81])('refuses %i bytes', (length) => {
    expect(() => copyHeader(new Uint8Array(length))).toThrow(InvariantError);
  });
});

describe('checkNonceRange', () => {
  it.each([
    [0, 1],
    [0, 2 ** 32],
    [2 ** 32 - 1, 1],
    [5, 2 ** 32 - 5],
  ])('accepts %i + %i', (first, count) => {
    expect(() => checkNonceRange(first, count)).not.toThrow();
  });
  it.each([
    [0, 0],
    [0, 2 ** 32 + 1],
    [-1, 2],
    [2 ** 32, 1],
    [2 ** 32 - 1, 2],
    [5, 2 ** 32 - 4],
    [0.5, 1],
    [0, 1.5],
    [Number.NaN, 1],
  ])('refuses %f + %f', (first, count) => {
    expect(() => checkNonceRange(first, count)).toThrow(InvariantError);
  });
});

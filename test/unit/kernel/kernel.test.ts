import { describe, expect, it } from 'vitest';
import {
  checkNonceRange,
  checkVersions,
  copyHeader,
  MAX_VERSIONS,
  withSolution,
  writeNonce,
} from '../../../src/kernel/kernel.ts';
import { InvariantError } from '../../../src/util/invariant.ts';

describe('withSolution', () => {
  it('writes version and nonce little-endian into a copy', () => {
    const header = new Uint8Array(80).fill(0xaa);
    const solved = withSolution(header, 0x01234567, 0x89abcdef);
    expect([...solved.subarray(0, 5)]).toEqual([0x67, 0x45, 0x23, 0x01, 0xaa]);
    expect([...solved.subarray(75)]).toEqual([0xaa, 0xef, 0xcd, 0xab, 0x89]);
    expect(header.every((byte) => byte === 0xaa)).toBe(true);
  });
  it('writes the largest of both', () => {
    const solved = withSolution(new Uint8Array(80), 0xffffffff, 0xffffffff);
    expect([...solved].filter((byte) => byte === 255).length).toBe(8);
  });
});

describe('checkVersions', () => {
  it.each([1, MAX_VERSIONS])('accepts %i versions', (length) => {
    expect(() => checkVersions(new Array(length).fill(1))).not.toThrow();
  });
  it.each([0, MAX_VERSIONS + 1])('refuses %i versions', (length) => {
    expect(() => checkVersions(new Array(length).fill(1))).toThrow(InvariantError);
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

import { describe, expect, it } from 'vitest';
import { add, dataSplat, vector } from '../../../../src/kernel/wasm/wat.ts';

describe('add', () => {
  it('folds constants into a number, modulo 2^32', () => {
    expect(add(0xffffffff, 3)).toBe(2);
  });
  it('adds all constants to a vector at once, and none where they cancel out', () => {
    expect(add(1, '(x)', 2)).toBe('(i32x4.add (x) (v128.const i32x4 3 3 3 3))');
    expect(add('(x)', 0x80000000, '(y)', 0x80000000)).toBe('(i32x4.add (x) (y))');
  });
});

describe('vector', () => {
  it('writes a constant into every lane, as a signed number', () => {
    expect(vector(0xffffffff)).toBe('(v128.const i32x4 -1 -1 -1 -1)');
  });
});

describe('dataSplat', () => {
  it('repeats each word four times, little-endian', () => {
    expect(dataSplat(64, [0x01020304])).toBe(`(data (i32.const 64) "${'\\04\\03\\02\\01'.repeat(4)}")`);
  });
});

import { describe, expect, it } from 'vitest';
import { isMinimalPush, pushData, pushInt } from '../../../src/script/push.ts';
import { toHex } from '../../../src/util/bytes.ts';

function prefixOf(size: number): string {
  const script = pushData(new Uint8Array(size));
  return toHex(script.subarray(0, script.length - size));
}

describe('pushData', () => {
  it.each([
    [0, '00'],
    [1, '01'],
    [75, '4b'],
    [76, '4c4c'],
    [255, '4cff'],
    [256, '4d0001'],
    [65535, '4dffff'],
    [65536, '4e00000100'],
  ])('prefixes %d bytes with %s', (size, prefix) => {
    expect(prefixOf(size)).toBe(prefix);
  });

  it('pushes a small number as data, not as OP_n', () => {
    expect(toHex(pushData(Uint8Array.of(5)))).toBe('0105');
  });
});

describe('pushInt', () => {
  it.each([
    [-2, '0182'],
    [-1, '4f'],
    [0, '00'],
    [1, '51'],
    [16, '60'],
    [17, '0111'],
    [486604799, '04ffff001d'],
  ])('pushes %d as %s', (value, script) => {
    expect(toHex(pushInt(value))).toBe(script);
  });
});

describe('isMinimalPush', () => {
  it('wants OP_0, OP_1 … OP_16 and OP_1NEGATE where they say the same', () => {
    expect(isMinimalPush(new Uint8Array(0), 0x00)).toBe(true);
    expect(isMinimalPush(new Uint8Array(0), 0x4c)).toBe(false);
    const oneByte = [0, 1, 16, 17, 0x80, 0x81, 0x82].map((byte) => isMinimalPush(Uint8Array.of(byte), 1));
    expect(oneByte).toEqual([true, false, false, true, true, false, true]);
  });

  it.each([
    [75, 75, 0x4c],
    [76, 0x4c, 0x4d],
    [255, 0x4c, 0x4d],
    [256, 0x4d, 0x4e],
    [65535, 0x4d, 0x4e],
  ])('takes the shortest push of %d bytes alone', (size, shortest, longer) => {
    const data = new Uint8Array(size);
    expect(isMinimalPush(data, shortest)).toBe(true);
    expect(isMinimalPush(data, longer)).toBe(false);
  });
});

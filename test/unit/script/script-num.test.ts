import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeScriptNum, encodeScriptNum } from '../../../src/script/script-num.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { hex } from '../../helpers/script.ts';

/** Boundaries of each length, as Core's scriptnum_tests has them. */
const NUMBERS: readonly (readonly [number, string])[] = [
  [0, ''],
  [1, '01'],
  [-1, '81'],
  [127, '7f'],
  [-127, 'ff'],
  [128, '8000'],
  [-128, '8080'],
  [255, 'ff00'],
  [-255, 'ff80'],
  [256, '0001'],
  [-256, '0081'],
  [32767, 'ff7f'],
  [-32767, 'ffff'],
  [32768, '008000'],
  [-32768, '008080'],
  [8388607, 'ffff7f'],
  [8388608, '00008000'],
  [2147483647, 'ffffff7f'],
  [-2147483647, 'ffffffff'],
  [2147483648, '0000008000'],
  [-2147483648, '0000008080'],
  [4294967295, 'ffffffff00'],
  [549755813887, 'ffffffff7f'],
  [-549755813887, 'ffffffffff'],
];

const MINIMAL = { requireMinimal: true };
const LAX = { requireMinimal: false };

describe('encodeScriptNum', () => {
  it.each(NUMBERS)('writes %d as "%s"', (value, bytes) => {
    expect(toHex(encodeScriptNum(value))).toBe(bytes);
  });
});

describe('decodeScriptNum', () => {
  it.each(NUMBERS)('reads %d from "%s"', (value, bytes) => {
    expect(decodeScriptNum(hex(bytes), { requireMinimal: true, maxSize: 5 })).toBe(value);
  });

  it('takes four bytes unless told otherwise, and no more', () => {
    expect(decodeScriptNum(hex('ffffff7f'), LAX)).toBe(2147483647);
    expect(decodeScriptNum(hex('ffffff7f00'), LAX)).toBeUndefined();
    expect(decodeScriptNum(hex('ffffffff00'), { requireMinimal: false, maxSize: 5 })).toBe(4294967295);
    expect(decodeScriptNum(hex('ffffffff0000'), { requireMinimal: false, maxSize: 5 })).toBeUndefined();
  });

  it.each(['00', '80', '0100', '0180', '000000', '7f00', 'ffff7f00'])(
    'refuses %s, which could be shorter, where the shortest form is asked for',
    (bytes) => {
      expect(decodeScriptNum(hex(bytes), MINIMAL)).toBeUndefined();
      expect(decodeScriptNum(hex(bytes), LAX)).toBeDefined();
    },
  );

  it('reads negative zero as zero', () => {
    expect(decodeScriptNum(hex('80'), LAX)).toBe(0);
    expect(decodeScriptNum(hex('0080'), LAX)).toBe(0);
  });

  it('reads back every number that was encoded, and only in its shortest form', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 39) + 1, max: 2 ** 39 - 1 }), (value) => {
        expect(decodeScriptNum(encodeScriptNum(value), { requireMinimal: true, maxSize: 5 })).toBe(value);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4 }), (bytes) => {
        const value = decodeScriptNum(bytes, MINIMAL);
        const shortest = encodeScriptNum(decodeScriptNum(bytes, LAX) ?? Number.NaN);
        expect(value !== undefined).toBe(toHex(shortest) === toHex(bytes));
      }),
    );
  });
});

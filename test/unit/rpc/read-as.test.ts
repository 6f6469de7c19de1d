import { describe, expect, it } from 'vitest';
import { readArray, readAs, readObject } from '../../../src/rpc/read-as.ts';
import { hashHex, INT32 } from '../../../src/rpc/schemas.ts';

describe('readAs', () => {
  it('returns what fits', () => {
    expect(readAs(INT32, -5, 'n')).toBe(-5);
    expect(readObject({ a: 1 }, 'o')).toEqual({ a: 1 });
    expect(readArray([1], 'a')).toEqual([1]);
  });

  it("refuses the rest in Core's words", () => {
    expect(() => readAs(hashHex(), undefined, 'txid')).toThrow(
      'JSON value of type null is not of expected type string',
    );
    expect(() => readAs(hashHex(), 'foo', 'txid')).toThrow("txid must be of length 64 (not 3, for 'foo')");
    expect(() => readAs(INT32, 2 ** 31, 'vout')).toThrow('JSON integer out of range');
    expect(() => readObject('foo', 'input')).toThrow(
      'JSON value of type string is not of expected type object',
    );
    expect(() => readObject([], 'input')).toThrow('JSON value of type array is not of expected type object');
    expect(() => readArray('foo', 'outputs')).toThrow(
      'JSON value of type string is not of expected type array',
    );
  });
});

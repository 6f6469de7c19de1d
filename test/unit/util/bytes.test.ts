import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bigIntToBytesLE,
  bytesToBigIntLE,
  compareBytes,
  concatBytes,
  equalBytes,
  fromHex,
  reversed,
  toHex,
} from '../../../src/util/bytes.ts';

const bytes = fc.uint8Array({ maxLength: 80 });

/** The same bytes in the middle of a larger buffer, as a slice of a message is. */
function embedded(content: Uint8Array): Uint8Array {
  const larger = new Uint8Array(content.length + 7).fill(0xee);
  larger.set(content, 3);
  return larger.subarray(3, 3 + content.length);
}

describe('toHex and fromHex', () => {
  it('are each other’s inverse, also of a part of a buffer', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        expect(fromHex(toHex(embedded(content)))).toEqual(content);
      }),
    );
  });

  it('write lower case and read both', () => {
    expect(toHex(Uint8Array.of(0x00, 0xab, 0xff))).toBe('00abff');
    expect(fromHex('00aBFf')).toEqual(Uint8Array.of(0x00, 0xab, 0xff));
  });

  it.each(['0', 'abc', 'zz', '0x00', ' 00', '00 ', '00\n', '0g', '００'])('refuse %j', (text) => {
    expect(fromHex(text)).toBeUndefined();
  });

  it('read as much as a request may hold', () => {
    expect(fromHex('5a'.repeat(16 * 1024 * 1024))).toHaveLength(16 * 1024 * 1024);
  });
});

describe('reversed', () => {
  it('leaves its argument as it is', () => {
    const content = Uint8Array.of(1, 2, 3);
    expect(reversed(content)).toEqual(Uint8Array.of(3, 2, 1));
    expect(content).toEqual(Uint8Array.of(1, 2, 3));
  });
});

describe('equalBytes', () => {
  it('is true for the same bytes alone', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(equalBytes(embedded(a), embedded(Uint8Array.from(a)))).toBe(true);
        expect(equalBytes(a, b)).toBe(toHex(a) === toHex(b));
      }),
    );
  });

  it('is false where one is the start of the other', () => {
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false);
  });
});

describe('compareBytes', () => {
  it('orders as the hex does', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const [left, right] = [toHex(a), toHex(b)];
        expect(compareBytes(a, b)).toBe(left === right ? 0 : left < right ? -1 : 1);
      }),
    );
  });
});

describe('concatBytes', () => {
  it('puts all parts one after the other into a new array', () => {
    const parts = [Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3)];
    const joined = concatBytes(...parts);
    expect(joined).toEqual(Uint8Array.of(1, 2, 3));
    joined[0] = 9;
    expect(parts[0]).toEqual(Uint8Array.of(1));
    expect(concatBytes()).toEqual(new Uint8Array());
  });
});

describe('bytesToBigIntLE and bigIntToBytesLE', () => {
  it('are each other’s inverse', () => {
    fc.assert(
      fc.property(bytes, (content) => {
        expect(bigIntToBytesLE(bytesToBigIntLE(embedded(content)), content.length)).toEqual(content);
      }),
    );
  });

  it('put the least significant byte first', () => {
    expect(bytesToBigIntLE(Uint8Array.of(0x34, 0x12))).toBe(0x1234n);
    expect(bigIntToBytesLE(0x1234n, 4)).toEqual(Uint8Array.of(0x34, 0x12, 0, 0));
  });
});

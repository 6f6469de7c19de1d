import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, readAmount, readCompactSize, readVarBytes } from '../../../src/primitives/reader.ts';
import {
  compactSizeLength,
  createWriter,
  encode,
  lendEncoded,
  writeAmount,
  writeBytes,
  writeCompactSize,
  writeInt32,
  writeUint8,
  writeUint32,
  writeVarBytes,
  writeVector,
} from '../../../src/primitives/writer.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { accept } from '../../../src/util/verdict.ts';

describe('encode', () => {
  it.each([0, 1, 3, 4, 100])('returns exactly what was written, with %d bytes reserved', (reserved) => {
    const written = encode((writer) => {
      writeUint8(writer, 0xff);
      writeUint32(writer, 0xfffffffe);
      writeInt32(writer, -2);
      writeBytes(writer, Uint8Array.of(1, 2, 3));
    }, reserved);
    expect(toHex(written)).toBe('fffefffffffeffffff010203');
  });

  it('returns arrays of their own', () => {
    const first = encode((writer) => writeUint8(writer, 1));
    const second = encode((writer) => writeUint8(writer, 2));
    expect([toHex(first), toHex(second)]).toEqual(['01', '02']);
    expect(first.buffer.byteLength).toBe(1);
  });

  it('takes more space as needed', () => {
    const writer = createWriter(1);
    const long = new Uint8Array(10_000).fill(7);
    writeBytes(writer, long);
    writeUint8(writer, 8);
    expect(writer.length).toBe(10_001);
    expect(writer.bytes.subarray(0, 10_000)).toEqual(long);
  });
});

describe('lendEncoded', () => {
  it('is what is made of the bytes', () => {
    const text = lendEncoded((writer) => writeBytes(writer, Uint8Array.of(1, 2, 3)), toHex);
    expect(text).toBe('010203');
  });

  it('keeps apart what is written within one another', () => {
    const nested = lendEncoded((writer) => {
      writeUint8(writer, 1);
      writeBytes(
        writer,
        encode((inner) => {
          writeUint8(inner, 2);
          writeBytes(
            inner,
            encode((innermost) => writeUint8(innermost, 3)),
          );
        }),
      );
      writeUint8(writer, 4);
    }, toHex);
    expect(nested).toBe('01020304');
    expect(
      lendEncoded(
        (writer) => writeUint8(writer, 5),
        (bytes) => encode((inner) => writeBytes(inner, bytes)),
      ),
    ).toEqual(Uint8Array.of(5));
  });

  it('goes on after a failure, and after more bytes than it keeps', () => {
    const fail = () => {
      throw new RangeError('not this one');
    };
    expect(() => encode(fail)).toThrow('not this one');
    expect(encode((writer) => writeBytes(writer, new Uint8Array(100_000).fill(9)))).toHaveLength(100_000);
    expect(encode((writer) => writeUint8(writer, 6))).toEqual(Uint8Array.of(6));
  });
});

describe('writeCompactSize', () => {
  it.each([
    [0, '00'],
    [0xfc, 'fc'],
    [0xfd, 'fdfd00'],
    [0xffff, 'fdffff'],
    [0x10000, 'fe00000100'],
    [0xffffffff, 'feffffffff'],
    [0x100000000, 'ff0000000001000000'],
  ])('writes %d as %s', (size, bytes) => {
    expect(toHex(encode((writer) => writeCompactSize(writer, size)))).toBe(bytes);
    expect(compactSizeLength(size)).toBe(bytes.length / 2);
  });

  it('writes what reads back', () => {
    fc.assert(
      fc.property(fc.nat(0x02000000), (size) => {
        expect(
          decode(
            encode((writer) => writeCompactSize(writer, size)),
            readCompactSize,
          ),
        ).toEqual(accept(size));
      }),
    );
  });
});

describe('writeAmount', () => {
  it('writes what reads back', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(
          decode(
            encode((writer) => writeAmount(writer, value)),
            readAmount,
          ),
        ).toEqual(accept(value));
      }),
    );
  });

  it.each([2 ** 53, -(2 ** 53), 0.5, Number.NaN])('refuses %d, whose bytes are not known', (value) => {
    expect(() => encode((writer) => writeAmount(writer, value))).toThrow(InvariantError);
  });
});

describe('writeVarBytes and writeVector', () => {
  it('write the length first', () => {
    expect(toHex(encode((writer) => writeVarBytes(writer, Uint8Array.of(1, 2))))).toBe('020102');
    expect(toHex(encode((writer) => writeVector(writer, [5, 6], writeUint8)))).toBe('020506');
  });

  it('write strings that read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(
          decode(
            encode((writer) => writeVarBytes(writer, bytes)),
            readVarBytes,
          ),
        ).toEqual(accept(bytes));
      }),
    );
  });
});

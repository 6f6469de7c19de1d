import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createReader,
  decode,
  failDecoding,
  readAmount,
  readCompactSize,
  readHash256,
  readInt32,
  readUint8,
  readUint32,
  readVarBytes,
  readVector,
} from '../../../src/primitives/reader.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { hex } from '../../helpers/script.ts';

const END = reject('decode-failed', 'DataStream::read(): end of data');
const NON_CANONICAL = reject('decode-failed', 'non-canonical ReadCompactSize()');
const TOO_LARGE = reject('decode-failed', 'ReadCompactSize(): size too large');

describe('decode', () => {
  it('accepts what fills the bytes', () => {
    expect(decode(hex('01020304'), readUint32)).toEqual(accept(0x04030201));
  });

  it('rejects bytes left over', () => {
    expect(decode(hex('0102'), readUint8)).toEqual(reject('decode-failed', '1 bytes left over'));
  });

  it('lets faults of ours pass as what they are', () => {
    const fault = new TypeError('fault');
    const throwing = (): never => {
      throw fault;
    };
    expect(() => decode(hex(''), throwing)).toThrow(fault);
  });

  it('rejects with the reason of failDecoding', () => {
    expect(decode(hex(''), () => failDecoding('why'))).toEqual(reject('decode-failed', 'why'));
  });
});

describe('integers', () => {
  it.each([
    [readUint8, 'ff', 255],
    [readUint32, 'feffffff', 0xfffffffe],
    [readInt32, 'feffffff', -2],
    [readInt32, '00000080', -(2 ** 31)],
  ])('%o reads %s as %d', (read, bytes, value) => {
    expect(decode(hex(bytes), read)).toEqual(accept(value));
    expect(decode(hex(bytes).subarray(1), read)).toEqual(END);
  });

  it('are read in the middle of a larger buffer', () => {
    const larger = hex('eeee01000000eeee');
    expect(decode(larger.subarray(2, 6), readUint32)).toEqual(accept(1));
    expect(decode(larger.subarray(2, 5), readUint32)).toEqual(END);
  });
});

describe('readAmount', () => {
  const amountOf = (value: bigint): Uint8Array => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  };

  it.each([
    [0n, 0],
    [-1n, -1],
    [21n * 10n ** 14n, 21e14],
    [-(21n * 10n ** 14n), -21e14],
    [2n ** 53n - 1n, 2 ** 53 - 1],
    [2n ** 53n, 2 ** 53],
    [2n ** 53n + 1n, 2 ** 53],
    [2n ** 63n - 1n, 2 ** 53],
    [-(2n ** 53n) - 1n, -(2 ** 53)],
    [-(2n ** 63n), -(2 ** 53)],
  ])('reads %d as %d', (value, read) => {
    expect(decode(amountOf(value), readAmount)).toEqual(accept(read));
  });

  it('is exact up to 53 bits, and has the sign of any', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const read = decode(amountOf(value), readAmount);
        const limit = 2n ** 53n;
        const expected = value > limit ? limit : value < -limit ? -limit : value;
        expect(read).toEqual(accept(Number(expected)));
      }),
    );
  });
});

describe('readHash256', () => {
  it('copies, so that a kept hash does not keep the message', () => {
    const message = new Uint8Array(1000).fill(7);
    const hash = readHash256(createReader(message));
    expect(hash.buffer.byteLength).toBe(32);
    message.fill(8);
    expect(hash[0]).toBe(7);
  });

  it('copies out of a Buffer too, into a plain array', () => {
    const message = Buffer.alloc(1000, 7);
    const hash = readHash256(createReader(message));
    expect(hash.constructor).toBe(Uint8Array);
    expect(hash.buffer.byteLength).toBe(32);
  });
});

describe('readCompactSize', () => {
  it.each([
    ['00', 0],
    ['fc', 252],
    ['fdfd00', 253],
    ['fdffff', 0xffff],
    ['fe00000100', 0x10000],
    ['fe00000002', 0x02000000],
  ])('reads %s as %d', (bytes, size) => {
    expect(decode(hex(bytes), readCompactSize)).toEqual(accept(size));
  });

  it.each(['fdfc00', 'fd0000', 'feffff0000', 'fe00000000', 'ffffffffff00000000', 'ff0000000000000000'])(
    'rejects %s, which is longer than needed',
    (bytes) => {
      expect(decode(hex(bytes), readCompactSize)).toEqual(NON_CANONICAL);
    },
  );

  it.each(['fe01000002', 'feffffffff', 'ff0000000001000000', 'ffffffffffffffffff'])(
    'rejects %s, which is above MAX_SIZE',
    (bytes) => {
      expect(decode(hex(bytes), readCompactSize)).toEqual(TOO_LARGE);
    },
  );

  it.each(['', 'fd', 'fdff', 'fe', 'feffffff', 'ff', 'ffffffffffffffff'])(
    'rejects %j, which ends early',
    (bytes) => {
      expect(decode(hex(bytes), readCompactSize)).toEqual(END);
    },
  );
});

describe('readVarBytes', () => {
  it('reads a view of the input, and no more than there is', () => {
    expect(decode(hex('020102'), readVarBytes)).toEqual(accept(Uint8Array.of(1, 2)));
    expect(decode(hex('0201'), readVarBytes)).toEqual(END);
    expect(decode(hex('fe00000002'), readVarBytes)).toEqual(END);
  });
});

describe('readVector', () => {
  it('reads as many items as it says', () => {
    expect(decode(hex('03010203'), (reader) => readVector(reader, readUint8))).toEqual(accept([1, 2, 3]));
    expect(decode(hex('00'), (reader) => readVector(reader, readUint8))).toEqual(accept([]));
    expect(decode(hex('030102'), (reader) => readVector(reader, readUint8))).toEqual(END);
  });

  it('takes no memory for items that are claimed but not there', () => {
    const before = process.memoryUsage();
    const claim = hex('fe00000002');
    for (let i = 0; i < 100; i++) {
      expect(decode(claim, (reader) => readVector(reader, readUint8))).toEqual(END);
      expect(decode(claim, readVarBytes)).toEqual(END);
    }
    const after = process.memoryUsage();
    // 200 claims of 32 MiB each.
    expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(2 ** 25);
  });

  it('takes no object for each empty string, of which a message can hold millions', () => {
    const decoded = decode(hex('03000000'), (reader) => readVector(reader, readVarBytes));
    expect(decoded).toEqual(accept([new Uint8Array(), new Uint8Array(), new Uint8Array()]));
    expect(decoded.ok && new Set(decoded.value).size).toBe(1);
  });
});

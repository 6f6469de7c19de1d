import {
  failDecoding,
  type Reader,
  readCompactSize,
  readUint8,
  readUint32,
} from '../../primitives/reader.ts';
import {
  type Writer,
  writeBytes,
  writeCompactSize,
  writeUint8,
  writeUint32,
} from '../../primitives/writer.ts';

/** Fields that messages have and nothing else in Bitcoin. */

const UINT32_BITS = 32n;

export function readUint64(reader: Reader): bigint {
  const low = BigInt(readUint32(reader));
  return low | (BigInt(readUint32(reader)) << UINT32_BITS);
}

/** Also of a negative number, in two's complement. */
export function writeUint64(writer: Writer, value: bigint): void {
  writeUint32(writer, Number(BigInt.asUintN(32, value)));
  writeUint32(writer, Number(BigInt.asUintN(32, value >> UINT32_BITS)));
}

export function readInt64(reader: Reader): bigint {
  return BigInt.asIntN(64, readUint64(reader));
}

/** Big-endian, as nothing else is. */
export function readPort(reader: Reader): number {
  return readUint8(reader) * 2 ** 8 + readUint8(reader);
}

export function writePort(writer: Writer, port: number): void {
  writeUint8(writer, port >>> 8);
  writeUint8(writer, port & 0xff);
}

/**
 * A compact size that counts nothing and may be any 64-bit number.
 * @source Bitcoin Core src/serialize.h CompactSizeFormatter without range check
 */
export function readCompactUint64(reader: Reader): bigint {
  if (reader.bytes[reader.offset] !== LONGEST) return BigInt(readCompactSizeOfAnyValue(reader));
  reader.offset++;
  const value = readUint64(reader);
  if (value <= 0xffff_ffffn) failDecoding('non-canonical ReadCompactSize()');
  return value;
}

const LONGEST = 0xff;
const FIVE_BYTES = 0xfe;

function readCompactSizeOfAnyValue(reader: Reader): number {
  if (reader.bytes[reader.offset] !== FIVE_BYTES) return readCompactSize(reader);
  reader.offset++;
  const value = readUint32(reader);
  if (value <= 0xffff) failDecoding('non-canonical ReadCompactSize()');
  return value;
}

export function writeCompactUint64(writer: Writer, value: bigint): void {
  if (value <= 0xffff_ffffn) {
    writeCompactSize(writer, Number(value));
    return;
  }
  writeUint8(writer, LONGEST);
  writeUint64(writer, value);
}

/** A byte string of at most `limit` bytes, copied. @param problem - Core's words for a longer one */
export function readLimitedBytes(reader: Reader, limit: number, problem: string): Uint8Array {
  const length = readCompactSize(reader);
  if (length > limit) failDecoding(problem);
  return readExactly(reader, length);
}

/** The next bytes, copied, so that a kept field does not hold the whole message in memory. */
export function readExactly(reader: Reader, length: number): Uint8Array {
  return skip(reader, length).slice();
}

/** Moves over bytes that mean nothing to us, and gives a view of them. */
export function skip(reader: Reader, length: number): Uint8Array {
  const end = reader.offset + length;
  if (end > reader.bytes.length) failDecoding('DataStream::read(): end of data');
  const bytes = reader.bytes.subarray(reader.offset, end);
  reader.offset = end;
  return bytes;
}

/** A byte string behind its compact size, copied. */
export function readOwnBytes(reader: Reader): Uint8Array {
  return readExactly(reader, readCompactSize(reader));
}

/** Text of one byte a character: what it means is for those who show it. */
export function readLimitedText(reader: Reader, limit: number): string {
  const bytes = readLimitedBytes(reader, limit, 'String length limit exceeded');
  return Buffer.from(bytes).toString('latin1');
}

export function writeText(writer: Writer, text: string): void {
  const bytes = Buffer.from(text, 'latin1');
  writeCompactSize(writer, bytes.length);
  writeBytes(writer, bytes);
}

/** True where every byte has been read. */
export function isAtEnd(reader: Reader): boolean {
  return reader.offset >= reader.bytes.length;
}

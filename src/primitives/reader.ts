import { accept, reject, type Verdict } from '../util/verdict.ts';
import { HASH256_SIZE, type Hash256 } from './hash256.ts';

/**
 * Why bytes could not be decoded. Thrown inside this tier alone, to leave deep readers in one step;
 * `decode` turns it into a rejection at the border. The texts are those of Core's serializer.
 */
class DecodeError extends Error {
  override readonly name: string = 'DecodeError';
}

/** The bytes end too early: with more of them it might be another matter. */
class EndOfData extends DecodeError {
  override readonly name = 'EndOfData';
}

/** No vector or string on the wire may claim to be longer. @source Bitcoin Core src/serialize.h MAX_SIZE */
const MAX_SIZE = 0x02000000;

/** Beyond this an integer is no longer exact; such amounts are far outside the money range on either side. */
const SATURATED = 2 ** 53;

const NO_BYTES = new Uint8Array(0);

/** A cursor over bytes. Integers are little-endian. Slices are views of the input, not copies. */
export interface Reader {
  readonly bytes: Uint8Array;
  offset: number;
  readonly view: DataView;
}

/**
 * Decodes all of `bytes` by `read`; bytes left over are a rejection.
 * @rejects decode-failed with Core's text of what was wrong
 */
export function decode<T>(bytes: Uint8Array, read: (reader: Reader) => T): Verdict<T, 'decode-failed'> {
  const reader = createReader(bytes);
  try {
    const value = read(reader);
    const left = bytes.length - reader.offset;
    return left === 0 ? accept(value) : reject('decode-failed', `${left} bytes left over`);
  } catch (error) {
    if (error instanceof DecodeError) return reject('decode-failed', error.message);
    throw error;
  }
}

/** What bytes begin with, and how many of them it is. */
export interface Prefix<T> {
  readonly value: T;
  readonly length: number;
}

/**
 * Decodes what `bytes` begin with, for whoever reads a stream.
 * @rejects decode-failed with Core's text of what was wrong; end-of-data where more bytes are needed to tell
 */
export function decodePrefix<T>(
  bytes: Uint8Array,
  read: (reader: Reader) => T,
): Verdict<Prefix<T>, 'decode-failed' | 'end-of-data'> {
  const reader = createReader(bytes);
  try {
    return accept({ value: read(reader), length: reader.offset });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return reject(error instanceof EndOfData ? 'end-of-data' : 'decode-failed', error.message);
  }
}

/** A reader at the start of `bytes`. */
export function createReader({ buffer, byteOffset, length }: Uint8Array): Reader {
  // A plain array over the same memory: of a Buffer, slice() would be a view and no copy.
  const bytes = new Uint8Array(buffer, byteOffset, length);
  return { bytes, offset: 0, view: new DataView(buffer, byteOffset, length) };
}

/** Leaves the decoder with a rejection. @throws DecodeError, which `decode` catches */
export function failDecoding(message: string): never {
  throw new DecodeError(message);
}

/** The text of a rejection where Core reads by its SpanReader and not by its DataStream, as it does what RPC is given. */
export function inWordsOfSpans(text: string): string {
  return text.replace('DataStream::', 'SpanReader::');
}

/** The next `length` bytes, as a view of the input. */
function readBytes(reader: Reader, length: number): Uint8Array {
  // One for all: a message of 4 MB can hold as many empty strings, and an array of its own takes 100 bytes.
  if (length === 0) return NO_BYTES;
  const start = advance(reader, length);
  return reader.bytes.subarray(start, start + length);
}

export function readUint8(reader: Reader): number {
  return reader.view.getUint8(advance(reader, 1));
}

export function readUint32(reader: Reader): number {
  return reader.view.getUint32(advance(reader, 4), true);
}

export function readInt32(reader: Reader): number {
  return reader.view.getInt32(advance(reader, 4), true);
}

/** A signed 64-bit amount; what doesn't fit a safe integer becomes ±2^53, which no rule accepts. */
export function readAmount(reader: Reader): number {
  const start = advance(reader, 8);
  const value = reader.view.getInt32(start + 4, true) * 2 ** 32 + reader.view.getUint32(start, true);
  return Math.max(-SATURATED, Math.min(SATURATED, value));
}

/** 32 bytes, copied, so that a kept hash does not hold the whole message in memory. */
export function readHash256(reader: Reader): Hash256 {
  return readBytes(reader, HASH256_SIZE).slice() as Hash256;
}

/**
 * A canonical compact size: 1, 3, 5 or 9 bytes, never longer than needed, at most MAX_SIZE.
 * @source Bitcoin Core src/serialize.h ReadCompactSize
 */
export function readCompactSize(reader: Reader): number {
  const first = readUint8(reader);
  if (first < 0xfd) return first;
  const size = readLongCompactSize(reader, first);
  if (size > MAX_SIZE) failDecoding('ReadCompactSize(): size too large');
  return size;
}

function readLongCompactSize(reader: Reader, first: number): number {
  const [size, smallest] =
    first === 0xfd
      ? [reader.view.getUint16(advance(reader, 2), true), 0xfd]
      : first === 0xfe
        ? [readUint32(reader), 0x10000]
        : [readUint32(reader) + readUint32(reader) * 2 ** 32, 0x100000000];
  if (size < smallest) failDecoding('non-canonical ReadCompactSize()');
  return size;
}

/** A byte string behind its compact size. */
export function readVarBytes(reader: Reader): Uint8Array {
  return readBytes(reader, readCompactSize(reader));
}

/**
 * A vector behind its compact size. Nothing is allocated ahead: a claimed length costs memory only as far as
 * the bytes for it are there.
 */
export function readVector<T>(reader: Reader, readItem: (reader: Reader) => T): T[] {
  const count = readCompactSize(reader);
  const items: T[] = [];
  for (let i = 0; i < count; i++) items.push(readItem(reader));
  return items;
}

function advance(reader: Reader, length: number): number {
  const start = reader.offset;
  if (start + length > reader.bytes.length) throw new EndOfData('DataStream::read(): end of data');
  reader.offset = start + length;
  return start;
}

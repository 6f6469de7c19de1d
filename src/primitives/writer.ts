import { invariant } from '../util/invariant.ts';

/** A growing buffer of bytes. Integers are written little-endian. */
export interface Writer {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

/** An empty writer. @param expectedLength - bytes to reserve; more are taken as needed */
export function createWriter(expectedLength = 256): Writer {
  const bytes = new Uint8Array(expectedLength);
  return { bytes, view: new DataView(bytes.buffer), length: 0 };
}

/** Kept for the next that write: as many as ever wrote within one another. */
const spares: Writer[] = [];

/** A spare writer does not hold on to more bytes. */
const MAX_SPARE_SIZE = 1 << 16;

/** What `write` writes, as one array of exactly that length. @param length - where it is known beforehand */
export function encode(write: (writer: Writer) => void, length?: number): Uint8Array {
  if (length === undefined) return lendEncoded(write, (bytes) => bytes.slice());
  const writer = createWriter(length);
  write(writer);
  return writer.length === writer.bytes.length ? writer.bytes : writer.bytes.slice(0, writer.length);
}

/**
 * What `use` makes of what `write` writes: its hash, for instance. The bytes are lent, others are written in their place
 * as soon as it returns: an array of its own for every small message costs more than to hash it.
 */
export function lendEncoded<T>(write: (writer: Writer) => void, use: (bytes: Uint8Array) => T): T {
  const writer = spares.pop() ?? createWriter();
  writer.length = 0;
  write(writer);
  const result = use(writer.bytes.subarray(0, writer.length));
  if (writer.bytes.length <= MAX_SPARE_SIZE) spares.push(writer);
  return result;
}

export function writeBytes(writer: Writer, bytes: Uint8Array): void {
  // Reserved first: growing replaces `writer.bytes`.
  const offset = reserve(writer, bytes.length);
  writer.bytes.set(bytes, offset);
}

export function writeUint8(writer: Writer, value: number): void {
  const offset = reserve(writer, 1);
  writer.view.setUint8(offset, value);
}

export function writeUint32(writer: Writer, value: number): void {
  const offset = reserve(writer, 4);
  writer.view.setUint32(offset, value, true);
}

export function writeInt32(writer: Writer, value: number): void {
  const offset = reserve(writer, 4);
  writer.view.setInt32(offset, value, true);
}

/** A signed 64-bit amount. @throws InvariantError on a value saturated by the reader: its bytes are not known */
export function writeAmount(writer: Writer, value: number): void {
  invariant(Number.isSafeInteger(value), `amount ${value} cannot be serialized exactly`);
  const offset = reserve(writer, 8);
  const high = Math.floor(value / 2 ** 32);
  writer.view.setUint32(offset, value - high * 2 ** 32, true);
  writer.view.setInt32(offset + 4, high, true);
}

/** The shortest compact size of `size`. @source Bitcoin Core src/serialize.h WriteCompactSize */
export function writeCompactSize(writer: Writer, size: number): void {
  const width = compactSizeLength(size);
  const offset = reserve(writer, width);
  if (width === 1) writer.view.setUint8(offset, size);
  else {
    writer.view.setUint8(offset, width === 3 ? 0xfd : width === 5 ? 0xfe : 0xff);
    if (width === 3) writer.view.setUint16(offset + 1, size, true);
    else if (width === 5) writer.view.setUint32(offset + 1, size, true);
    else writer.view.setBigUint64(offset + 1, BigInt(size), true);
  }
}

/** Bytes that the compact size of `size` takes: 1, 3, 5 or 9. */
export function compactSizeLength(size: number): number {
  if (size < 0xfd) return 1;
  if (size <= 0xffff) return 3;
  return size <= 0xffffffff ? 5 : 9;
}

export function writeVarBytes(writer: Writer, bytes: Uint8Array): void {
  writeCompactSize(writer, bytes.length);
  writeBytes(writer, bytes);
}

export function writeVector<T>(
  writer: Writer,
  items: readonly T[],
  writeItem: (writer: Writer, item: T) => void,
): void {
  writeCompactSize(writer, items.length);
  for (const item of items) writeItem(writer, item);
}

function reserve(writer: Writer, length: number): number {
  const start = writer.length;
  const needed = start + length;
  if (needed > writer.bytes.length) grow(writer, needed);
  writer.length = needed;
  return start;
}

function grow(writer: Writer, needed: number): void {
  const bytes = new Uint8Array(Math.max(needed, 2 * writer.bytes.length));
  bytes.set(writer.bytes.subarray(0, writer.length));
  writer.bytes = bytes;
  writer.view = new DataView(bytes.buffer);
}

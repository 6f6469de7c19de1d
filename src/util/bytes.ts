/** Small functions over byte arrays. Hex is lower case; nothing here knows what the bytes mean. */

const HEX_PATTERN = /^(?:[0-9a-fA-F]{2})*$/;

/** Short arrays are copied here before they become text: to make a Buffer of each costs more than the copy. */
const scratch = Buffer.allocUnsafeSlow(1024);

/** The bytes as lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  if (bytes.length > scratch.length) return view(bytes).toString('hex');
  scratch.set(bytes);
  return scratch.toString('hex', 0, bytes.length);
}

/** The bytes in reverse order as lower-case hex. */
export function toReversedHex(bytes: Uint8Array): string {
  if (bytes.length > scratch.length) return toHex(reversed(bytes));
  const last = bytes.length - 1;
  for (let i = 0; i <= last; i++) scratch[last - i] = bytes[i] ?? 0;
  return scratch.toString('hex', 0, bytes.length);
}

/** The bytes that `hex` spells, or undefined where it is not an even number of hex digits. */
export function fromHex(hex: string): Uint8Array | undefined {
  if (!HEX_PATTERN.test(hex)) return undefined;
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/** A copy in reverse order. */
export function reversed(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes).reverse();
}

/** True where both hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** -1, 0 or 1 in lexicographic order. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

/** All parts one after the other, in a new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** The unsigned number that the bytes spell, least significant byte first. */
export function bytesToBigIntLE(bytes: Uint8Array): bigint {
  const hex = toReversedHex(bytes);
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}

/**
 * The number as `length` bytes, least significant first.
 * @param value - not negative and below 2^(8·length); more would be cut off
 */
export function bigIntToBytesLE(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let i = 0; i < length && rest > 0n; i++) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

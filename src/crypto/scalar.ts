/** Numbers of Bitcoin's curve, secp256k1, as 32 bytes big-endian. */

/** Order of the curve's group. @source SEC 2 section 2.4.1 */
export const GROUP_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Size of the field that coordinates are of. @source SEC 2 section 2.4.1 */
export const FIELD_SIZE = 2n ** 256n - 2n ** 32n - 977n;

export const SCALAR_SIZE = 32;

const WORD = 64n;

/** The number that the 32 bytes from `offset` on spell. */
export function readScalar(bytes: Uint8Array, offset = 0): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, SCALAR_SIZE);
  let value = 0n;
  // Four words: bytes by way of hex digits take twice as long.
  for (let i = 0; i < SCALAR_SIZE; i += 8) value = (value << WORD) | view.getBigUint64(i);
  return value;
}

/** Writes the number into the 32 bytes from `offset` on. @param value - 0 … 2^256 - 1 */
export function writeScalar(bytes: Uint8Array, value: bigint, offset = 0): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, SCALAR_SIZE);
  let rest = value;
  for (let i = SCALAR_SIZE - 8; i >= 0; i -= 8) {
    view.setBigUint64(i, BigInt.asUintN(64, rest));
    rest >>= WORD;
  }
}

/** The number as 32 bytes. @param value - 0 … 2^256 - 1 */
export function scalarBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(SCALAR_SIZE);
  writeScalar(bytes, value);
  return bytes;
}

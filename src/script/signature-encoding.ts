/** How a signature in a script must look: DER behind which one byte says what is signed. */

/** What the last byte of a signature selects; DEFAULT is taproot's, and ALL. @source Bitcoin Core src/script/interpreter.h; BIP143; BIP341 */
export const SIGHASH_DEFAULT = 0x00;
export const SIGHASH_ALL = 0x01;
export const SIGHASH_NONE = 0x02;
export const SIGHASH_SINGLE = 0x03;
export const SIGHASH_ANYONECANPAY = 0x80;

const DER_SEQUENCE = 0x30;
const DER_INTEGER = 0x02;

/** Sequence head (2 bytes), two integer heads (2 each), one byte in each integer, the hash type. */
const MIN_SIZE = 9;
/** The same with two integers of 33 bytes. */
const MAX_SIZE = 73;

/**
 * True where the signature, with its hash type byte, is strict DER:
 * 30 [length] 02 [length of R] [R] 02 [length of S] [S] [hash type], both integers positive and unpadded.
 * @source BIP66; Bitcoin Core src/script/interpreter.cpp IsValidSignatureEncoding
 */
export function isValidSignatureEncoding(signature: Uint8Array): boolean {
  const size = signature.length;
  if (size < MIN_SIZE || size > MAX_SIZE) return false;
  if (signature[0] !== DER_SEQUENCE || signature[1] !== size - 3) return false;
  const sizeOfR = signature[3] ?? 0;
  if (5 + sizeOfR >= size) return false;
  const sizeOfS = signature[5 + sizeOfR] ?? 0;
  if (sizeOfR + sizeOfS + 7 !== size) return false;
  return isPositiveInteger(signature, 2, sizeOfR) && isPositiveInteger(signature, 4 + sizeOfR, sizeOfS);
}

/** True where the hash type byte is ALL, NONE or SINGLE, with or without ANYONECANPAY. */
export function hasDefinedHashType(signature: Uint8Array): boolean {
  const hashType = (signature.at(-1) ?? 0) & ~SIGHASH_ANYONECANPAY;
  return hashType >= SIGHASH_ALL && hashType <= SIGHASH_SINGLE;
}

/** A DER integer at `offset` that is neither empty nor negative and has no zero byte more than it needs. */
function isPositiveInteger(bytes: Uint8Array, offset: number, size: number): boolean {
  if (bytes[offset] !== DER_INTEGER || size === 0) return false;
  const first = bytes[offset + 2] ?? 0;
  const second = bytes[offset + 3] ?? 0;
  if (first & 0x80) return false;
  return !(size > 1 && first === 0 && !(second & 0x80));
}

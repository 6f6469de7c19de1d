import { base58 } from '@scure/base';
import { sha256d } from '../crypto/sha256d.ts';
import { concatBytes, equalBytes } from '../util/bytes.ts';

/** Bytes as people copy them: base58 of a payload and the first four bytes of its SHA-256d. @source Bitcoin Core src/base58.cpp */

const CHECKSUM_SIZE = 4;

/** Characters that 100 bytes take in base58 at most: the longest text that Core still tries to read. */
const MAX_BASE58_LENGTH = 137;
const MAX_BASE58_BYTES = 100;

/** The white space that Core's base58 decoder skips at both ends. */
const OUTER_SPACE = /^[ \f\n\r\t\v]+|[ \f\n\r\t\v]+$/g;

/** The payload with its checksum, in base58. */
export function encodeBase58Check(payload: Uint8Array): string {
  return base58.encode(concatBytes(payload, checksumOf(payload)));
}

/** The payload of a text whose checksum holds; undefined for any other text. */
export function decodeBase58Check(text: string): Uint8Array | undefined {
  const bytes = decodeBase58(text);
  return bytes && checkedPayload(bytes);
}

/** The bytes that the text spells, whatever they are; undefined where it is no base58, or more than 100 bytes. */
export function decodeBase58(text: string): Uint8Array | undefined {
  const digits = text.replace(OUTER_SPACE, '');
  // Decoding takes quadratic time: what could not fit is refused by its length alone.
  if (digits.length > MAX_BASE58_LENGTH || !/^[1-9A-HJ-NP-Za-km-z]*$/.test(digits)) return undefined;
  const bytes = base58.decode(digits);
  return bytes.length <= MAX_BASE58_BYTES ? bytes : undefined;
}

/** The bytes without the checksum at their end; undefined where that doesn't hold. */
export function checkedPayload(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < CHECKSUM_SIZE) return undefined;
  const payload = bytes.subarray(0, -CHECKSUM_SIZE);
  return equalBytes(checksumOf(payload), bytes.subarray(-CHECKSUM_SIZE)) ? payload : undefined;
}

function checksumOf(payload: Uint8Array): Uint8Array {
  return sha256d(payload).subarray(0, CHECKSUM_SIZE);
}

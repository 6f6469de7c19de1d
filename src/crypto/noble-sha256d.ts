import { sha256 } from '@noble/hashes/sha2.js';

/**
 * SHA-256 of SHA-256 of the bytes, 32 bytes, in plain JavaScript without native code: the second opinion beside
 * sha256d.ts, and what the reference kernel of the hash search is made of.
 */
export function nobleSha256d(bytes: Uint8Array): Uint8Array {
  return sha256(sha256(bytes));
}

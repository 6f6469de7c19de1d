import { hash } from 'node:crypto';
import { readDigest } from './sha256d.ts';

const DIGEST_SIZE = 32;

/** SHA3-256 of the bytes, 32 bytes: the checksum of an onion address is cut from one. @source FIPS 202 */
export function sha3256(bytes: Uint8Array): Uint8Array {
  return readDigest(hash('sha3-256', bytes, 'binary'), new Uint8Array(DIGEST_SIZE));
}

import { hkdfSync } from 'node:crypto';

/**
 * HKDF with SHA-256 (RFC 5869): a key of 32 bytes for one purpose, out of a secret that is not to be used itself.
 * @param secret - the input keying material
 * @param info - the purpose
 */
export function hkdfSha256(secret: Uint8Array, salt: Uint8Array, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, 32));
}

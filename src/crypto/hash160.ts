import { ripemd160 } from './legacy-hashes.ts';
import { sha256 } from './sha256d.ts';

/** RIPEMD-160 of SHA-256 of the bytes, 20 bytes: what P2PKH, P2SH and P2WPKH commit to. */
export function hash160(bytes: Uint8Array): Uint8Array {
  return ripemd160(sha256(bytes));
}

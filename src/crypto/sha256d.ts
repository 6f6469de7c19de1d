import { hash } from 'node:crypto';

/** SHA-256 of the bytes, 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const digest = hash('sha256', bytes, 'buffer');
  // A plain view, no copy: a Buffer would differ from other byte arrays in slice() and in how it prints.
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}

/** SHA-256 of SHA-256 of the bytes: Bitcoin's hash of headers, transactions and merkle nodes, 32 bytes. */
export function sha256d(bytes: Uint8Array): Uint8Array {
  return sha256(sha256(bytes));
}

import { sha256d } from '../crypto/sha256d.ts';
import { fromHex, toReversedHex } from '../util/bytes.ts';

/**
 * A 256-bit hash in the order in which it was hashed (internal order, as on the wire).
 * People see it reversed: only displayHash and parseDisplayHash cross that border.
 */
export type Hash256 = Uint8Array & { readonly __brand: 'Hash256' };

export const HASH256_SIZE = 32;

/** 32 zero bytes: the parent of a genesis block, the prevout of a coinbase, an empty witness commitment's leaf. */
export const ZERO_HASH = new Uint8Array(HASH256_SIZE) as Hash256;

/** Names 32 bytes a hash. @param bytes - 32 bytes in internal order @throws RangeError on another length */
export function toHash256(bytes: Uint8Array): Hash256 {
  if (bytes.length !== HASH256_SIZE) throw new RangeError(`a hash has 32 bytes, not ${bytes.length}`);
  return bytes as Hash256;
}

/** SHA-256d of the bytes as a branded hash. */
export function hash256(bytes: Uint8Array): Hash256 {
  return sha256d(bytes) as Hash256;
}

/** The hash as people and RPC clients read it: 64 lower-case hex digits, byte-reversed. */
export function displayHash(hash: Hash256): string {
  return toReversedHex(hash);
}

/** The hash behind 64 hex digits in display order, or undefined where `hex` is none. */
export function parseDisplayHash(hex: string): Hash256 | undefined {
  if (hex.length !== 2 * HASH256_SIZE) return undefined;
  return fromHex(hex)?.reverse() as Hash256 | undefined;
}

/** A string to key a Map by: 32 characters of one byte each, cheaper to make and compare than hex. */
export function hashKey(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('latin1');
}

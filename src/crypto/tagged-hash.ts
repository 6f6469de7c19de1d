import { concatBytes } from '../util/bytes.ts';
import { sha256 } from './sha256d.ts';

/**
 * The hash function of one purpose, so that what is hashed for one is never good for another: SHA-256 of the tag's
 * hash, twice, and all parts one after the other.
 * @source BIP340
 */
export function createTaggedHash(tag: string): (...parts: readonly Uint8Array[]) => Uint8Array {
  const tagHash = sha256(new TextEncoder().encode(tag));
  return (...parts) => sha256(concatBytes(tagHash, tagHash, ...parts));
}

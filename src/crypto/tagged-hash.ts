import { concatBytes } from '../util/bytes.ts';
import { sha256 } from './sha256d.ts';

/** Tag and message of nearly all that is hashed: a signature's, 64 + 206 bytes at most. */
const BLOCK_SIZE = 512;

/**
 * The hash function of one purpose, so that what is hashed for one is never good for another: SHA-256 of the tag's
 * hash, twice, and all parts one after the other.
 * @source BIP340
 */
export function createTaggedHash(tag: string): (...parts: readonly Uint8Array[]) => Uint8Array {
  const tagHash = sha256(new TextEncoder().encode(tag));
  // Short messages, which nearly all are, are put together in place: an array for each costs more than its hash.
  const block = new Uint8Array(BLOCK_SIZE);
  block.set(tagHash);
  block.set(tagHash, tagHash.length);
  return (...parts) => {
    let length = 2 * tagHash.length;
    for (const part of parts) {
      if (length + part.length > BLOCK_SIZE) return sha256(concatBytes(tagHash, tagHash, ...parts));
      block.set(part, length);
      length += part.length;
    }
    return sha256(block.subarray(0, length));
  };
}

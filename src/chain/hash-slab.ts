import { HASH256_SIZE, type Hash256 } from '../primitives/hash256.ts';

/** Hashes in one buffer: small enough that one hash, sent to a thread, takes little with it. */
const HASHES_PER_SLAB = 256;

let slab = new Uint8Array(0);
let used = 0;

/**
 * A copy of the hash that is kept for as long as the process runs. It shares its buffer with others: a small array of
 * its own takes 230 bytes, a view 100 and its share of the buffer, and there are two of them to a header.
 */
export function keepHash(hash: Hash256): Hash256 {
  if (used === slab.length) {
    slab = new Uint8Array(HASHES_PER_SLAB * HASH256_SIZE);
    used = 0;
  }
  const kept = slab.subarray(used, used + HASH256_SIZE) as Hash256;
  used += HASH256_SIZE;
  kept.set(hash);
  return kept;
}

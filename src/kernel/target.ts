import { bytesToBigIntLE } from '../util/bytes.ts';
import { invariant } from '../util/invariant.ts';

const HASH_BITS = 256n;

/** A target made ready for many comparisons. */
export interface TargetTest {
  /** The most significant 32 bits of the target; a hash whose own are above is no solution. */
  readonly topWord: number;
  /** True where the hash, read as a little-endian number, is at or below the target. @param hash - 32 bytes */
  isMetBy(hash: Uint8Array): boolean;
}

/** The test against `target`: 0 or more; from 2^256 - 1 up every hash meets it. */
export function createTargetTest(target: bigint): TargetTest {
  invariant(target >= 0n, `a target is not negative, got ${target}`);
  const largest = (1n << HASH_BITS) - 1n;
  const bounded = target < largest ? target : largest;
  const topWord = Number(bounded >> (HASH_BITS - 32n));
  return {
    topWord,
    isMetBy(hash) {
      const hashTopWord = readTopWord(hash);
      // The word decides nearly always, and costs a hundredth of the comparison of big numbers.
      return hashTopWord < topWord || (hashTopWord === topWord && bytesToBigIntLE(hash) <= bounded);
    },
  };
}

/** The most significant 32 bits of a hash, its last four bytes. */
function readTopWord(hash: Uint8Array): number {
  const high = ((hash[31] as number) << 24) | ((hash[30] as number) << 16);
  return (high | ((hash[29] as number) << 8) | (hash[28] as number)) >>> 0;
}

import { decodeCompact } from './compact-target.ts';

const HASHES = 2n ** 256n;

/**
 * The work that a block of these bits proves: how many hashes it takes on average to find one at or below its
 * target. 0 for bits that spell no target. A chain's work is the sum over its blocks; the chain with most wins.
 * @param bits - nBits, 0 … 2^32 - 1
 * @source Bitcoin Core src/chain.cpp GetBitsProof, GetBlockProof
 */
export function getBlockProof(bits: number): bigint {
  const { target, negative, overflow } = decodeCompact(bits);
  if (negative || overflow || target === 0n) return 0n;
  return HASHES / (target + 1n);
}

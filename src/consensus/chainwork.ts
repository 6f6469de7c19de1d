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

/**
 * How long the network needs for some work, at the difficulty of a block.
 * @param work - expected hashes
 * @param bits - nBits of the block
 * @returns seconds, rounded down
 * @source Bitcoin Core src/chain.cpp GetBlockProofEquivalentTime
 */
export function getBlockProofEquivalentTime(
  work: bigint,
  bits: number,
  { targetSpacing }: { readonly targetSpacing: number },
): bigint {
  return (work * BigInt(targetSpacing)) / getBlockProof(bits);
}

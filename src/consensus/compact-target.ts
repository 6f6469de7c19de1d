import type { Hash256 } from '../primitives/hash256.ts';
import { bytesToBigIntLE } from '../util/bytes.ts';

/**
 * Targets and their compact form. A target is a 256-bit number; a hash at or below it solves a block. A header
 * carries it in 32 bits (nBits): one byte of length, one sign bit and 23 bits of mantissa, so most targets
 * are rounded down.
 */

const SIGN_BIT = 0x00800000;
const MANTISSA_MASK = 0x007fffff;
const UINT256_MASK = 2n ** 256n - 1n;

/** What a compact form spells. Of a negative or overflowing one `target` is the same remainder that Core computes. */
export interface DecodedCompact {
  readonly target: bigint;
  /** The sign bit is set and the number is not zero. */
  readonly negative: boolean;
  /** The number needs more than 256 bits. */
  readonly overflow: boolean;
}

/**
 * The number that a compact form spells, with the two flags of forms that spell no target.
 * @param bits - nBits, 0 … 2^32 - 1
 * @source Bitcoin Core src/arith_uint256.cpp SetCompact
 */
export function decodeCompact(bits: number): DecodedCompact {
  const size = bits >>> 24;
  const mantissa = bits & MANTISSA_MASK;
  const word = size <= 3 ? mantissa >>> (8 * (3 - size)) : mantissa;
  const target = size <= 3 ? BigInt(word) : (BigInt(word) << BigInt(8 * (size - 3))) & UINT256_MASK;
  return {
    target,
    negative: word !== 0 && (bits & SIGN_BIT) !== 0,
    overflow: word !== 0 && (size > 34 || (word > 0xff && size > 33) || (word > 0xffff && size > 32)),
  };
}

/**
 * The compact form of a target, rounded down to what 23 bits of mantissa can say.
 * @param target - 0 … 2^256 - 1
 * @returns nBits, 0 … 2^32 - 1
 * @source Bitcoin Core src/arith_uint256.cpp GetCompact
 */
export function encodeCompact(target: bigint): number {
  const size = target === 0n ? 0 : Math.ceil(target.toString(16).length / 2);
  const mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)));
  // A mantissa whose highest bit is set would read as negative: it takes one byte more.
  const needsByte = (mantissa & SIGN_BIT) !== 0;
  return needsByte ? (((size + 1) << 24) | (mantissa >> 8)) >>> 0 : ((size << 24) | mantissa) >>> 0;
}

/**
 * The target that nBits stand for, or undefined where they are negative, zero, too large for 256 bits or above
 * the network's limit.
 * @source Bitcoin Core src/pow.cpp DeriveTarget
 */
export function deriveTarget(bits: number, powLimit: bigint): bigint | undefined {
  const { target, negative, overflow } = decodeCompact(bits);
  if (negative || overflow || target === 0n || target > powLimit) return undefined;
  return target;
}

/**
 * True where the hash, read as a little-endian number, is at or below the target of `bits`, and that target is
 * one that the network allows.
 * @source Bitcoin Core src/pow.cpp CheckProofOfWorkImpl
 */
export function checkProofOfWork(hash: Hash256, bits: number, powLimit: bigint): boolean {
  const target = deriveTarget(bits, powLimit);
  return target !== undefined && bytesToBigIntLE(hash) <= target;
}

/** Mantissa and length of Bitcoin's easiest target: the one that has difficulty 1. */
const DIFFICULTY_1 = { mantissa: 0x0000ffff, size: 29 };

/**
 * How many times harder `bits` are than Bitcoin's easiest target (0x1d00ffff); below 1 on networks with an
 * easier limit. Every step scales by a power of two, so the result is the double that Core prints.
 * @param bits - of a valid target, so the mantissa isn't zero
 * @source Bitcoin Core src/rpc/blockchain.cpp GetDifficulty
 */
export function getDifficulty(bits: number): number {
  const size = bits >>> 24;
  return (DIFFICULTY_1.mantissa / (bits & 0x00ffffff)) * 256 ** (DIFFICULTY_1.size - size);
}

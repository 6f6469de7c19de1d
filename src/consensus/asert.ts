/**
 * aserti3-2d: the target as an exponential of how far the chain is ahead of its schedule or behind it. Whole
 * numbers only, so that every machine computes the same target.
 * @source Bitcoin Cash Node src/pow.cpp CalculateASERT and the specification ASERT of 2020-11-15 by
 *   Mark B. Lundeberg, Jonathan Toomim and others ("Absolutely Scheduled Exponentially Rising Targets")
 */

/** What the schedule counts from, and how far it has come since. */
export interface AsertProgress {
  /** The target of the reference block. */
  readonly referenceTarget: bigint;
  /** Seconds from the reference block's parent to the newest block; may be negative. */
  readonly timeDifference: number;
  /** Blocks from the reference block to the newest block, 0 where they are the same. */
  readonly heightDifference: number;
}

export interface AsertSchedule {
  /** Seconds that one block should take. */
  readonly targetSpacing: number;
  /** Seconds behind the schedule that double the target. */
  readonly halfLife: number;
}

/** The exponent is a fixed-point number with 16 bits behind the point. */
const RADIX_BITS = 16n;
const RADIX = 1n << RADIX_BITS;

/** Beyond this many doublings even a target of 1 is past any limit. */
const MAX_DOUBLINGS = 256n;

/**
 * The target of the block after the newest one:
 * reference × 2^((timeDifference - targetSpacing × (heightDifference + 1)) / halfLife), within 1 … powLimit.
 */
export function asertNextTarget(progress: AsertProgress, schedule: AsertSchedule, powLimit: bigint): bigint {
  const secondsBehind = progress.timeDifference - schedule.targetSpacing * (progress.heightDifference + 1);
  // Rounded toward zero, as the specification says; the shift and the mask that follow round down.
  const exponent = (BigInt(secondsBehind) * RADIX) / BigInt(schedule.halfLife);
  const doublings = exponent >> RADIX_BITS;
  if (doublings > MAX_DOUBLINGS) return powLimit;
  const scaled = progress.referenceTarget * powerOfTwo(exponent & (RADIX - 1n));
  const shift = doublings - RADIX_BITS;
  const target = shift >= 0n ? scaled << shift : scaled >> -shift;
  if (target === 0n) return 1n;
  return target > powLimit ? powLimit : target;
}

/**
 * 2^(fraction / 65536) × 65536 by the specification's cubic polynomial, off by less than 0.013 %.
 * @param fraction - 0 … 65535
 */
function powerOfTwo(fraction: bigint): bigint {
  const cubic = 195_766_423_245_049n * fraction + 971_821_376n * fraction ** 2n + 5_127n * fraction ** 3n;
  return RADIX + ((cubic + (1n << 47n)) >> 48n);
}

/** Randomness as a port, so that a test can repeat what happened. */
export interface Random {
  /** A whole number from 0 on, below `limit`, which is at most 2^48. */
  below(limit: number): number;
  /** 64 bits. */
  uint64(): bigint;
  bytes(count: number): Uint8Array;
}

/** 32 bits. */
export function uint32(random: Pick<Random, 'below'>): number {
  return random.below(2 ** 32);
}

/** Two to the bits that a fraction is drawn from. */
const FRACTION_STEPS = 2 ** 48;

/**
 * A waiting time of a Poisson process: whoever sees when things happen learns nothing of when they were decided.
 * @param meanMs - milliseconds
 * @source Bitcoin Core src/random.cpp MakeExponentiallyDistributed
 */
export function exponentialMs(random: Pick<Random, 'below'>, meanMs: number): number {
  const fraction = random.below(FRACTION_STEPS) / FRACTION_STEPS;
  return -Math.log1p(-fraction) * meanMs;
}

import type { Satoshis } from '../primitives/amount.ts';

/** Satoshis per 1000 virtual bytes, a whole number. */
export type FeeRate = number;

/** What a fee pays for. */
export interface FeeAndSize {
  readonly fee: Satoshis;
  /** Virtual bytes. */
  readonly vsize: number;
}

/** The same where the unit is whatever both sides of a comparison have: virtual bytes or weight units. */
export interface FeePerSize {
  readonly fee: Satoshis;
  readonly size: number;
}

const RATE_UNIT = 1000;

/** The fee that the rate asks for so many virtual bytes, rounded up. @source Bitcoin Core src/policy/feerate.cpp CFeeRate::GetFee */
export function feeAtRate(rate: FeeRate, vsize: number): Satoshis {
  const product = rate * vsize;
  if (!Number.isSafeInteger(product)) return Number(ceilDivide(BigInt(rate) * BigInt(vsize)));
  // By the remainder: a quotient in floating point may have lost the fraction that is to be rounded up.
  const rest = product % RATE_UNIT;
  return (product - rest) / RATE_UNIT + (rest > 0 ? 1 : 0);
}

/** The rate that a fee pays, rounded down; 0 for no bytes. @source Bitcoin Core src/policy/feerate.h CFeeRate::GetFeePerK */
export function feeRateOf({ fee, vsize }: FeeAndSize): FeeRate {
  if (vsize <= 0) return 0;
  const product = fee * RATE_UNIT;
  if (!Number.isSafeInteger(product)) return Number(floorDivide(BigInt(fee) * BigInt(RATE_UNIT), vsize));
  // The sign of the remainder is that of the fee.
  const rest = product % vsize;
  return (product - rest) / vsize - (rest < 0 ? 1 : 0);
}

/** Below 0 where `a` pays less for its size than `b`, above 0 where it pays more, 0 where the same; exact. */
export function compareFeeRates(a: FeePerSize, b: FeePerSize): number {
  const left = a.fee * b.size;
  const right = b.fee * a.size;
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left - right;
  const difference = BigInt(a.fee) * BigInt(b.size) - BigInt(b.fee) * BigInt(a.size);
  return difference < 0n ? -1 : Number(difference > 0n);
}

function floorDivide(product: bigint, size: number): bigint {
  const divisor = BigInt(size);
  return product / divisor - BigInt(product % divisor < 0n);
}

function ceilDivide(product: bigint): bigint {
  return (product + BigInt(RATE_UNIT) - 1n) / BigInt(RATE_UNIT);
}

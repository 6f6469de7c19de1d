import type { FeeRate } from '../policy/fee-rate.ts';
import type { Random } from './random.ts';

/** Satoshis per 1,000 virtual bytes. @source Bitcoin Core src/policy/fees/block_policy_estimator.h FeeFilterRounder */
const MAX_FILTER_RATE = 1e7;
const SPACING = 1.1;
/** One time in three it is rounded up. */
const UP_ONE_IN = 3;

/**
 * Rounds rates to one of few, up or down by chance, so that nobody can tell nodes apart by them.
 * @param lowestRate - half of which is the lowest but 0
 */
export function createFeeFilterRounder(
  lowestRate: FeeRate,
  random: Pick<Random, 'below'>,
): (rate: FeeRate) => FeeRate {
  const steps = [0];
  const lowest = Math.max(1, Math.floor(lowestRate / 2));
  for (let step = lowest; step <= MAX_FILTER_RATE; step *= SPACING) steps.push(step);
  return (rate) => {
    const found = steps.findIndex((step) => step >= rate);
    const above = found < 0 ? steps.length : found;
    const isDown = above === steps.length || (above > 0 && random.below(UP_ONE_IN) !== 0);
    return Math.floor(steps[isDown ? above - 1 : above] as number);
  };
}

import { expectDefined, invariant } from '../util/invariant.ts';

/** How many blocks, the youngest and its ancestors, the median is taken over. @source Bitcoin Core CBlockIndex::nMedianTimeSpan */
export const MEDIAN_TIME_SPAN = 11;

/**
 * The median of a block's time and those of the ten blocks before it: a clock that no minority of miners can
 * set back or far ahead. A new block's time must be above it (BIP113 measures lock times by it too).
 * @param times - seconds, 1 … 11 of them (fewer only where the chain has no more), in any order
 * @returns seconds; of an even number of times the later of the two in the middle
 * @source Bitcoin Core src/chain.h CBlockIndex::GetMedianTimePast
 */
export function medianTimePast(times: readonly number[]): number {
  invariant(
    times.length <= MEDIAN_TIME_SPAN,
    `a median over ${times.length} times, more than ${MEDIAN_TIME_SPAN}`,
  );
  const sorted = times.toSorted((a, b) => a - b);
  return expectDefined(sorted[sorted.length >> 1], 'a median over no times');
}

import type { Clock } from '../util/clock.ts';
import type { BlockIndexEntry } from './block-index.ts';

/** A tip older than this is not recent, seconds. @source Bitcoin Core src/kernel/chainstatemanager_opts.h DEFAULT_MAX_TIP_AGE */
export const DEFAULT_MAX_TIP_AGE = 24 * 60 * 60;

/** True where the block is so young that a node whose tip it is has caught up. */
export function isRecentTip(
  tip: BlockIndexEntry,
  clock: Pick<Clock, 'nowSeconds'>,
  maxTipAge = DEFAULT_MAX_TIP_AGE,
): boolean {
  return tip.header.time >= clock.nowSeconds() - maxTipAge;
}

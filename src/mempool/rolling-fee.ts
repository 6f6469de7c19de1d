import { type FeeAndSize, type FeeRate, feeRateOf } from '../policy/fee-rate.ts';
import type { Clock } from '../util/clock.ts';

/** What is needed to get into a full mempool: it rises with what has to go, and falls by half in some hours. */
export interface RollingFee {
  /** The rate now; 0 where nothing had to go for a while. @param usage - bytes of memory in use */
  minimum(usage: number): FeeRate;
  /** Notes what was thrown out for want of room: nothing that pays less may come in. */
  noteEvicted(removed: FeeAndSize): void;
  /** Notes a block: from then on the rate falls. */
  noteBlock(): void;
}

export interface RollingFeeDependencies {
  readonly clock: Clock;
  readonly maxBytes: number;
  readonly incrementalRelayFeeRate: FeeRate;
}

/** Seconds in which the rate halves where the mempool is more than half full. @source Bitcoin Core CTxMemPool::ROLLING_FEE_HALFLIFE */
const HALF_LIFE = 12 * 3600;

/** Seconds between two steps of the decay. */
const UPDATE_INTERVAL = 10;

/** @source Bitcoin Core src/txmempool.cpp CTxMemPool::GetMinFee, trackPackageRemoved */
export function createRollingFee({
  clock,
  maxBytes,
  incrementalRelayFeeRate,
}: RollingFeeDependencies): RollingFee {
  let rate = 0;
  let isFalling = true;
  let updatedAt = 0;

  function decay(usage: number): void {
    const now = clock.nowSeconds();
    if (now <= updatedAt + UPDATE_INTERVAL) return;
    rate /= 2 ** ((now - updatedAt) / halfLifeAt(usage));
    updatedAt = now;
    if (rate < incrementalRelayFeeRate / 2) rate = 0;
  }

  /** An emptier mempool forgets sooner. */
  function halfLifeAt(usage: number): number {
    if (usage < maxBytes / 4) return HALF_LIFE / 4;
    return usage < maxBytes / 2 ? HALF_LIFE / 2 : HALF_LIFE;
  }

  return {
    minimum(usage) {
      if (isFalling && rate > 0) decay(usage);
      if (rate === 0) return 0;
      return isFalling ? Math.max(Math.round(rate), incrementalRelayFeeRate) : Math.round(rate);
    },
    noteEvicted(removed) {
      // One step above what went, so that its like cannot come back at once.
      const bumped = feeRateOf(removed) + incrementalRelayFeeRate;
      if (bumped <= rate) return;
      rate = bumped;
      isFalling = false;
    },
    noteBlock() {
      updatedAt = clock.nowSeconds();
      isFalling = true;
    },
  };
}

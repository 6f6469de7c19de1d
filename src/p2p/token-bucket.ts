/**
 * Tokens that come at a steady rate, up to a number, and are taken as they are needed. It can be overdrawn.
 * @source Bitcoin Core src/util/tokenbucket.h
 */
export interface TokenBucket {
  /** Adds what came since it was last refilled; the first time nothing. */
  refill(nowMs: number): void;
  take(count: number): void;
  tokens(): number;
}

export interface TokenBucketRules {
  readonly perSecond: number;
  /** At first. */
  readonly tokens: number;
  readonly max: number;
}

const SECOND_MS = 1000;

export function createTokenBucket({ perSecond, tokens: initial, max }: TokenBucketRules): TokenBucket {
  let tokens = Math.min(initial, max);
  let refilledMs: number | undefined;
  return {
    refill(nowMs) {
      if (refilledMs !== undefined && nowMs > refilledMs && tokens < max) {
        tokens = Math.min(max, tokens + (perSecond * (nowMs - refilledMs)) / SECOND_MS);
      }
      refilledMs = nowMs;
    },
    take(count) {
      tokens -= count;
    },
    tokens: () => tokens,
  };
}

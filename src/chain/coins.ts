import type { Coin } from '../consensus/coin.ts';
import { type OutPoint, outPointKey } from '../primitives/outpoint.ts';
import type { CoinChange, CoinsSource } from './ports.ts';

/** Changes of coins in memory over a source that stays as it is until they are committed. */
export interface CoinsOverlay extends CoinsSource {
  /** Makes a coin, or puts a spent one back. */
  addCoin(outpoint: OutPoint, coin: Coin): void;
  /** Takes a coin away; undefined where there was none. */
  spendCoin(outpoint: OutPoint): Coin | undefined;
  /** Every outpoint touched, with its coin as it is now. */
  changes(): Iterable<CoinChange>;
}

/** An overlay without changes. */
export function createCoinsOverlay(base: CoinsSource): CoinsOverlay {
  const touched = new Map<string, CoinChange>();
  const getCoin = (outpoint: OutPoint): Coin | undefined => {
    const change = touched.get(outPointKey(outpoint));
    return change ? change.coin : base.getCoin(outpoint);
  };
  return {
    getCoin,
    addCoin(outpoint, coin) {
      touched.set(outPointKey(outpoint), { outpoint, coin });
    },
    spendCoin(outpoint) {
      const coin = getCoin(outpoint);
      if (coin) touched.set(outPointKey(outpoint), { outpoint, coin: undefined });
      return coin;
    },
    changes: () => touched.values(),
  };
}

/** Carries the changes of one overlay into the overlay that it was laid over. */
export function mergeCoins(from: CoinsOverlay, into: CoinsOverlay): void {
  for (const { outpoint, coin } of from.changes()) {
    if (coin) into.addCoin(outpoint, coin);
    else into.spendCoin(outpoint);
  }
}

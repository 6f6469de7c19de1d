import type { Coin } from '../consensus/coin.ts';
import { type OutPoint, outPointKey } from '../primitives/outpoint.ts';
import type { CoinChange, CoinsSource } from './ports.ts';

/** Changes of coins in memory over a source that stays as it is until they are committed. */
export interface CoinsOverlay extends CoinsSource {
  /**
   * Makes a coin, or puts a spent one back.
   * @param isNew - true where there is no such coin: if it is spent before it is committed, nothing is left of it
   */
  addCoin(outpoint: OutPoint, coin: Coin, isNew?: boolean): void;
  /** Takes a coin away; undefined where there was none. */
  spendCoin(outpoint: OutPoint): Coin | undefined;
  /** Takes a coin away that is known to be there. */
  removeCoin(outpoint: OutPoint): void;
  /** Every outpoint whose coin may be another than in the source, with its coin as it is now. */
  changes(): Iterable<OverlayChange>;
  /** Takes over the changes of an overlay that was laid over this one, which has none afterwards. */
  absorb(above: CoinsOverlay): void;
  /** Gives away its changes, by outPointKey. */
  release(): Map<string, OverlayChange>;
  /** Bytes of memory, about. */
  bytes(): number;
}

export interface OverlayChange extends CoinChange {
  /** True where the source has no such coin. */
  readonly isNew: boolean;
}

/** What a change takes in memory beside its script: key and place in the map, outpoint, coin, output. Measured. */
const CHANGE_BYTES = 400;

/** An overlay without changes. */
export function createCoinsOverlay(base: CoinsSource): CoinsOverlay {
  let touched = new Map<string, OverlayChange>();
  let scriptBytes = 0;

  function put(key: string, change: OverlayChange): void {
    scriptBytes += change.coin?.output.scriptPubKey.length ?? 0;
    touched.set(key, change);
  }

  function add(key: string, { outpoint, coin, isNew }: OverlayChange): void {
    // One that was spent here before may still be in the source.
    const change = touched.get(key);
    put(key, { outpoint, coin, isNew: change ? change.isNew : isNew });
  }

  function remove(key: string, outpoint: OutPoint): void {
    if (touched.get(key)?.isNew) touched.delete(key);
    else put(key, { outpoint, coin: undefined, isNew: false });
  }

  return {
    getCoin(outpoint) {
      const change = touched.get(outPointKey(outpoint));
      return change ? change.coin : base.getCoin(outpoint);
    },
    addCoin: (outpoint, coin, isNew = false) => add(outPointKey(outpoint), { outpoint, coin, isNew }),
    spendCoin(outpoint) {
      const key = outPointKey(outpoint);
      const change = touched.get(key);
      const coin = change ? change.coin : base.getCoin(outpoint);
      if (coin) remove(key, outpoint);
      return coin;
    },
    removeCoin: (outpoint) => remove(outPointKey(outpoint), outpoint),
    changes: () => touched.values(),
    absorb(above) {
      const bytes = above.bytes();
      const changes = above.release();
      if (touched.size === 0) {
        // Of the one block that comes at the tip: nothing is to be carried over.
        touched = changes;
        scriptBytes = bytes - CHANGE_BYTES * changes.size;
        return;
      }
      for (const [key, change] of changes) {
        if (change.coin) add(key, change);
        else remove(key, change.outpoint);
      }
    },
    release() {
      const released = touched;
      touched = new Map();
      scriptBytes = 0;
      return released;
    },
    bytes: () => CHANGE_BYTES * touched.size + scriptBytes,
  };
}

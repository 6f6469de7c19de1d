import { equalBytes } from '../util/bytes.ts';
import type { UnspentCoin } from './ports.ts';

/** Gathers the coins of each transaction. */
export interface SiblingCollector {
  /** Takes the next coin, by the order of their outpoints' bytes. */
  add(coin: UnspentCoin): void;
  /** There are no more. */
  finish(): void;
}

/**
 * A collector that has none yet.
 * @param onSiblings - gets all coins of one transaction, to keep or to change; by the order of bytes, which has output
 *   256 before output 1
 */
export function createSiblingCollector(onSiblings: (siblings: UnspentCoin[]) => void): SiblingCollector {
  let siblings: UnspentCoin[] = [];

  function finish(): void {
    if (siblings.length > 0) onSiblings(siblings);
    siblings = [];
  }

  return {
    add(coin) {
      const [first] = siblings;
      if (first && !equalBytes(first.outpoint.txid, coin.outpoint.txid)) finish();
      siblings.push(coin);
    },
    finish,
  };
}

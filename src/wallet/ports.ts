import type { Coin } from '../consensus/coin.ts';
import type { Satoshis } from '../primitives/amount.ts';
import type { OutPoint } from '../primitives/outpoint.ts';

/** What the wallet needs of others: `store` finds coins by their scripts, `node` keeps the words on disk. */

/** An unspent output with its name. */
export interface OwnedCoin {
  readonly outpoint: OutPoint;
  readonly coin: Coin;
}

/** How old coins must be to count: a height for those made by a coinbase, which mature, and one for all others. */
export interface HeightLimits {
  readonly coinbase: number;
  readonly other: number;
}

/** What matures at which block. */
export interface ImmatureCoins {
  /** Of the block that made them. */
  readonly height: number;
  readonly value: Satoshis;
}

/** The coins of the best chain by the script that they pay to. */
export interface CoinsByScript {
  /** All of them, the most valuable first. To be read in one go: the chain must not move in between. */
  coinsOfScript(scriptPubKey: Uint8Array): Iterable<OwnedCoin>;
  /** The value of those made at these heights or below. */
  sumOfScript(scriptPubKey: Uint8Array, upTo: HeightLimits): Satoshis;
  /** Those that a coinbase made above that height, one sum for each block, upwards. */
  coinbasesOfScript(scriptPubKey: Uint8Array, aboveHeight: number): readonly ImmatureCoins[];
}

/** Where the words behind the default key are kept. They are the money: never logged, never overwritten. */
export interface MnemonicStore {
  /** Where that is, as a person would look for it, for messages. */
  readonly location: string;
  /** The text that is kept there, undefined where there is none yet. */
  read(): string | undefined;
  /** Keeps the words durably, readable by the owner alone. @throws where there are some already */
  create(words: string): void;
}

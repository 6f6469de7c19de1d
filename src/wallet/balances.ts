import type { MempoolView } from '../mempool/view.ts';
import type { Satoshis } from '../primitives/amount.ts';
import type { CoinsByScript, HeightLimits } from './ports.ts';
import { findUnconfirmed, type OwnKey } from './unconfirmed.ts';

/** What the balance of a key follows from. */
export interface BalanceSources {
  readonly coins: CoinsByScript;
  readonly mempool: Pick<MempoolView, 'get' | 'entries' | 'spenderOf' | 'coins'>;
  /** Of the best chain. */
  readonly tipHeight: number;
  /** Blocks that have to be on top of a coinbase. */
  readonly coinbaseMaturity: number;
}

/** Satoshis of a key. @source Bitcoin Core src/wallet/receive.h Balance */
export interface Balances {
  /** What can be spent: confirmed and mature, and the change of own transactions that wait for a block. */
  readonly trusted: Satoshis;
  /** What transactions of others would bring, if a block takes them. */
  readonly untrustedPending: Satoshis;
  /** Rewards that have to mature. */
  readonly immature: Satoshis;
}

export const NO_BALANCES: Balances = { trusted: 0, untrustedPending: 0, immature: 0 };

/**
 * The balances of a key, as Core's wallet counts them: a reward counts once `coinbaseMaturity` blocks are on top of
 * its own, one more than the rule for transactions asks.
 * @param minConfirmations - what is younger does not count as trusted; 0 counts change that waits for a block
 * @source Bitcoin Core src/wallet/receive.cpp GetBalance
 */
export function computeBalances(key: OwnKey, sources: BalanceSources, minConfirmations = 0): Balances {
  const { coins, mempool } = sources;
  const limits = confirmedLimits(sources, minConfirmations);
  const unconfirmed = findUnconfirmed(key, mempool);
  const counts = (height: number, isCoinbase: boolean) =>
    height <= (isCoinbase ? limits.coinbase : limits.other);
  const spent = sum(unconfirmed.spent.filter((coin) => counts(coin.height, coin.isCoinbase)));
  const pending = (trusted: boolean) =>
    sum(unconfirmed.coins.filter(({ isTrusted }) => isTrusted === trusted).map(({ coin }) => coin));
  return {
    trusted:
      coins.sumOfScript(key.scriptPubKey, limits) - spent + (minConfirmations <= 0 ? pending(true) : 0),
    untrustedPending: pending(false),
    immature: coins
      .coinbasesOfScript(key.scriptPubKey, matureHeight(sources))
      .reduce((total, { value }) => total + value, 0),
  };
}

/** The highest block whose reward counts. @source Bitcoin Core src/wallet/wallet.cpp CWallet::GetTxBlocksToMaturity */
export function matureHeight({
  tipHeight,
  coinbaseMaturity,
}: Pick<BalanceSources, 'tipHeight' | 'coinbaseMaturity'>): number {
  return tipHeight - coinbaseMaturity;
}

/** Which coins of the chain count. */
export function confirmedLimits(
  sources: Pick<BalanceSources, 'tipHeight' | 'coinbaseMaturity'>,
  minConfirmations = 0,
): HeightLimits {
  const other = sources.tipHeight - Math.max(minConfirmations, 1) + 1;
  return { other, coinbase: Math.min(other, matureHeight(sources)) };
}

function sum(coins: readonly { readonly output: { readonly value: Satoshis } }[]): Satoshis {
  return coins.reduce((total, { output }) => total + output.value, 0);
}

import { type BalanceSources, confirmedLimits } from './balances.ts';
import type { OwnedCoin } from './ports.ts';
import { findUnconfirmed, type OwnKey } from './unconfirmed.ts';

/**
 * The coins of a key in the chain that can be spent now: mature, and spent by no transaction that waits. The most
 * valuable first; to be read in one go.
 */
export function* confirmedCoins(key: OwnKey, sources: BalanceSources): Generator<OwnedCoin> {
  const limits = confirmedLimits(sources);
  for (const owned of sources.coins.coinsOfScript(key.scriptPubKey)) {
    const { height, isCoinbase } = owned.coin;
    if (height > (isCoinbase ? limits.coinbase : limits.other)) continue;
    if (!sources.mempool.spenderOf(owned.outpoint)) yield owned;
  }
}

/** The coins that own transactions would make which wait for a block; those of others may never come. */
export function trustedPendingCoins(key: OwnKey, { mempool }: BalanceSources): readonly OwnedCoin[] {
  return findUnconfirmed(key, mempool).coins.filter(({ isTrusted }) => isTrusted);
}

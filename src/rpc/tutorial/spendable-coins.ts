import type { Satoshis } from '../../primitives/amount.ts';
import { compareBytes } from '../../util/bytes.ts';
import type { OwnedCoin } from '../../wallet/ports.ts';
import type { TutorialContext } from './context.ts';

/** The coins of an address, by what can be done with them now. */
export interface CoinsOfSender {
  /** Oldest first, so that coins that come later don't change what a transfer spends. */
  readonly spendable: readonly OwnedCoin[];
  /** Sum of the rewards that are not mature yet. */
  readonly immature: Satoshis;
  /** The next block that may spend one of them; undefined where there is none. */
  readonly maturesAt: number | undefined;
  /** Sum of the coins that transactions spend which wait for a block. */
  readonly pending: Satoshis;
}

/** Sorts the coins that pay to the script, by the rule of blocks: Core's wallet lets a reward rest one block longer. */
export function findCoinsOf(
  scriptPubKey: Uint8Array,
  { chainstate, mempool, coinsOfScript }: Pick<TutorialContext, 'chainstate' | 'mempool' | 'coinsOfScript'>,
): CoinsOfSender {
  const nextHeight = chainstate.tip().height + 1;
  const { coinbaseMaturity } = chainstate.params;
  const maturityOf = ({ coin }: OwnedCoin) => (coin.isCoinbase ? coin.height + coinbaseMaturity : 0);
  const all = [...coinsOfScript(scriptPubKey)];
  const [immature, mature] = partition(all, (coin) => maturityOf(coin) > nextHeight);
  const [pending, spendable] = partition(mature, ({ outpoint }) => mempool.spenderOf(outpoint) !== undefined);
  return {
    spendable: spendable.sort(olderFirst),
    immature: sumOf(immature),
    maturesAt: immature.reduce<number | undefined>(
      (first, coin) => Math.min(first ?? Number.POSITIVE_INFINITY, maturityOf(coin)),
      undefined,
    ),
    pending: sumOf(pending),
  };
}

export function sumOf(coins: readonly OwnedCoin[]): Satoshis {
  return coins.reduce((sum, { coin }) => sum + coin.output.value, 0);
}

/** By height; within a block by their names, which is an order too. */
function olderFirst(a: OwnedCoin, b: OwnedCoin): number {
  return (
    a.coin.height - b.coin.height ||
    compareBytes(a.outpoint.txid, b.outpoint.txid) ||
    a.outpoint.index - b.outpoint.index
  );
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

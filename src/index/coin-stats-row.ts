import { bogoSizeOf, serializing } from '../chain/coin-stats.ts';
import type { UnspentCoin } from '../chain/ports.ts';
import { getBlockSubsidy, type SubsidyRule } from '../consensus/subsidy.ts';
import { createMuHash } from '../crypto/muhash.ts';
import { sha256 } from '../crypto/sha256d.ts';
import { isCoinbase } from '../primitives/tx.ts';
import { isUnspendable } from '../script/predicates.ts';
import { toHex } from '../util/bytes.ts';
import { sum } from '../util/sum.ts';
import type { IndexedBlock, StatsRow } from './ports.ts';

/**
 * What the coins are after each block, kept up from block to block: how many, how much, and their hash.
 * @source Bitcoin Core src/index/coinstatsindex.cpp
 */

/** What of a network the counts follow from. */
export interface CoinStatsRules extends SubsidyRule {
  /** Hex of the hashes of blocks whose coinbases another made disappear (BIP30). */
  readonly overwritten: readonly string[];
}

/** Before the genesis block. */
const NOTHING: Omit<StatsRow, 'muHash' | 'fees' | 'miner'> = {
  coins: 0,
  bogoSize: 0,
  totalAmount: 0,
  subsidies: 0,
  spent: 0,
  created: 0,
  coinbases: 0,
  unspendableGenesis: 0,
  unspendableRepeated: 0,
  unspendableScripts: 0,
  unclaimed: 0,
};

/** The coins that a block makes, and those that it spends. */
interface CoinChanges {
  readonly made: readonly UnspentCoin[];
  readonly spent: readonly UnspentCoin[];
}

export interface CountedBlock {
  readonly row: StatsRow;
  /** The number behind the hash of the coins; see crypto/muhash.ts. */
  readonly coinSet: Uint8Array;
}

/** @param previous - of the block below; undefined for the genesis block */
export function countBlock(
  indexed: IndexedBlock,
  previous: CountedBlock | undefined,
  rules: CoinStatsRules,
): CountedBlock {
  const below = previous?.row ?? NOTHING;
  const changes = coinChangesOf(indexed, rules);
  const coinSet = applyToSet(previous?.coinSet, changes.made, changes.spent);
  const { height, block, undo } = indexed;
  const subsidy = getBlockSubsidy(height, rules);
  const paid = (position: (at: number) => boolean) =>
    sum(
      block.transactions.flatMap(({ outputs }, at) =>
        position(at) ? outputs.map(({ value }) => value) : [],
      ),
    );
  const [made, spent] = [changes.made, changes.spent].map((coins) => sum(coins.map(satoshisOf))) as [
    number,
    number,
  ];
  const spentInAll = sum(undo.flat().map(({ output }) => output.value));
  const fees = spentInAll - paid((at) => at > 0);
  const isGenesis = height === 0;
  const isRepeated = rules.overwritten.includes(toHex(block.hash));
  const unspendable = sum(
    block.transactions.flatMap(({ outputs }) =>
      outputs.filter(({ scriptPubKey }) => isUnspendable(scriptPubKey)).map(({ value }) => value),
    ),
  );
  const coinbase = sum(changes.made.filter(({ coin }) => coin.isCoinbase).map(satoshisOf));
  const row: StatsRow = {
    coins: below.coins + changes.made.length - changes.spent.length,
    bogoSize: below.bogoSize + bogoSum(changes.made) - bogoSum(changes.spent),
    totalAmount: below.totalAmount + made - spent,
    muHash: sha256(coinSet),
    subsidies: below.subsidies + subsidy,
    spent: below.spent + spent,
    created: below.created + made - coinbase,
    coinbases: below.coinbases + coinbase,
    unspendableGenesis: below.unspendableGenesis + (isGenesis ? subsidy : 0),
    unspendableRepeated: below.unspendableRepeated + (isRepeated ? subsidy : 0),
    unspendableScripts: below.unspendableScripts + (isGenesis || isRepeated ? 0 : unspendable),
    unclaimed: below.unclaimed + (isGenesis || isRepeated ? 0 : subsidy + fees - paid((at) => at === 0)),
    fees: isGenesis ? 0 : fees,
    miner: block.transactions[0]?.outputs[0]?.scriptPubKey ?? new Uint8Array(),
  };
  return { row, coinSet };
}

/** The number behind the hash of the coins below a block that is taken off. */
export function uncountBlock(indexed: IndexedBlock, coinSet: Uint8Array, rules: CoinStatsRules): Uint8Array {
  const { made, spent } = coinChangesOf(indexed, rules);
  return applyToSet(coinSet, spent, made);
}

function applyToSet(
  from: Uint8Array | undefined,
  coming: readonly UnspentCoin[],
  going: readonly UnspentCoin[],
): Uint8Array {
  const set = createMuHash(from);
  coming.forEach(serializing(set.insert));
  going.forEach(serializing(set.remove));
  return set.number();
}

function coinChangesOf({ height, block, undo }: IndexedBlock, { overwritten }: CoinStatsRules): CoinChanges {
  if (height === 0 || overwritten.includes(toHex(block.hash))) return { made: [], spent: [] };
  const made = block.transactions.flatMap((tx) =>
    tx.outputs.flatMap((output, index) =>
      isUnspendable(output.scriptPubKey)
        ? []
        : [{ outpoint: { txid: tx.txid, index }, coin: { output, height, isCoinbase: isCoinbase(tx) } }],
    ),
  );
  const spent = block.transactions.slice(1).flatMap(({ inputs }, i) =>
    inputs.flatMap(({ prevout }, at) => {
      const coin = undo[i]?.[at];
      return coin ? [{ outpoint: prevout, coin }] : [];
    }),
  );
  return { made, spent };
}

function bogoSum(coins: readonly UnspentCoin[]): number {
  return sum(coins.map(({ coin }) => bogoSizeOf(coin.output.scriptPubKey)));
}

function satoshisOf({ coin }: UnspentCoin): number {
  return coin.output.value;
}

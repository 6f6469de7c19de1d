import type { Coin } from '../consensus/coin.ts';
import { transactionWeight, WITNESS_SCALE_FACTOR } from '../consensus/weight.ts';
import type { Satoshis } from '../primitives/amount.ts';
import type { Block } from '../primitives/block.ts';
import { hasWitness, isCoinbase, type Transaction, type TxOutput } from '../primitives/tx.ts';
import { compactSizeLength } from '../primitives/writer.ts';
import { isUnspendable } from '../script/predicates.ts';
import { expectDefined } from '../util/invariant.ts';
import { sum } from '../util/sum.ts';
import type { BlockUndo } from './undo.ts';

/** What a block's transactions are together. All amounts in satoshis, sizes in bytes. */
export interface BlockStats {
  /** Of all transactions but the coinbase, in block order. */
  readonly transactions: readonly TransactionStats[];
  /** Outputs of all transactions. */
  readonly outs: number;
  /** Outputs that are coins now: those of which somebody can ever spend. */
  readonly spendableOuts: number;
  /** Bytes that all outputs would take in a table of coins, less those that are spent. */
  readonly utxoSizeIncrease: number;
  /** The same of those that are coins now. */
  readonly actualUtxoSizeIncrease: number;
}

export interface TransactionStats {
  readonly size: number;
  readonly weight: number;
  readonly hasWitness: boolean;
  readonly inputs: number;
  readonly totalOut: Satoshis;
  readonly fee: Satoshis;
  /** Satoshis per virtual byte, rounded down. */
  readonly feeRate: number;
}

/** What a coin takes beside its output: outpoint, height and whether it is of a coinbase. @source Core PER_UTXO_OVERHEAD */
const COIN_OVERHEAD = 32 + 4 + 4;

/**
 * @param undo - the coins that the block spent
 * @param hasCoins - false where the coinbase made no coins: in the genesis block, or where it was made before (BIP30)
 * @source Bitcoin Core src/rpc/blockchain.cpp getblockstats
 */
export function computeBlockStats(block: Block, undo: BlockUndo, hasCoins: boolean): BlockStats {
  const makesCoins = (tx: Transaction) => hasCoins || !isCoinbase(tx);
  const outputs = block.transactions.flatMap((tx) => tx.outputs);
  const coins = block.transactions
    .filter(makesCoins)
    .flatMap((tx) => tx.outputs.filter(({ scriptPubKey }) => !isUnspendable(scriptPubKey)));
  const spent = sum(undo.flat().map(({ output }) => coinSize(output)));
  return {
    transactions: block.transactions
      .slice(1)
      .map((tx, index) => transactionStats(tx, expectDefined(undo[index], 'the coins of a transaction'))),
    outs: outputs.length,
    spendableOuts: coins.length,
    utxoSizeIncrease: sum(outputs.map(coinSize)) - spent,
    actualUtxoSizeIncrease: sum(coins.map(coinSize)) - spent,
  };
}

function transactionStats(tx: Transaction, spent: readonly Coin[]): TransactionStats {
  const weight = transactionWeight(tx);
  const totalOut = sum(tx.outputs.map(({ value }) => value));
  const fee = sum(spent.map(({ output }) => output.value)) - totalOut;
  return {
    size: tx.size,
    weight,
    hasWitness: hasWitness(tx),
    inputs: tx.inputs.length,
    totalOut,
    fee,
    feeRate: Math.floor((fee * WITNESS_SCALE_FACTOR) / weight),
  };
}

function coinSize({ scriptPubKey }: TxOutput): number {
  return 8 + compactSizeLength(scriptPubKey.length) + scriptPubKey.length + COIN_OVERHEAD;
}

/** The middle one, or the mean of the middle two, rounded down; 0 of none. */
export function truncatedMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.floor(((sorted[middle - 1] ?? 0) + upper) / 2);
}

/** Parts of the block's weight that pay less. */
const PERCENTILES = [0.1, 0.25, 0.5, 0.75, 0.9] as const;

/**
 * The fee rates of the transactions at 10, 25, 50, 75 and 90 percent of the weight, from the lowest rate on; all 0
 * where there are none.
 * @source Bitcoin Core src/rpc/blockchain.cpp CalculatePercentilesByWeight
 */
export function feeRatePercentiles(transactions: readonly TransactionStats[]): readonly number[] {
  const sorted = [...transactions].sort((a, b) => a.feeRate - b.feeRate || a.weight - b.weight);
  const totalWeight = sum(sorted.map(({ weight }) => weight));
  return PERCENTILES.map((part) => {
    let reached = 0;
    const at = sorted.find(({ weight }) => {
      reached += weight;
      return reached >= totalWeight * part;
    });
    return (at ?? sorted.at(-1))?.feeRate ?? 0;
  });
}

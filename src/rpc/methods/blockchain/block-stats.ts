import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import {
  type BlockStats,
  computeBlockStats,
  feeRatePercentiles,
  truncatedMedian,
} from '../../../chain/block-stats.ts';
import { getBlockSubsidy } from '../../../consensus/subsidy.ts';
import { WITNESS_SCALE_FACTOR } from '../../../consensus/weight.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { equalBytes } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { sum } from '../../../util/sum.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { hashHex } from '../../schemas.ts';
import {
  type BlockchainContext,
  findBlockByHashOrHeight,
  HASH_OR_HEIGHT,
  readBlock,
  readUndo,
} from './context.ts';

const number = (description: string) => Type.Optional(Type.Integer({ description }));

const Statistics = Type.Object({
  avgfee: number('Average fee in the block'),
  avgfeerate: number('Average feerate (in satoshis per virtual byte)'),
  avgtxsize: number('Average transaction size'),
  blockhash: Type.Optional(hashHex()),
  feerate_percentiles: Type.Optional(
    Type.Array(Type.Integer(), {
      description:
        'Feerates at the 10th, 25th, 50th, 75th, and 90th percentile weight unit (in satoshis per virtual byte)',
    }),
  ),
  height: number('The height of the block'),
  ins: number('The number of inputs (excluding coinbase)'),
  maxfee: number('Maximum fee in the block'),
  maxfeerate: number('Maximum feerate (in satoshis per virtual byte)'),
  maxtxsize: number('Maximum transaction size'),
  medianfee: number('Truncated median fee in the block'),
  mediantime: number('The block median time past'),
  mediantxsize: number('Truncated median transaction size'),
  minfee: number('Minimum fee in the block'),
  minfeerate: number('Minimum feerate (in satoshis per virtual byte)'),
  mintxsize: number('Minimum transaction size'),
  outs: number('The number of outputs'),
  subsidy: number('The block subsidy'),
  swtotal_size: number('Total size of all segwit transactions'),
  swtotal_weight: number('Total weight of all segwit transactions'),
  swtxs: number('The number of segwit transactions'),
  time: number('The block time'),
  total_out: number('Total amount in all outputs (excluding coinbase)'),
  total_size: number('Total size of all non-coinbase transactions'),
  total_weight: number('Total weight of all non-coinbase transactions'),
  totalfee: number('The fee total'),
  txs: number('The number of transactions (including coinbase)'),
  utxo_increase: number('The increase/decrease in the number of unspent outputs, counting unspendables'),
  utxo_size_inc: number('The increase/decrease in size for the utxo index, counting unspendables'),
  utxo_increase_actual: number('The increase/decrease in the number of unspent outputs'),
  utxo_size_inc_actual: number('The increase/decrease in size for the utxo index'),
});

export const getBlockStats = defineMethod({
  name: 'getBlockStats',
  category: 'blockchain',
  description:
    "Compute per block statistics for a given window. All amounts are in satoshis. It won't work for some heights with pruning.",
  params: {
    hash_or_height: required(HASH_OR_HEIGHT, 'The block hash or height of the target block'),
    stats: optional(Type.Array(Type.String()), 'Values to plot (see result below)', {
      defaultHint: 'all values',
      isTerse: true,
    }),
  },
  result: Statistics,
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'no such block is known' },
    { error: 'RPC_INVALID_PARAMETER', when: 'there is no such height or statistic' },
    { error: 'RPC_MISC_ERROR', when: 'the data of the block are not here' },
  ],
  example: [1, ['minfeerate', 'avgfeerate']],
  handler: ({ hash_or_height, stats = [] }, context: BlockchainContext) => {
    const entry = findBlockByHashOrHeight(hash_or_height, context);
    const all = blockStatsView(entry, context);
    if (stats.length === 0) return all;
    const unknown = stats.find((name) => !Object.hasOwn(all, name));
    if (unknown !== undefined) {
      throw new RpcError('RPC_INVALID_PARAMETER', `Invalid selected statistic '${unknown}'`);
    }
    return Object.fromEntries(Object.entries(all).filter(([name]) => stats.includes(name)));
  },
});

function blockStatsView(entry: BlockIndexEntry, context: BlockchainContext) {
  const { chainstate } = context;
  const block = readBlock(entry, context);
  // Of the genesis block nothing is ever taken back.
  const undo = readUndo(entry, { chainstate });
  const isRepeat = chainstate.params.bip30Exceptions.some(({ repeat }) => equalBytes(repeat, entry.hash));
  const stats = computeBlockStats(block, undo, entry.height > 0 && !isRepeat);
  return {
    ...transactionsView(stats),
    blockhash: displayHash(entry.hash),
    height: entry.height,
    mediantime: entry.medianTimePast,
    subsidy: getBlockSubsidy(entry.height, chainstate.params),
    time: entry.header.time,
    txs: block.transactions.length,
  };
}

function transactionsView({ transactions: txs, ...stats }: BlockStats) {
  const sizes = txs.map(({ size }) => size);
  const fees = txs.map(({ fee }) => fee);
  const feeRates = txs.map(({ feeRate }) => feeRate);
  const withWitness = txs.filter(({ hasWitness }) => hasWitness);
  const ins = sum(txs.map(({ inputs }) => inputs));
  const totalSize = sum(sizes);
  const totalFee = sum(fees);
  const totalWeight = sum(txs.map(({ weight }) => weight));
  const per = (total: number, count: number) => (count === 0 ? 0 : Math.floor(total / count));
  return {
    avgfee: per(totalFee, txs.length),
    avgfeerate: per(totalFee * WITNESS_SCALE_FACTOR, totalWeight),
    avgtxsize: per(totalSize, txs.length),
    feerate_percentiles: [...feeRatePercentiles(txs)],
    ins,
    maxfee: largest(fees),
    maxfeerate: largest(feeRates),
    maxtxsize: largest(sizes),
    medianfee: truncatedMedian(fees),
    mediantxsize: truncatedMedian(sizes),
    minfee: smallest(fees),
    minfeerate: smallest(feeRates),
    mintxsize: smallest(sizes),
    outs: stats.outs,
    swtotal_size: sum(withWitness.map(({ size }) => size)),
    swtotal_weight: sum(withWitness.map(({ weight }) => weight)),
    swtxs: withWitness.length,
    total_out: sum(txs.map(({ totalOut }) => totalOut)),
    total_size: totalSize,
    total_weight: totalWeight,
    totalfee: totalFee,
    utxo_increase: stats.outs - ins,
    utxo_size_inc: stats.utxoSizeIncrease,
    utxo_increase_actual: stats.spendableOuts - ins,
    utxo_size_inc_actual: stats.actualUtxoSizeIncrease,
  };
}

const largest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
const smallest = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((a, b) => Math.min(a, b));

import { drain } from '../../../mempool/cluster/chunk-feed.ts';
import { Type } from '../../../util/schema.ts';
import { amount } from '../../json.ts';
import { defineMethod, required } from '../../registry.ts';
import { amountResult, hashHex } from '../../schemas.ts';
import { txidsOf } from '../../views/mempool-entry.ts';
import { EXAMPLE_TXID } from '../examples.ts';
import { findMempoolEntry, type MempoolContext, NOT_IN_MEMPOOL } from './context.ts';

export const getMempoolCluster = defineMethod({
  name: 'getMempoolCluster',
  category: 'blockchain',
  description:
    'Returns the cluster of a transaction: all that are connected with it in the mempool, as parents, children, or theirs, in the order of mining.',
  params: { txid: required(hashHex(), 'The txid of a transaction in the cluster') },
  result: Type.Object({
    clusterweight: Type.Integer({ description: 'Total weight, signature operations counted in' }),
    txcount: Type.Integer({ description: 'Number of transactions' }),
    chunks: Type.Array(
      Type.Object({
        chunkfee: amountResult(
          'Fees of the transactions in this chunk, as modified by prioritiseTransaction',
        ),
        chunkweight: Type.Integer({ description: 'Weight of the transactions in this chunk' }),
        txs: Type.Array(hashHex(), { description: 'Transactions in this chunk in mining order' }),
      }),
      { description: 'What is mined together, in mining order' },
    ),
  }),
  errors: [NOT_IN_MEMPOOL],
  example: [EXAMPLE_TXID],
  handler: ({ txid }, context: MempoolContext) => {
    const cluster = context.mempool.clusterOf(findMempoolEntry(txid, context));
    return {
      clusterweight: cluster.size,
      txcount: cluster.entries.length,
      chunks: context.mempool.chunksOf(cluster).map(({ fee, size, entries }) => {
        return { chunkfee: amount(fee), chunkweight: size, txs: txidsOf(entries) };
      }),
    };
  },
});

export const getMempoolFeerateDiagram = defineMethod({
  name: 'getMempoolFeerateDiagram',
  category: 'blockchain',
  description:
    'Returns the feerate diagram for the whole mempool: what has been earned once so much of it is mined.',
  params: {},
  result: Type.Array(
    Type.Object({
      weight: Type.Integer({ description: 'cumulative weight, signature operations counted in' }),
      fee: amountResult('cumulative fee'),
    }),
  ),
  errors: [],
  example: [],
  handler: (_params, { mempool }: MempoolContext) => {
    const sums = { weight: 0, fee: 0 };
    const points = [{ weight: 0, fee: amount(0) }];
    for (const { fee, size } of drain(mempool.feed())) {
      sums.weight += size;
      sums.fee += fee;
      points.push({ weight: sums.weight, fee: amount(sums.fee) });
    }
    return points;
  },
});

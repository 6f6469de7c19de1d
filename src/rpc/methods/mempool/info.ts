import { Type } from '../../../util/schema.ts';
import { amount } from '../../json.ts';
import { defineMethod } from '../../registry.ts';
import { amountResult } from '../../schemas.ts';
import type { MempoolContext } from './context.ts';

export const getMempoolInfo = defineMethod({
  name: 'getMempoolInfo',
  category: 'blockchain',
  description: 'Returns details on the active state of the TX memory pool.',
  params: {},
  result: Type.Object({
    loaded: Type.Boolean({ description: 'True once what the last run left was loaded' }),
    size: Type.Integer({ description: 'Current tx count' }),
    bytes: Type.Integer({ description: 'Sum of all virtual transaction sizes' }),
    usage: Type.Integer({ description: 'Total memory usage for the mempool, as it is limited' }),
    total_fee: amountResult('Total fees for the mempool in BTC'),
    maxmempool: Type.Integer({ description: 'Maximum memory usage for the mempool' }),
    mempoolminfee: amountResult('Minimum fee rate in BTC/kvB for a transaction to be accepted now'),
    minrelaytxfee: amountResult('Minimum fee rate where the mempool is empty'),
    incrementalrelayfee: amountResult('Minimum fee rate increment for mempool limiting or replacement'),
    unbroadcastcount: Type.Integer({
      description: 'Transactions that were submitted here and that no peer has asked for yet',
    }),
    permitbaremultisig: Type.Boolean({ description: 'Whether bare multisig outputs are accepted' }),
    maxdatacarriersize: Type.Integer({
      description: 'Bytes that OP_RETURN outputs of a transaction may use',
    }),
    limitclustercount: Type.Integer({
      description:
        'Maximum number of transactions that can be in a cluster (configured by -limitclustercount)',
    }),
    limitclustersize: Type.Integer({
      description: 'Maximum size of a cluster in virtual bytes (configured by -limitclustersize)',
    }),
    optimal: Type.Boolean({
      description: 'If the mempool is in a known-optimal transaction ordering: always, here',
    }),
  }),
  errors: [],
  example: [],
  handler: (_params, { mempool, mempoolOptions }: MempoolContext) => {
    const info = mempool.info();
    const { standardness, limits } = mempoolOptions;
    return {
      loaded: mempool.isLoaded(),
      size: info.count,
      bytes: info.vsize,
      usage: info.usage,
      total_fee: amount(info.totalFee),
      maxmempool: info.maxBytes,
      mempoolminfee: amount(info.minFeeRate),
      minrelaytxfee: amount(info.minRelayFeeRate),
      incrementalrelayfee: amount(info.incrementalRelayFeeRate),
      unbroadcastcount: mempool.unbroadcast.count(),
      permitbaremultisig: standardness.permitBareMultisig,
      maxdatacarriersize: standardness.maxDataCarrierBytes,
      limitclustercount: limits.clusterCount,
      limitclustersize: limits.clusterVsize,
      optimal: true,
    };
  },
});

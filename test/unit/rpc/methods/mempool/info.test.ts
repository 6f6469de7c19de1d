import { describe, expect, it } from 'vitest';
import { DEFAULT_MEMPOOL_OPTIONS } from '../../../../../src/mempool/options.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { payOn } from '../../../../helpers/spending.ts';

describe('getMempoolInfo', () => {
  it('tells the limits of an empty mempool', async () => {
    const { call } = await openRpcNode();
    expect(await call('getmempoolinfo')).toEqual({
      loaded: true,
      size: 0,
      bytes: 0,
      usage: 0,
      total_fee: 0,
      maxmempool: 300_000_000,
      mempoolminfee: 0.000001,
      minrelaytxfee: 0.000001,
      incrementalrelayfee: 0.000001,
      unbroadcastcount: 0,
      permitbaremultisig: true,
      maxdatacarriersize: 100_000,
      limitclustercount: 64,
      limitclustersize: 101_000,
      optimal: true,
    });
  });

  it('counts what is in it', async () => {
    const { call, matureCoins } = await openRpcNode();
    const [one, two] = await matureCoins(2);
    await call('submittransaction', hexOfTransaction(payOn([expectDefined(one, 'a coin')], 1000)));
    await call('submittransaction', hexOfTransaction(payOn([expectDefined(two, 'a coin')], 2345)));
    const info = await call<{ usage: number }>('getmempoolinfo');
    expect(info).toMatchObject({ size: 2, bytes: 192, total_fee: 0.00003345, unbroadcastcount: 2 });
    expect(info.usage).toBeGreaterThan(192);
  });

  it('tells what the operator chose', async () => {
    const { standardness } = DEFAULT_MEMPOOL_OPTIONS;
    const { call } = await openRpcNode({
      mempool: {
        maxBytes: 5_000_000,
        minRelayFeeRate: 1000,
        limits: { clusterCount: 25, clusterVsize: 50_000 },
        standardness: { ...standardness, permitBareMultisig: false, maxDataCarrierBytes: 83 },
      },
    });
    expect(await call('getmempoolinfo')).toMatchObject({
      maxmempool: 5_000_000,
      mempoolminfee: 0.00001,
      minrelaytxfee: 0.00001,
      permitbaremultisig: false,
      maxdatacarriersize: 83,
      limitclustercount: 25,
      limitclustersize: 50_000,
    });
  });
});

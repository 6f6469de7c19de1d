import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, OPEN_ADDRESS, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { payOn } from '../../../../helpers/spending.ts';

describe('getTxOut', () => {
  it('tells of a coin of the chain', async () => {
    const { call, matureCoins } = await openRpcNode();
    const [coin] = await matureCoins(1);
    const { txid } = expectDefined(coin, 'a coin');
    expect(await call('gettxout', displayHash(txid), 0)).toEqual({
      bestblock: await call('getbestblockhash'),
      confirmations: 101,
      value: 50,
      scriptPubKey: expect.objectContaining({ address: OPEN_ADDRESS, type: 'witness_v0_scripthash' }),
      coinbase: true,
    });
    expect(await call('gettxout', displayHash(txid), 1)).toBeNull();
    expect(await call('gettxout', displayHash(txid), 2 ** 32 - 1)).toBeNull();
  });

  it('sees the mempool unless told not to', async () => {
    const { call, matureCoins } = await openRpcNode();
    const coin = expectDefined((await matureCoins(1))[0], 'a coin');
    const tx = payOn([coin], 1000);
    await call('submittransaction', hexOfTransaction(tx));
    const [spent, made] = [displayHash(coin.txid), displayHash(tx.txid)];
    expect(await call('gettxout', spent, 0)).toBeNull();
    expect(await call('gettxout', spent, 0, true)).toBeNull();
    expect(await call('gettxout', spent, 0, false)).toMatchObject({ value: 50 });
    expect(await call('gettxout', made, 0)).toMatchObject({
      confirmations: 0,
      value: 49.99999,
      coinbase: false,
    });
    expect(await call('gettxout', made, 0, false)).toBeNull();
    await call('generatetoaddress', 1, OPEN_ADDRESS);
    expect(await call('gettxout', spent, 0, false)).toBeNull();
    expect(await call('gettxout', made, 0, false)).toMatchObject({ confirmations: 1 });
  });

  it.each([
    [['foo', 0], "-8 txid must be of length 64 (not 3, for 'foo')"],
    [['00'.repeat(32), -1], '-1 JSON integer out of range'],
    [['00'.repeat(32), 2 ** 32], '-1 JSON integer out of range'],
  ])('refuses %j', async (params, error) => {
    const { refusal } = await openRpcNode();
    expect(await refusal('gettxout', ...params)).toBe(error);
  });
});

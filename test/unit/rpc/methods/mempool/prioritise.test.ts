import { describe, expect, it } from 'vitest';
import type { MempoolOptions } from '../../../../../src/mempool/options.ts';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { OPEN_LOCK, payOn, payTo, spend } from '../../../../helpers/spending.ts';

const ABSENT = 'ab'.repeat(32);

async function openNode(mempool: Partial<MempoolOptions> = {}) {
  const node = await openRpcNode({ mempool });
  const [coin] = await node.matureCoins(1);
  const tx = payOn([expectDefined(coin, 'a coin')], 1000);
  return { ...node, tx, coin: expectDefined(coin, 'a coin'), txid: displayHash(tx.txid) };
}

describe('prioritiseTransaction', () => {
  it('adds up, whether the transaction is there or not', async () => {
    const { call, tx, txid } = await openNode();
    expect(await call('prioritisetransaction', txid, 0, 500)).toBe(true);
    expect(await call('prioritisetransaction', txid, null, -200)).toBe(true);
    expect(await call('prioritisetransaction', ABSENT, 0, -7)).toBe(true);
    expect(await call('getprioritisedtransactions')).toEqual({
      [txid]: { fee_delta: 300, in_mempool: false },
      [ABSENT]: { fee_delta: -7, in_mempool: false },
    });
    await call('submittransaction', hexOfTransaction(tx));
    expect(await call('getprioritisedtransactions')).toMatchObject({
      [txid]: { fee_delta: 300, in_mempool: true, modified_fee: 1300 },
    });
    await call('prioritisetransaction', txid, 0, -300);
    await call('prioritisetransaction', ABSENT, 0, 7);
    expect(await call('getprioritisedtransactions')).toEqual({});
  });

  it('is in the mempool store when it answers', async () => {
    const { call, store, tx, txid } = await openNode();
    await call('prioritisetransaction', txid, 0, 500);
    expect(store.loadMempool().priorities).toEqual([{ txid: tx.txid, delta: 500 }]);
  });

  it('counts where a transaction is tested', async () => {
    const { call, tx, txid } = await openNode();
    await call('prioritisetransaction', txid, 0, 860);
    const [result] = await call<unknown[]>('testmempoolaccept', [hexOfTransaction(tx)]);
    expect(result).toMatchObject({ fees: { base: 0.00001, 'effective-feerate': 0.00019375 } });
  });

  it('refuses another number in the place of the old priority', async () => {
    const { refusal, txid } = await openNode();
    expect(await refusal('prioritisetransaction', txid, 1, 500)).toBe(
      '-8 Priority is no longer supported, dummy argument to prioritisetransaction must be 0.',
    );
    expect(await refusal('prioritisetransaction', 'foo', 0, 0)).toBe(
      "-8 txid must be of length 64 (not 3, for 'foo')",
    );
    expect(await refusal('prioritisetransaction', txid, 0, 'foo')).toContain('-3');
  });

  it('refuses a transaction in the mempool that makes dust', async () => {
    const { call, refusal, coin } = await openNode({ minRelayFeeRate: 0 });
    const dusty = spend([coin], [payTo(OPEN_LOCK, coin.value), payTo(OPEN_LOCK, 0)], { version: 3 });
    const txid = displayHash(dusty.txid);
    expect(await call('prioritisetransaction', txid, 0, 1)).toBe(true);
    expect(await refusal('submittransaction', hexOfTransaction(dusty))).toBe(
      '-26 dust, tx with dust output must be 0-fee',
    );
    expect(await call('prioritisetransaction', txid, 0, -1)).toBe(true);
    await call('submittransaction', hexOfTransaction(dusty));
    expect(await refusal('prioritisetransaction', txid, 0, 1)).toBe(
      '-8 Priority is not supported for transactions with dust outputs.',
    );
  });
});

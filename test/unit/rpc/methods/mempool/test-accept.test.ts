import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { keyLock, OPEN_LOCK, outputAt, payOn, payTo, spend } from '../../../../helpers/spending.ts';

const METHOD = 'testmempoolaccept';

async function openNode() {
  const node = await openRpcNode();
  const [coin, other] = await node.matureCoins(2);
  return { ...node, coin: expectDefined(coin, 'a coin'), other: expectDefined(other, 'a coin') };
}

describe('testMempoolAccept', () => {
  it('tells what an acceptable transaction pays, and leaves the mempool as it is', async () => {
    const { call, mempool, coin } = await openNode();
    const tx = payOn([coin], 1000);
    expect(await call(METHOD, [hexOfTransaction(tx)])).toEqual([
      {
        txid: displayHash(tx.txid),
        wtxid: displayHash(tx.wtxid),
        allowed: true,
        vsize: 96,
        vsize_adjusted: 96,
        vsize_bip141: 96,
        fees: {
          base: 0.00001,
          'effective-feerate': 0.00010416,
          'effective-includes': [displayHash(tx.wtxid)],
        },
      },
    ]);
    expect(mempool.count()).toBe(0);
  });

  it('tells why another is not', async () => {
    const { call, coin } = await openNode();
    const cases = [
      [payOn([{ ...coin, index: 7 }], 1000), { allowed: false, 'reject-reason': 'missing-inputs' }],
      [
        payOn([coin], 0),
        {
          allowed: false,
          'reject-reason': 'min relay fee not met',
          'reject-details': 'min relay fee not met, 0 < 10',
        },
      ],
      [payOn([coin], 96 * 10_000 + 1), { allowed: false, 'reject-reason': 'max-fee-exceeded' }],
      [payOn([coin], 96 * 10_000), { allowed: true }],
    ] as const;
    for (const [tx, expected] of cases) {
      const [result] = await call<object[]>(METHOD, [hexOfTransaction(tx)]);
      expect(result).toMatchObject(expected);
      if (!expected.allowed) expect(result).not.toHaveProperty('fees');
    }
    const [missing] = await call<object[]>(METHOD, [hexOfTransaction(cases[0][0])]);
    expect(missing).not.toHaveProperty('reject-details');
  });

  it('says that it knows a transaction of the mempool', async () => {
    const { call, coin } = await openNode();
    const text = hexOfTransaction(payOn([coin], 1000));
    await call('submittransaction', text);
    expect(await call(METHOD, [text])).toMatchObject([
      { allowed: false, 'reject-reason': 'txn-already-in-mempool' },
    ]);
  });

  it('judges several in order, the later ones on top of the earlier', async () => {
    const { call, coin, other, mempool } = await openNode();
    const parent = payOn([coin], 1000);
    const child = payOn([outputAt(parent, 0)], 1000);
    const stranger = payOn([other], 1000);
    expect(await call(METHOD, [parent, child, stranger].map(hexOfTransaction))).toMatchObject([
      { txid: displayHash(parent.txid), allowed: true },
      { txid: displayHash(child.txid), allowed: true },
      { txid: displayHash(stranger.txid), allowed: true },
    ]);
    expect(mempool.count()).toBe(0);
  });

  it('leaves the others without an answer where one fails', async () => {
    const { call, coin, other } = await openNode();
    const good = payOn([coin], 1000);
    const bad = spend([{ ...other, lock: keyLock(1) }], [payTo(OPEN_LOCK, 49e8)]);
    const ids = ({ txid, wtxid }: typeof good) => ({ txid: displayHash(txid), wtxid: displayHash(wtxid) });
    const poor = payOn([other], 0);
    expect(await call(METHOD, [good, poor].map(hexOfTransaction))).toEqual([
      ids(good),
      {
        ...ids(poor),
        allowed: false,
        'reject-reason': 'min relay fee not met',
        'reject-details': expect.any(String),
      },
    ]);
    const [first, second] = await call<object[]>(METHOD, [bad, good].map(hexOfTransaction), 0);
    expect(first).toMatchObject({ allowed: false });
    expect(second).toEqual(ids(good));
    const generous = payOn([coin], 1e8);
    expect(await call(METHOD, [generous, poor].map(hexOfTransaction))).toMatchObject([
      ids(generous),
      { allowed: false },
    ]);
    const rich = payOn([other], 1000);
    expect(await call(METHOD, [generous, rich].map(hexOfTransaction))).toEqual([
      { ...ids(generous), allowed: false, 'reject-reason': 'max-fee-exceeded' },
      ids(rich),
    ]);
  });

  it('says of several that cannot go together why', async () => {
    const { call, coin } = await openNode();
    const parent = payOn([coin], 1000);
    const child = payOn([outputAt(parent, 0)], 1000);
    const rival = payOn([coin], 2000);
    for (const [txs, error] of [
      [[parent, parent], 'package-contains-duplicates'],
      [[child, parent], 'package-not-sorted'],
      [[parent, rival], 'conflict-in-package'],
    ] as const) {
      expect(await call(METHOD, txs.map(hexOfTransaction))).toEqual(
        txs.map(({ txid, wtxid }) => ({
          txid: displayHash(txid),
          wtxid: displayHash(wtxid),
          'package-error': error,
        })),
      );
    }
  });

  it.each([
    [[[]], '-8 Array must contain between 1 and 25 transactions.'],
    [[new Array(26).fill('00')], '-8 Array must contain between 1 and 25 transactions.'],
    [[['00']], '-22 TX decode failed: 00 Make sure the tx has at least one input.'],
    [[['00'], 1], '-8 Fee rates larger than or equal to 1BTC/kvB are not accepted'],
    [[['00'], -1], '-3 Amount out of range'],
  ])('refuses %j', async (params, error) => {
    const { refusal } = await openRpcNode();
    expect(await refusal(METHOD, ...params)).toBe(error);
  });
});

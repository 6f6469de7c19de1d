import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../../helpers/spending.ts';

async function openNode() {
  const node = await openRpcNode();
  const [coin] = await node.matureCoins(1);
  const tx = payOn([expectDefined(coin, 'a coin')], 1000);
  const child = payOn([outputAt(tx, 0)], 1000);
  for (const one of [tx, child]) await node.call('submittransaction', hexOfTransaction(one));
  const [txid, childId] = [displayHash(tx.txid), displayHash(child.txid)];
  const spent = { txid: displayHash(expectDefined(coin, 'a coin').txid), vout: 0 };
  return { ...node, tx, txid, childId, spent };
}

describe('getTxSpendingPrevOut', () => {
  it('tells who spends what in the mempool, in the order of the question', async () => {
    const { call, tx, txid, childId, spent } = await openNode();
    const outputs = [{ txid: childId, vout: 0 }, spent, { txid, vout: 0 }, { txid, vout: 5 }];
    expect(await call('gettxspendingprevout', outputs)).toEqual([
      { txid: childId, vout: 0 },
      { ...spent, spendingtxid: txid },
      { txid, vout: 0, spendingtxid: childId },
      { txid, vout: 5 },
    ]);
    expect(await call('gettxspendingprevout', [spent], { return_spending_tx: true })).toEqual([
      { ...spent, spendingtxid: txid, spendingtx: hexOfTransaction(tx) },
    ]);
  });

  it('knows nothing but the mempool', async () => {
    const { call, refusal, spent, txid } = await openNode();
    const free = { txid, vout: 1 };
    expect(await call('gettxspendingprevout', [spent], { mempool_only: false })).toHaveLength(1);
    expect(await call('gettxspendingprevout', [free], { mempool_only: true })).toEqual([free]);
    expect(await refusal('gettxspendingprevout', [spent, free], { mempool_only: false })).toBe(
      '-1 Mempool lacks a relevant spend, and txospenderindex is unavailable.',
    );
  });

  it.each([
    [[], '-8 Invalid parameter, outputs are missing'],
    [[{ txid: '00'.repeat(32), vout: 1, unknown: 42 }], '-3 Unexpected key unknown'],
    [[{ txid: '00'.repeat(32), vout: -1 }], '-8 Invalid parameter, vout cannot be negative'],
    [[{ txid: 42, vout: 0 }], '-3 JSON value of type number for field txid is not of expected type string'],
    [[{ txid: '00'.repeat(32) }], '-3 Missing vout'],
    [[{ vout: 3 }], '-3 Missing txid'],
    [[{ txid: 'ab', vout: 3 }], "-8 txid must be of length 64 (not 2, for 'ab')"],
  ])('refuses %j', async (outputs, expected) => {
    const { refusal } = await openRpcNode();
    expect(await refusal('gettxspendingprevout', outputs)).toBe(expected);
  });
});

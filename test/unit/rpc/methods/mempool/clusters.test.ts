import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../../../src/primitives/tx.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../../helpers/spending.ts';

const idOf = ({ txid }: Transaction) => displayHash(txid);

/** A node with a pair that is mined together, a child of the pair that pays little, and a single transaction. */
async function openNode() {
  const node = await openRpcNode();
  const [one, other] = await node.matureCoins(2);
  const parent = payOn([expectDefined(one, 'a coin')], 1000);
  const child = payOn([outputAt(parent, 0)], 9000);
  const poor = payOn([outputAt(child, 0)], 100);
  const single = payOn([expectDefined(other, 'a coin')], 2000);
  for (const tx of [parent, child, poor, single]) {
    await node.call('submittransaction', hexOfTransaction(tx), 0);
  }
  return { ...node, parent, child, poor, single };
}

describe('getMempoolCluster', () => {
  it('shows who is connected, chunk by chunk in the order of mining', async () => {
    const { call, parent, child, poor, single } = await openNode();
    const cluster = {
      clusterweight: 3 * 381,
      txcount: 3,
      chunks: [
        { chunkfee: 0.0001, chunkweight: 2 * 381, txs: [idOf(parent), idOf(child)] },
        { chunkfee: 0.000001, chunkweight: 381, txs: [idOf(poor)] },
      ],
    };
    for (const member of [parent, child, poor]) {
      expect(await call('getmempoolcluster', idOf(member))).toEqual(cluster);
    }
    expect(await call('getmempoolcluster', idOf(single))).toEqual({
      clusterweight: 381,
      txcount: 1,
      chunks: [{ chunkfee: 0.00002, chunkweight: 381, txs: [idOf(single)] }],
    });
  });
});

describe('getMempoolFeerateDiagram', () => {
  it('adds up all chunks, best first', async () => {
    const { call } = await openNode();
    expect(await call('getmempoolfeeratediagram')).toEqual([
      { weight: 0, fee: 0 },
      { weight: 2 * 381, fee: 0.0001 },
      { weight: 3 * 381, fee: 0.00012 },
      { weight: 4 * 381, fee: 0.000121 },
    ]);
  });

  it('begins at nothing', async () => {
    const { call } = await openRpcNode();
    expect(await call('getmempoolfeeratediagram')).toEqual([{ weight: 0, fee: 0 }]);
  });
});

import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../../../src/primitives/tx.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../../helpers/spending.ts';
import { TEST_TIME } from '../../../../helpers/test-chain.ts';

const idOf = ({ txid }: Transaction) => displayHash(txid);

/** A node with a chain of three in its mempool, each spending the one before. */
async function openNode() {
  const node = await openRpcNode();
  const [coin, spare] = await node.matureCoins(2);
  const first = payOn([expectDefined(coin, 'a coin')], 1000);
  const second = payOn([outputAt(first, 0)], 2000);
  const third = payOn([outputAt(second, 0)], 4000);
  for (const tx of [first, second, third]) await node.call('submittransaction', hexOfTransaction(tx), 0);
  return { ...node, first, second, third, spare: expectDefined(spare, 'another coin') };
}

describe('getRawMempool', () => {
  it('lists ids in the order in which they would be mined', async () => {
    const { call, spare, first, second, third } = await openNode();
    expect(await call('getrawmempool')).toEqual([first, second, third].map(idOf));
    expect(await call('getrawmempool', false, true)).toEqual({
      txids: [first, second, third].map(idOf),
      mempool_sequence: 4,
    });
    const better = payOn([spare], 5000);
    await call('submittransaction', hexOfTransaction(better));
    expect(await call('getrawmempool')).toEqual([better, first, second, third].map(idOf));
  });

  it('shows every entry with verbose', async () => {
    const { call, first, second, third } = await openNode();
    const entries = await call<Record<string, object>>('getrawmempool', true);
    expect(Object.keys(entries)).toEqual([first, second, third].map(idOf));
    expect(entries[idOf(second)]).toEqual(await call('getmempoolentry', idOf(second)));
  });

  it('has no sequence with verbose', async () => {
    const { refusal } = await openRpcNode();
    expect(await refusal('getrawmempool', true, true)).toBe(
      '-8 Verbose results cannot contain mempool sequence values.',
    );
  });

  it('is empty at first', async () => {
    const { call } = await openRpcNode();
    expect(await call('getrawmempool')).toEqual([]);
    expect(await call('getrawmempool', true)).toEqual({});
  });
});

describe('getMempoolEntry', () => {
  it('tells of a transaction and its relatives', async () => {
    const { call, first, second, third } = await openNode();
    expect(await call('getmempoolentry', idOf(second))).toEqual({
      vsize_adjusted: 96,
      vsize: 96,
      vsize_bip141: 96,
      weight: 381,
      time: TEST_TIME,
      height: 102,
      descendantcount: 2,
      descendantsize: 192,
      ancestorcount: 2,
      ancestorsize: 192,
      chunkweight: 3 * 381,
      wtxid: displayHash(second.wtxid),
      fees: { base: 0.00002, modified: 0.00002, ancestor: 0.00003, descendant: 0.00006, chunk: 0.00007 },
      depends: [idOf(first)],
      spentby: [idOf(third)],
      unbroadcast: true,
    });
  });

  it('tells what it counts as paying, and its chunk with that', async () => {
    const { call, first, second, third } = await openNode();
    await call('prioritisetransaction', idOf(second), 0, -2000);
    expect(await call('getmempoolentry', idOf(second))).toMatchObject({
      fees: { base: 0.00002, modified: 0, ancestor: 0.00001, descendant: 0.00004, chunk: 0.00005 },
    });
    await call('prioritisetransaction', idOf(first), 0, 9000);
    expect(await call('getmempoolentry', idOf(first))).toMatchObject({ fees: { chunk: 0.0001 } });
    expect(await call('getmempoolentry', idOf(third))).toMatchObject({ fees: { chunk: 0.00004 } });
  });
});

describe('getMempoolAncestors and getMempoolDescendants', () => {
  it('follow the chain either way, without the transaction itself', async () => {
    const { call, first, second, third } = await openNode();
    expect(new Set(await call<string[]>('getmempoolancestors', idOf(third)))).toEqual(
      new Set([first, second].map(idOf)),
    );
    expect(new Set(await call<string[]>('getmempooldescendants', idOf(first)))).toEqual(
      new Set([second, third].map(idOf)),
    );
    expect(await call('getmempoolancestors', idOf(first))).toEqual([]);
    expect(await call('getmempooldescendants', idOf(second), true)).toEqual({
      [idOf(third)]: await call('getmempoolentry', idOf(third)),
    });
  });
});

it.each(['getmempoolentry', 'getmempoolancestors', 'getmempooldescendants', 'getmempoolcluster'])(
  '%s refuses what is not in the mempool',
  async (method) => {
    const { refusal } = await openRpcNode();
    expect(await refusal(method, '00'.repeat(32))).toBe('-5 Transaction not in mempool');
    expect(await refusal(method, 'foo')).toBe("-8 txid must be of length 64 (not 3, for 'foo')");
  },
);

import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../../../src/primitives/tx.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { hexOfTransaction, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { outputAt, payOn } from '../../../../helpers/spending.ts';
import { TEST_TIME } from '../../../../helpers/test-chain.ts';

const idOf = ({ txid }: Transaction) => displayHash(txid);

/** A node with a chain of three in its mempool, of which the second says that it may be replaced. */
async function openNode() {
  const node = await openRpcNode();
  const [coin] = await node.matureCoins(1);
  const first = payOn([expectDefined(coin, 'a coin')], 1000);
  const second = payOn([outputAt(first, 0)], 2000, { sequence: 0xfffffffd });
  const third = payOn([outputAt(second, 0)], 4000);
  for (const tx of [first, second, third]) await node.call('submittransaction', hexOfTransaction(tx), 0);
  return { ...node, first, second, third };
}

describe('getRawMempool', () => {
  it('lists ids in the order in which they came', async () => {
    const { call, first, second, third } = await openNode();
    expect(await call('getrawmempool')).toEqual([first, second, third].map(idOf));
    expect(await call('getrawmempool', false, true)).toEqual({
      txids: [first, second, third].map(idOf),
      mempool_sequence: 4,
    });
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
      height: 101,
      descendantcount: 2,
      descendantsize: 192,
      ancestorcount: 2,
      ancestorsize: 192,
      wtxid: displayHash(second.wtxid),
      fees: { base: 0.00002, modified: 0.00002, ancestor: 0.00003, descendant: 0.00006 },
      depends: [idOf(first)],
      spentby: [idOf(third)],
      'bip125-replaceable': true,
      unbroadcast: true,
    });
  });

  it('says of one that may be replaced by its own word or its ancestors', async () => {
    const { call, first, third } = await openNode();
    expect(await call('getmempoolentry', idOf(first))).toMatchObject({ 'bip125-replaceable': false });
    expect(await call('getmempoolentry', idOf(third))).toMatchObject({ 'bip125-replaceable': true });
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

it.each(['getmempoolentry', 'getmempoolancestors', 'getmempooldescendants'])(
  '%s refuses what is not in the mempool',
  async (method) => {
    const { refusal } = await openRpcNode();
    expect(await refusal(method, '00'.repeat(32))).toBe('-5 Transaction not in mempool');
    expect(await refusal(method, 'foo')).toBe("-8 txid must be of length 64 (not 3, for 'foo')");
  },
);

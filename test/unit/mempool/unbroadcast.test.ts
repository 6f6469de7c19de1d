import { describe, expect, it } from 'vitest';
import { displayHash, type Hash256 } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { outputAt, payOn, type Spendable } from '../../helpers/spending.ts';
import { openTestMempool, TEST_MATURITY, type TestMempool } from '../../helpers/test-mempool.ts';

async function setUp(): Promise<TestMempool & { coin(): Spendable; submit(tx: Transaction): Promise<void> }> {
  const node = await openTestMempool();
  const coins = (await node.mineCoins(4 + TEST_MATURITY)).slice(0, 4);
  return {
    ...node,
    coin: () => expectDefined(coins.pop(), 'another coin'),
    async submit(tx) {
      const answered = node.mempool.submit(tx);
      node.timers.runAll();
      await answered;
    },
  };
}

const shown = (txids: readonly Hash256[]): readonly string[] => txids.map(displayHash);

describe('what nobody has asked for yet', () => {
  it('is what was submitted here, not what others sent', async () => {
    const { mempool, coin, submit } = await setUp();
    const [ours, theirs] = [payOn([coin()], 1000), payOn([coin()], 1000)];
    await submit(ours);
    mempool.accept(theirs);
    expect([ours, theirs].map(({ txid }) => mempool.unbroadcast.has(txid))).toEqual([true, false]);
    await submit(theirs);
    // It is here already, and others know of it.
    expect([mempool.unbroadcast.count(), shown(mempool.unbroadcast.txids())]).toEqual([
      1,
      shown([ours.txid]),
    ]);
  });

  it('is not what was refused', async () => {
    const { mempool, coin } = await setUp();
    await mempool.submit(payOn([coin()], 0));
    expect(mempool.unbroadcast.count()).toBe(0);
  });

  it('ends when a peer asks for it, and when it leaves the mempool', async () => {
    const { mempool, coin, submit, mine } = await setUp();
    const txs = [payOn([coin()], 1000), payOn([coin()], 1000)] as const;
    for (const tx of txs) await submit(tx);
    mempool.noteBroadcast(txs[0].txid);
    expect(shown(mempool.unbroadcast.txids())).toEqual(shown([txs[1].txid]));
    await mine([txs[1]]);
    expect(mempool.unbroadcast.count()).toBe(0);
    mempool.noteBroadcast(txs[1].txid);
  });

  it('is still so after a stop, unless a peer asked for it', async () => {
    const { mempool, coin, submit, crash, path } = await setUp();
    const [kept, asked] = [payOn([coin()], 1000, { parts: 2 }), payOn([coin()], 1000)];
    const child = payOn([outputAt(kept, 0)], 1000);
    for (const tx of [kept, asked, child]) await submit(tx);
    mempool.noteBroadcast(asked.txid);
    mempool.close();
    crash();
    const again = await openTestMempool({ path });
    await again.mempool.load(async () => {});
    expect(again.mempool.count()).toBe(3);
    expect([...shown(again.mempool.unbroadcast.txids())].sort()).toEqual(
      [...shown([kept.txid, child.txid])].sort(),
    );
  });
});

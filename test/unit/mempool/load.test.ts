import { describe, expect, it } from 'vitest';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { openChainStore } from '../../../src/store/chain-store.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { buildBlock } from '../../helpers/chain-builder.ts';
import { outputAt, payOn, type Spendable } from '../../helpers/spending.ts';
import {
  openTestMempool,
  TEST_MATURITY,
  type TestMempool,
  type TestMempoolOptions,
} from '../../helpers/test-mempool.ts';

const breathe = async (): Promise<void> => {};

async function setUp(): Promise<{ node: TestMempool; coins: Spendable[] }> {
  const node = await openTestMempool();
  const coins = (await node.mineCoins(6 + TEST_MATURITY)).slice(0, 6);
  return { node, coins };
}

/** Another start on the same store, after a stop or a crash. */
async function reopen(
  { path, crash, clock }: TestMempool,
  options: TestMempoolOptions = {},
): Promise<TestMempool> {
  const now = clock.nowSeconds();
  crash();
  const node = await openTestMempool({ ...options, path });
  node.clock.setMockTime(now);
  return node;
}

const held = ({ mempool }: TestMempool): readonly Transaction[] => [...mempool.entries()].map(({ tx }) => tx);

const coinOf = (coins: Spendable[]): Spendable => expectDefined(coins.pop(), 'another coin');

describe('a stop and a start', () => {
  it('bring every transaction back, with the time and height of its entry', async () => {
    const { node, coins } = await setUp();
    const parent = payOn([coinOf(coins)], 1000);
    const child = payOn([outputAt(parent, 0)], 2000);
    node.mempool.accept(parent);
    node.clock.setMockTime(node.clock.nowSeconds() + 100);
    node.mempool.accept(child);
    await node.mine();
    const before = [parent, child].map(({ txid }) => expectDefined(node.mempool.get(txid), 'it is here'));
    node.mempool.close();
    const again = await reopen(node);
    expect(again.mempool.isLoaded()).toBe(false);
    expect(await again.mempool.load(breathe)).toEqual({ accepted: 2, dropped: 0 });
    expect(again.mempool.isLoaded()).toBe(true);
    for (const { tx, time, height, fee } of before) {
      expect(again.mempool.get(tx.txid)).toMatchObject({ tx, time, height, fee });
    }
  });

  it('leave out what is confirmed by now, what was spent, and what has expired, for good', async () => {
    const { node, coins } = await setUp();
    const spent = coinOf(coins);
    const [confirmed, conflicting, old] = [
      payOn([coinOf(coins)], 1000),
      payOn([spent], 1000),
      payOn([coinOf(coins)], 1000),
    ];
    for (const tx of [confirmed, conflicting, old]) node.mempool.accept(tx);
    node.mempool.flush();
    // The chain goes on, but the mempool dies before it writes what that means.
    await node.mine([confirmed, payOn([spent], 7777)]);
    node.clock.setMockTime(node.clock.nowSeconds() + 336 * 3600 + 1);
    const again = await reopen(node);
    expect(await again.mempool.load(breathe)).toEqual({ accepted: 0, dropped: 3 });
    again.mempool.close();
    const third = await reopen(again);
    expect(await third.mempool.load(breathe)).toEqual({ accepted: 0, dropped: 0 });
  });

  it('keep what came back from a block, though it would not be taken in anew', async () => {
    const { node, coins } = await setUp();
    const free = payOn([coinOf(coins)], 0);
    await node.mine([free]);
    const child = payOn([outputAt(free, 0)], 1000);
    node.mempool.accept(child);
    await node.chainstate.invalidateBlock(node.chainstate.tip());
    expect(held(node)).toEqual([child, free]);
    node.mempool.close();
    const again = await reopen(node);
    expect(await again.mempool.load(breathe)).toEqual({ accepted: 2, dropped: 0 });
    expect(held(again)).toEqual([free, child]);
  });

  it('judge what is stored by the options of now', async () => {
    const { node, coins } = await setUp();
    const tx = payOn([coinOf(coins)], 1000, { version: 3 });
    node.mempool.accept(tx);
    node.mempool.close();
    const strict = {
      standardness: { maxDataCarrierBytes: 0, permitBareMultisig: false, dustRelayFeeRate: 1e12 },
    };
    const again = await reopen(node, { options: strict });
    expect(await again.mempool.load(breathe)).toEqual({ accepted: 0, dropped: 1 });
  });
});

describe('a mempool that is not kept', () => {
  it('neither loads nor writes; what was there stays for one that is', async () => {
    const { node, coins } = await setUp();
    const [kept, lost] = [payOn([coinOf(coins)], 1000), payOn([coinOf(coins)], 1000)];
    node.mempool.accept(kept);
    node.mempool.close();
    const forgetful = await reopen(node, { options: { isPersistent: false } });
    expect(await forgetful.mempool.load(breathe)).toEqual({ accepted: 0, dropped: 0 });
    expect(forgetful.mempool.isLoaded()).toBe(true);
    const submitted = forgetful.mempool.submit(lost);
    forgetful.timers.runAll();
    await submitted;
    forgetful.mempool.close();
    const again = await reopen(forgetful);
    await again.mempool.load(breathe);
    expect(held(again).map(({ txid }) => txid)).toEqual([kept.txid]);
  });
});

describe('a crash', () => {
  it('loses nothing that was answered for', async () => {
    const { node, coins } = await setUp();
    const tx = payOn([coinOf(coins)], 1000);
    const submitted = node.mempool.submit(tx);
    node.timers.runAll();
    expect(await submitted).toMatchObject({ ok: true });
    const again = await reopen(node);
    await again.mempool.load(breathe);
    expect(held(again)).toEqual([tx]);
  });

  it('between a block and the mempool finds the transaction in the chain', async () => {
    const { node, coins } = await setUp();
    const tx = payOn([coinOf(coins)], 1000);
    node.mempool.accept(tx);
    const answered = node.mempool.submit(tx);
    await node.mine([tx]);
    node.timers.runAll();
    await answered;
    const again = await reopen(node);
    await again.mempool.load(breathe);
    expect(held(again)).toEqual([]);
    expect(again.mempool.accept(tx)).toMatchObject({ ok: false, code: 'txn-already-known' });
  });

  it('between a reorganisation and the mempool finds it in the blocks that left', async () => {
    const { node, coins } = await setUp();
    const tx = payOn([coinOf(coins)], 1000);
    const child = payOn([outputAt(tx, 0)], 1000);
    const later = payOn([outputAt(child, 0)], 1000);
    for (const one of [tx, child, later]) node.mempool.accept(one);
    await node.mine([tx]);
    await node.mine([child]);
    node.mempool.flush();
    const { chainstate } = node;
    await chainstate.invalidateBlock(expectDefined(chainstate.tip().parent, 'the block below'));
    const again = await reopen(node);
    await again.mempool.load(breathe);
    expect(new Set(held(again))).toEqual(new Set([tx, child, later]));
    again.mempool.close();
    const third = await reopen(again);
    await third.mempool.load(breathe);
    expect(new Set(held(third))).toEqual(new Set([tx, child, later]));
  });
});

describe('a start after the blocks that left were pruned', () => {
  it('does without what they gave back', async () => {
    const { node, coins } = await setUp();
    const [inBlock, waiting] = [payOn([coinOf(coins)], 1000), payOn([coinOf(coins)], 1000)];
    node.mempool.accept(waiting);
    await node.mine([inBlock]);
    node.mempool.flush();
    const { chainstate, path } = node;
    const left = chainstate.tip();
    await chainstate.invalidateBlock(left);
    for (let i = 0; i < 2; i++) {
      const block = buildBlock(chainstate.tip(), { tag: 7 });
      expect(await chainstate.submitBlock(block)).toMatchObject({ ok: true });
    }
    const store = openChainStore({ path, cacheMiB: 4, onNotice: () => {} });
    store.pruneBlocks({ first: 1, last: left.height });
    store.close();
    const again = await reopen(node);
    expect(again.chainstate.prunedHeight()).toBe(left.height);
    expect(await again.mempool.load(breathe)).toEqual({ accepted: 1, dropped: 0 });
    expect(held(again)).toEqual([waiting]);
  });
});

describe('while it loads', () => {
  it('a transaction that is submitted waits for those that it may build on', async () => {
    const { node, coins } = await setUp();
    const parent = payOn([coinOf(coins)], 1000);
    node.mempool.accept(parent);
    node.mempool.close();
    const again = await reopen(node);
    const loading = again.mempool.load(breathe);
    const submitted = again.mempool.submit(payOn([outputAt(parent, 0)], 1000));
    await loading;
    again.mempool.flush();
    await Promise.resolve();
    again.timers.runAll();
    expect(await submitted).toMatchObject({ ok: true });
  });

  it('a stop leaves the rest in the store', async () => {
    const { node, coins } = await setUp();
    for (const coin of coins) node.mempool.accept(payOn([coin], 1000));
    node.mempool.close();
    let elapsedMs = 0;
    // Every look at the clock is a second later: it breathes after each transaction.
    const again = await reopen(node, { monotonicMs: () => (elapsedMs += 1000) });
    let breaths = 0;
    const outcome = await again.mempool.load(async () => {
      breaths++;
      if (breaths === 2) again.mempool.close();
    });
    expect([outcome, again.mempool.isLoaded()]).toEqual([{ accepted: 2, dropped: 0 }, false]);
    const third = await reopen(again);
    expect(await third.mempool.load(breathe)).toEqual({ accepted: coins.length, dropped: 0 });
  });
});

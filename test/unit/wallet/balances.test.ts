import { describe, expect, it } from 'vitest';
import { invariant } from '../../../src/util/invariant.ts';
import { payTo, type Spendable, spend } from '../../helpers/spending.ts';
import {
  OTHER_LOCK,
  OWN_LOCK,
  openTestWallet,
  REWARD,
  rewardOf,
  type TestWallet,
  WALLET_TEST_MATURITY,
} from '../../helpers/test-wallet.ts';

const FEE = 1000;

/** A wallet with one mature coin, and one of somebody else's. */
async function openRichWallet(): Promise<
  TestWallet & { readonly own: Spendable; readonly foreign: Spendable }
> {
  const node = await openTestWallet();
  const own = rewardOf(await node.mine());
  const foreign = rewardOf(await node.mine({ to: OTHER_LOCK }), OTHER_LOCK);
  await node.bury(WALLET_TEST_MATURITY);
  return { ...node, own, foreign };
}

function accept({ mempool }: TestWallet, ...transactions: readonly ReturnType<typeof spend>[]): void {
  for (const tx of transactions) {
    const verdict = mempool.accept(tx);
    invariant(verdict.ok, JSON.stringify(verdict));
  }
}

describe('balances', () => {
  it('are nothing for a wallet without a key, and for a new one', async () => {
    const nothing = { trusted: 0, untrustedPending: 0, immature: 0 };
    const keyless = await openTestWallet({ key: undefined });
    await keyless.mine();
    expect(await keyless.wallet.balances()).toEqual(nothing);
    expect(await (await openTestWallet()).wallet.balances()).toEqual(nothing);
  });

  it('count a reward once so many blocks are on top of it, and not one block before', async () => {
    const { wallet, mine, bury } = await openTestWallet();
    await mine();
    await bury(WALLET_TEST_MATURITY - 1);
    expect(await wallet.balances()).toEqual({ trusted: 0, untrustedPending: 0, immature: REWARD });
    await bury(1);
    expect(await wallet.balances()).toEqual({ trusted: REWARD, untrustedPending: 0, immature: 0 });
  });

  it('trust own change that waits, not what others send', async () => {
    const node = await openRichWallet();
    const change = 3 * FEE;
    accept(
      node,
      spend([node.own], [payTo(OTHER_LOCK, REWARD - change - FEE), payTo(OWN_LOCK, change)]),
      spend([node.foreign], [payTo(OWN_LOCK, 5 * FEE), payTo(OTHER_LOCK, REWARD - 6 * FEE)]),
    );
    expect(await node.wallet.balances()).toEqual({
      trusted: change,
      untrustedPending: 5 * FEE,
      immature: 0,
    });
    expect((await node.wallet.balances(1)).trusted).toBe(0);
  });

  it('trust a chain of own payments, and no longer where somebody else’s coin comes in', async () => {
    const node = await openRichWallet();
    const first = spend([node.own], [payTo(OWN_LOCK, REWARD - FEE)]);
    const second = spend(
      [{ txid: first.txid, index: 0, value: REWARD - FEE, lock: OWN_LOCK }],
      [payTo(OWN_LOCK, REWARD - 2 * FEE)],
    );
    accept(node, first, second);
    expect(await node.wallet.balances()).toMatchObject({ trusted: REWARD - 2 * FEE, untrustedPending: 0 });
    const joint = spend(
      [{ txid: second.txid, index: 0, value: REWARD - 2 * FEE, lock: OWN_LOCK }, node.foreign],
      [payTo(OWN_LOCK, 2 * REWARD - 3 * FEE)],
    );
    accept(node, joint);
    expect(await node.wallet.balances()).toMatchObject({
      trusted: 0,
      untrustedPending: 2 * REWARD - 3 * FEE,
    });
  });

  it('count confirmations', async () => {
    const node = await openRichWallet();
    const payment = spend([node.foreign], [payTo(OWN_LOCK, REWARD - FEE)]);
    await node.mine({ to: OTHER_LOCK, transactions: [payment] });
    expect((await node.wallet.balances(1)).trusted).toBe(2 * REWARD - FEE);
    expect((await node.wallet.balances(2)).trusted).toBe(REWARD);
    await node.bury(1);
    expect((await node.wallet.balances(2)).trusted).toBe(2 * REWARD - FEE);
  });

  it('follow a reorganisation: what left the chain waits again, a reward that left is gone', async () => {
    const node = await openRichWallet();
    const payment = spend([node.foreign], [payTo(OWN_LOCK, REWARD - FEE)]);
    const fork = node.chainstate.tip();
    await node.mine({ to: OTHER_LOCK, transactions: [payment] });
    const reward = await node.mine();
    expect(await node.wallet.balances()).toEqual({
      trusted: 2 * REWARD - FEE,
      untrustedPending: 0,
      immature: REWARD,
    });
    // A longer chain from before the payment, without it.
    let parent = await node.mine({ parent: fork, to: OTHER_LOCK, tag: 1 });
    for (let i = 0; i < 2; i++) parent = await node.mine({ parent, to: OTHER_LOCK, tag: 1 });
    expect(node.chainstate.tip().hash).toEqual(parent.hash);
    expect(node.chainstate.coins.getCoin(rewardOf(reward))).toBeUndefined();
    expect(await node.wallet.balances()).toEqual({
      trusted: REWARD,
      untrustedPending: REWARD - FEE,
      immature: 0,
    });
  });
});

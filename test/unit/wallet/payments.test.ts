import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { serializeTransaction } from '../../../src/primitives/tx.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { invariant } from '../../../src/util/invariant.ts';
import { MAX_PAYMENT_COINS } from '../../../src/wallet/build-payment.ts';
import { payTo, spend } from '../../helpers/spending.ts';
import {
  OTHER_LOCK,
  OWN_LOCK,
  openTestWallet,
  REWARD,
  rewardOf,
  type TestWallet,
  WALLET_TEST_MATURITY,
} from '../../helpers/test-wallet.ts';

const COIN = 100_000_000;

/** A wallet with so many mature rewards. */
async function openRichWallet(rewards = 1): Promise<TestWallet> {
  const node = await openTestWallet();
  for (let i = 0; i < rewards; i++) await node.mine();
  await node.bury(WALLET_TEST_MATURITY);
  return node;
}

const to = (value: number) => ({ value, scriptPubKey: OTHER_LOCK.scriptPubKey });

async function prepare({ wallet }: TestWallet, value: number, feePerVbyte?: number) {
  const result = await wallet.preparePayment(to(value), feePerVbyte);
  invariant(result.ok, `refused: ${JSON.stringify(result)}`);
  return result.payment;
}

describe('a payment', () => {
  it('sends the transaction that was shown, byte for byte, and the next block holds it', async () => {
    const node = await openRichWallet();
    const payment = await prepare(node, 20 * COIN);
    expect(node.mempool.count()).toBe(0);
    const sent = await node.wallet.sendPayment(payment.tx.txid);
    expect(sent).toMatchObject({ ok: true });
    const [entry] = node.mempool.entries();
    invariant(entry, 'a transaction waits');
    expect(toHex(serializeTransaction(entry.tx))).toBe(toHex(serializeTransaction(payment.tx)));
    expect(entry.fee).toBe(payment.fee);
    expect(await node.wallet.balances()).toMatchObject({ trusted: REWARD - 20 * COIN - payment.fee });
    await node.mine({ to: OTHER_LOCK, transactions: [entry.tx] });
    expect(await node.wallet.balances(1)).toMatchObject({ trusted: REWARD - 20 * COIN - payment.fee });
  });

  it('can be sent once', async () => {
    const node = await openRichWallet();
    const { tx } = await prepare(node, COIN);
    expect(await node.wallet.sendPayment(tx.txid)).toMatchObject({ ok: true });
    expect(await node.wallet.sendPayment(tx.txid)).toEqual({ ok: false, refusal: { kind: 'unknown' } });
  });

  it('holds its coins until it is sent, cancelled or ten minutes old', async () => {
    const node = await openRichWallet();
    const first = await prepare(node, COIN);
    const lack = { kind: 'not-enough', spendable: 0, reserved: REWARD, immature: [] };
    expect(await node.wallet.preparePayment(to(COIN))).toEqual({ ok: false, refusal: lack });
    expect(await node.wallet.spendableCoins()).toEqual([]);
    expect(node.wallet.cancelPayment(first.tx.txid)).toBe(true);
    expect(node.wallet.cancelPayment(first.tx.txid)).toBe(false);
    const second = await prepare(node, 2 * COIN);
    node.passMinutes(9);
    expect(await node.wallet.preparePayment(to(COIN))).toMatchObject({ ok: false });
    node.passMinutes(1);
    expect(await node.wallet.preparePayment(to(COIN))).toMatchObject({ ok: true });
    expect(await node.wallet.sendPayment(second.tx.txid)).toEqual({
      ok: false,
      refusal: { kind: 'unknown' },
    });
  });

  it('prepares two at a time from different coins', async () => {
    const node = await openRichWallet(2);
    const [a, b] = [await prepare(node, COIN), await prepare(node, COIN)];
    expect(a.coins[0]?.outpoint).not.toEqual(b.coins[0]?.outpoint);
    expect(await node.wallet.sendPayment(b.tx.txid)).toMatchObject({ ok: true });
    expect(await node.wallet.sendPayment(a.tx.txid)).toMatchObject({ ok: true });
  });

  it('forgets the oldest of more than a hundred', async () => {
    const node = await openRichWallet(101);
    const ids = [];
    for (let i = 0; i < 101; i++) ids.push((await prepare(node, COIN)).tx.txid);
    expect(ids.map(node.wallet.cancelPayment)).toEqual([false, ...Array(100).fill(true)]);
  });

  it('never replaces what spent its coin in the meantime', async () => {
    const node = await openTestWallet();
    const own = rewardOf(await node.mine());
    await node.bury(WALLET_TEST_MATURITY);
    const payment = await prepare(node, COIN, 100);
    // Cheaper than the payment, which could replace it.
    const other = spend([own], [payTo(OTHER_LOCK, REWARD - 200)]);
    expect(node.mempool.accept(other)).toMatchObject({ ok: true });
    expect(await node.wallet.sendPayment(payment.tx.txid)).toEqual({
      ok: false,
      refusal: { kind: 'spent', spender: other.txid },
    });
    expect([...node.mempool.entries()].map(({ tx }) => displayHash(tx.txid))).toEqual([
      displayHash(other.txid),
    ]);
  });

  it('is refused once a reorganisation took its coin away', async () => {
    const node = await openTestWallet();
    await node.mine();
    const fork = node.chainstate.genesis();
    await node.bury(WALLET_TEST_MATURITY);
    const payment = await prepare(node, COIN);
    let parent = await node.mine({ parent: fork, to: OTHER_LOCK, tag: 1 });
    for (let i = 0; i < 4; i++) parent = await node.mine({ parent, to: OTHER_LOCK, tag: 1 });
    expect(await node.wallet.sendPayment(payment.tx.txid)).toMatchObject({
      ok: false,
      refusal: { kind: 'refused', rejected: { code: 'bad-txns-inputs-missingorspent' } },
    });
    expect(node.mempool.count()).toBe(0);
  });

  it('waits again after a reorganisation that left its block', async () => {
    const node = await openRichWallet();
    const payment = await prepare(node, COIN);
    await node.wallet.sendPayment(payment.tx.txid);
    const before = node.chainstate.tip();
    await node.mine({ to: OTHER_LOCK, transactions: [payment.tx] });
    expect(node.mempool.count()).toBe(0);
    const side = await node.mine({ parent: before, to: OTHER_LOCK, tag: 1 });
    await node.mine({ parent: side, to: OTHER_LOCK, tag: 1 });
    expect(node.mempool.get(payment.tx.txid)).toBeDefined();
    expect((await node.wallet.balances()).trusted).toBe(REWARD - COIN - payment.fee);
  });

  it('spends own change that waits where confirmed coins do not suffice', async () => {
    const node = await openRichWallet();
    const first = await prepare(node, COIN);
    await node.wallet.sendPayment(first.tx.txid);
    const second = await prepare(node, 2 * COIN);
    expect(second.coins.map(({ outpoint }) => outpoint)).toEqual([{ txid: first.tx.txid, index: 1 }]);
    expect(await node.wallet.sendPayment(second.tx.txid)).toMatchObject({ ok: true });
  });

  it('does not spend what others sent before it is confirmed', async () => {
    const node = await openTestWallet();
    const foreign = rewardOf(await node.mine({ to: OTHER_LOCK }), OTHER_LOCK);
    await node.bury(WALLET_TEST_MATURITY);
    expect(node.mempool.accept(spend([foreign], [payTo(OWN_LOCK, REWARD - 1000)]))).toMatchObject({
      ok: true,
    });
    expect(await node.wallet.preparePayment(to(COIN))).toMatchObject({
      ok: false,
      refusal: { kind: 'not-enough', spendable: 0 },
    });
  });
});

describe('what is refused before anything is made', () => {
  it('no key', async () => {
    const node = await openTestWallet({ key: undefined });
    expect(await node.wallet.preparePayment(to(COIN))).toEqual({ ok: false, refusal: { kind: 'no-key' } });
    expect(await node.wallet.spendableCoins()).toEqual([]);
  });

  it('dust, below 294 satoshis to a key hash', async () => {
    const node = await openRichWallet();
    expect(await node.wallet.preparePayment(to(293))).toEqual({
      ok: false,
      refusal: { kind: 'too-small', minimum: 294 },
    });
    expect(await node.wallet.preparePayment(to(294))).toMatchObject({ ok: true });
  });

  it('more than there is, with what matures when', async () => {
    const node = await openRichWallet();
    await node.mine();
    await node.mine();
    const { height } = node.chainstate.tip();
    expect(await node.wallet.preparePayment(to(REWARD))).toEqual({
      ok: false,
      refusal: {
        kind: 'not-enough',
        spendable: REWARD,
        reserved: 0,
        immature: [
          { height: height - 1, value: REWARD },
          { height, value: REWARD },
        ],
      },
    });
  });

  it('more than the fee leaves', async () => {
    const node = await openRichWallet();
    expect(await node.wallet.preparePayment(to(REWARD - 110))).toMatchObject({ ok: true });
    const again = await openRichWallet();
    expect(await again.wallet.preparePayment(to(REWARD - 109))).toMatchObject({
      ok: false,
      refusal: { kind: 'not-enough' },
    });
  });

  it('a fee above 0.1 coins', async () => {
    const node = await openRichWallet();
    expect(await node.wallet.preparePayment(to(COIN), 70_000)).toMatchObject({ ok: true });
    const again = await openRichWallet();
    expect(await again.wallet.preparePayment(to(COIN), 71_000)).toEqual({
      ok: false,
      refusal: { kind: 'fee-too-high', fee: 141 * 71_000, limit: COIN / 10 },
    });
  });

  it('more coins than one payment spends', async () => {
    const node = await openTestWallet();
    const big = rewardOf(await node.mine({ to: OTHER_LOCK }), OTHER_LOCK);
    await node.bury(WALLET_TEST_MATURITY);
    const part = 10_000;
    const count = MAX_PAYMENT_COINS + 1;
    const parts = Array.from({ length: count }, () => payTo(OWN_LOCK, part));
    await node.mine({ to: OTHER_LOCK, transactions: [spend([big], parts)] });
    expect(await node.wallet.preparePayment(to(count * part - 40_000))).toEqual({
      ok: false,
      refusal: { kind: 'too-many-coins', limit: MAX_PAYMENT_COINS, reach: MAX_PAYMENT_COINS * part },
    });
  });

  it('what the mempool would refuse', async () => {
    const node = await openTestWallet({ mempool: { minRelayFeeRate: 5000 } });
    await node.mine();
    await node.bury(WALLET_TEST_MATURITY);
    expect(await node.wallet.preparePayment(to(COIN), 4)).toMatchObject({
      ok: false,
      refusal: { kind: 'refused', rejected: { code: 'min relay fee not met' } },
    });
    // Without a wish it pays what is asked for.
    expect(await node.wallet.preparePayment(to(COIN))).toMatchObject({ ok: true, payment: { fee: 5 * 141 } });
  });
});

describe('spendableCoins', () => {
  it('lists mature coins and own change that waits', async () => {
    const node = await openRichWallet(2);
    await node.mine();
    expect(await node.wallet.spendableCoins()).toHaveLength(2);
    const payment = await prepare(node, COIN);
    await node.wallet.sendPayment(payment.tx.txid);
    const coins = await node.wallet.spendableCoins();
    expect(coins.map(({ coin }) => coin.output.value)).toEqual([REWARD, REWARD - COIN - payment.fee]);
  });
});

describe('receivingScript', () => {
  it('makes the key where there is none', async () => {
    const node = await openTestWallet({ key: undefined });
    expect(toHex(await node.wallet.receivingScript())).toBe(toHex(OWN_LOCK.scriptPubKey));
    expect(await node.wallet.preparePayment(to(COIN))).toMatchObject({ refusal: { kind: 'not-enough' } });
  });
});

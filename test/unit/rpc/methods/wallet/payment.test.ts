import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { encodeAddress } from '../../../../../src/script/address.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { MAX_PAYMENT_COINS } from '../../../../../src/wallet/build-payment.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { payTo, spend } from '../../../../helpers/spending.ts';
import {
  OTHER_LOCK,
  OWN_LOCK,
  openTestWallet,
  REWARD,
  rewardOf,
  type TestWallet,
  WALLET_TEST_MATURITY,
} from '../../../../helpers/test-wallet.ts';
import { walletRpc } from '../../../../helpers/wallet-rpc.ts';

const addressOf = ({ scriptPubKey }: { readonly scriptPubKey: Uint8Array }) =>
  expectDefined(encodeAddress(scriptPubKey, REGTEST.addresses), 'P2WPKH');
const OTHER = addressOf(OTHER_LOCK);

async function openRichNode() {
  const node = await openTestWallet();
  await node.mine();
  await node.bury(WALLET_TEST_MATURITY);
  return { ...node, ...walletRpc(node) };
}

interface PaymentView {
  readonly txid: string;
  readonly fee: number;
}

describe('preparePayment and sendPayment', () => {
  it('show what is paid, and send it', async () => {
    const { call, mempool, chainstate } = await openRichNode();
    const payment = await call<PaymentView>('preparePayment', OTHER, 20.5);
    expect(payment).toEqual({
      txid: expect.stringMatching(/^[0-9a-f]{64}$/),
      address: OTHER,
      amount: 20.5,
      fee: 0.00000141,
      fee_rate: 1,
      vsize: 141,
      change: 29.49999859,
      inputs: 1,
    });
    expect(mempool.count()).toBe(0);
    expect(await call('sendPayment', payment.txid)).toEqual({
      txid: payment.txid,
      nextblock: chainstate.tip().height + 1,
      waiting: 141,
      generate: false,
    });
    expect([...mempool.entries()].map(({ tx }) => displayHash(tx.txid))).toEqual([payment.txid]);
  });

  it.each(['0.00000294', 0.00000294, '2.94e-6'])('take an amount exactly: %j', async (amount) => {
    const { call } = await openRichNode();
    expect(await call('preparePayment', OTHER, amount)).toMatchObject({ amount: 0.00000294 });
  });

  it('pay the fee that is asked for', async () => {
    const { call } = await openRichNode();
    expect(await call('preparePayment', OTHER, 1, 7)).toMatchObject({ fee: 0.00000987, fee_rate: 7 });
  });

  it('take a payment back', async () => {
    const { call, refusal } = await openRichNode();
    const { txid } = await call<PaymentView>('preparePayment', OTHER, 1);
    expect(await call('cancelPayment', txid)).toBe(true);
    expect(await call('cancelPayment', txid)).toBe(false);
    expect(await refusal('sendPayment', txid)).toBe(
      '-8 No prepared payment has this id: it was sent or cancelled before, or it is more than ten minutes old. getMempoolEntry tells whether it was sent.',
    );
  });

  it.each([
    ['1.123456789', '-3 Invalid amount'],
    ['1,5', '-3 Invalid amount'],
    [-1, '-3 Amount out of range'],
    [21_000_001, '-3 Amount out of range'],
    [true, '-3 Amount is not a number or string'],
  ])('refuse what is no amount: %j', async (amount, expected) => {
    const { refusal } = await openRichNode();
    expect(await refusal('preparePayment', OTHER, amount)).toContain(expected);
  });

  it.each([0, -1, 1_000_001, 1.5])('refuse the fee rate %d', async (rate) => {
    const { refusal } = await openRichNode();
    expect(await refusal('preparePayment', OTHER, 1, rate)).toMatch(/^-(?:1|3|8) /);
  });
});

describe('an address of another network', () => {
  it.each([
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'main'],
    ['1BoatSLRHtKNngkdXEeobR76b53LETtpyT', 'main'],
    ['tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'signet, testnet4'],
  ])('%s is named as one of %s', async (address, networks) => {
    const { refusal } = await openRichNode();
    expect(await refusal('preparePayment', address, 1)).toBe(
      `-5 Invalid address: ${address} is an address of ${networks}; this node runs regtest, whose addresses start with bcrt1`,
    );
  });

  it('is told from one that is mistyped', async () => {
    const { refusal } = await openRichNode();
    const mistyped = `${OTHER.slice(0, -1)}${OTHER.endsWith('q') ? 'p' : 'q'}`;
    expect(await refusal('preparePayment', mistyped, 1)).toBe('-5 Invalid address: Invalid Bech32 checksum');
  });
});

describe('a payment that can not be made', () => {
  it('says that there is no key', async () => {
    const { refusal } = walletRpc(await openTestWallet({ key: undefined }));
    expect(await refusal('preparePayment', OTHER, 1)).toMatch(
      /^-6 Insufficient funds: there is no default key yet, .* nonced call getDefaultAddress$/,
    );
  });

  it('says what would be enough of it', async () => {
    const { refusal } = await openRichNode();
    expect(await refusal('preparePayment', OTHER, 0.00000293)).toMatch(
      /^-6 Transaction amount too small: pay at least 0\.00000294 to this address\./,
    );
    expect(await refusal('preparePayment', OTHER, 0)).toContain('0.00000294');
  });

  it('says how much there is', async () => {
    const { refusal } = await openRichNode();
    expect(await refusal('preparePayment', OTHER, 50)).toBe(
      '-6 Insufficient funds: 50.00000000 is to be paid and the fee comes on top, 50.00000000 can be spent now.',
    );
  });

  it('says what matures, and when', async () => {
    const node = await openTestWallet();
    const { refusal } = walletRpc(node);
    await node.mine();
    const lack =
      '-6 Insufficient funds: 1.00000000 is to be paid and the fee comes on top, 0.00000000 can be spent now; ';
    expect(await refusal('preparePayment', OTHER, 1)).toBe(
      `${lack}50.00000000 of mining rewards has to mature, which it does at block 4 (3 blocks from now).`,
    );
    await node.bury(1);
    await node.mine();
    expect(await refusal('preparePayment', OTHER, 1)).toBe(
      `${lack}100.00000000 of mining rewards has to mature: 50.00000000 of it does at block 4 (1 block from now), the last of it at block 6.`,
    );
    // And it does.
    await node.bury(1);
    expect((await node.wallet.balances()).trusted).toBe(REWARD);
  });

  it('says what other payments hold', async () => {
    const { call, refusal } = await openRichNode();
    await call('preparePayment', OTHER, 1);
    expect(await refusal('preparePayment', OTHER, 1)).toContain(
      '0.00000000 can be spent now; 50.00000000 is held for ten minutes by payments that were prepared',
    );
  });

  it('says that the coins are too many', async () => {
    const node = await openTestWallet();
    const { refusal } = walletRpc(node);
    const big = rewardOf(await node.mine({ to: OTHER_LOCK }), OTHER_LOCK);
    await node.bury(WALLET_TEST_MATURITY);
    const parts = Array.from({ length: MAX_PAYMENT_COINS + 1 }, () => payTo(OWN_LOCK, 100_000));
    await node.mine({ to: OTHER_LOCK, transactions: [spend([big], parts)] });
    expect(await refusal('preparePayment', OTHER, 0.5005)).toMatch(
      /^-6 Insufficient funds in one payment: it spends at most 500 coins, and the most valuable ones come to 0\.50000000\./,
    );
  });

  it('says that the fee is too high', async () => {
    const { refusal } = await openRichNode();
    expect(await refusal('preparePayment', OTHER, 1, 71_000)).toBe(
      '-4 Fee exceeds maximum: it would be 0.10011000, at most 0.10000000 is paid. Give a lower fee rate, or pay in several parts.',
    );
  });

  it('says why the mempool refuses it', async () => {
    const node = await openTestWallet({ mempool: { minRelayFeeRate: 5000 } });
    await node.mine();
    await node.bury(WALLET_TEST_MATURITY);
    expect(await walletRpc(node).refusal('preparePayment', OTHER, 1, 1)).toBe(
      '-26 min relay fee not met, 141 < 705',
    );
  });

  it('says what spent its coin in the meantime', async () => {
    const node = await openTestWallet();
    const own = rewardOf(await node.mine());
    await node.bury(WALLET_TEST_MATURITY);
    const { call, refusal } = walletRpc(node);
    const { txid } = await call<PaymentView>('preparePayment', OTHER, 1);
    const other = spend([own], [payTo(OTHER_LOCK, REWARD - 1000)]);
    node.mempool.accept(other);
    expect(await refusal('sendPayment', txid)).toBe(
      `-26 txn-mempool-conflict: a coin of this payment was spent in the meantime, by ${displayHash(other.txid)}. Nothing was sent; prepare the payment again.`,
    );
  });

  it('says that its coin is gone', async () => {
    const node = await openTestWallet();
    await node.mine();
    await node.bury(WALLET_TEST_MATURITY);
    const { call, refusal } = walletRpc(node);
    const { txid } = await call<PaymentView>('preparePayment', OTHER, 1);
    await node.chainstate.invalidateBlock(expectDefined(node.chainstate.atHeight(1), 'its block'));
    expect(await refusal('sendPayment', txid)).toMatch(/^-25 bad-txns-inputs-missingorspent/);
  });
});

describe('getDefaultAddress', () => {
  it('is the address of the key, made where there is none', async () => {
    for (const options of [{}, { key: undefined }]) {
      const { call } = walletRpc(await openTestWallet(options));
      expect(await call('getDefaultAddress')).toBe(addressOf(OWN_LOCK));
    }
  });
});

describe('getBalance, getBalances, listUnspent', () => {
  it('agree about what there is', async () => {
    const node: TestWallet = await openTestWallet();
    const { call } = walletRpc(node);
    const block = await node.mine();
    await node.bury(WALLET_TEST_MATURITY - 1);
    expect(await call('getBalance')).toBe(0);
    expect(await call('getBalances')).toEqual({
      mine: { trusted: 0, untrusted_pending: 0, immature: 50 },
      lastprocessedblock: { hash: displayHash(node.chainstate.tip().hash), height: WALLET_TEST_MATURITY },
    });
    expect(await call('listUnspent')).toEqual([]);
    await node.bury(1);
    expect(await call('getBalance', '*', 4)).toBe(50);
    expect(await call('getBalance', null, 5)).toBe(0);
    expect(await call('listUnspent')).toEqual([
      {
        txid: displayHash(rewardOf(block).txid),
        vout: 0,
        address: addressOf(OWN_LOCK),
        scriptPubKey: expect.stringMatching(/^0014/),
        amount: 50,
        confirmations: 4,
        spendable: true,
        solvable: true,
        safe: true,
      },
    ]);
    expect(await call('listUnspent', 5)).toEqual([]);
    expect(await call('listUnspent', 1, 3)).toEqual([]);
  });

  it('list own change that waits only when asked', async () => {
    const { call } = await openRichNode();
    const { txid } = await call<PaymentView>('preparePayment', OTHER, 1);
    await call('sendPayment', txid);
    expect(await call('listUnspent')).toEqual([]);
    expect(await call('listUnspent', 0)).toMatchObject([{ txid, vout: 1, confirmations: 0, safe: true }]);
    expect(await call('getBalance')).toBe(48.99999859);
    expect(await call('getBalance', '*', 1)).toBe(0);
  });

  it('refuse an account, as Core does', async () => {
    const { refusal } = walletRpc(await openTestWallet());
    expect(await refusal('getBalance', 'savings')).toBe(
      '-32 dummy first argument must be excluded or set to "*".',
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findScriptFailure } from '../../../src/consensus/check-scripts.ts';
import { transactionWeight, virtualSize } from '../../../src/consensus/weight.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../../src/policy/standard-flags.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { buildPayment, MAX_PAYMENT_COINS, type Payment } from '../../../src/wallet/build-payment.ts';
import type { OwnedCoin } from '../../../src/wallet/ports.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { OTHER_LOCK, OWN_KEY } from '../../helpers/test-wallet.ts';
import { numberedHash } from '../../helpers/transactions.ts';

/** A payment of one coin with change, and one without, at one satoshi for each byte: what selection reckons with. */
const VSIZE_WITH_CHANGE = 141;
const VSIZE_WITHOUT_CHANGE = 110;

/** Change of P2WPKH below this is dust at the default rate. @source Bitcoin Core src/test/transaction_tests.cpp */
const DUST = 294;

const coinsOf = (...values: readonly number[]): OwnedCoin[] =>
  values.map((value, i) => ({
    outpoint: { txid: numberedHash(i), index: i },
    coin: { output: { value, scriptPubKey: OWN_KEY.scriptPubKey }, height: 1, isCoinbase: false },
  }));

const pay = (value: number, coins: readonly OwnedCoin[], feePerVbyte = 1): Payment | undefined =>
  buildPayment({
    output: { value, scriptPubKey: OTHER_LOCK.scriptPubKey },
    feePerVbyte,
    coins,
    key: OWN_KEY,
    prefixes: REGTEST.addresses,
    dustRelayFeeRate: 3000,
  });

/** What the transaction itself says, from its own bytes and the coins that it names. */
function auditOf({ tx, coins }: Payment) {
  const paidIn = coins.reduce((sum, { coin }) => sum + coin.output.value, 0);
  const paidOut = tx.outputs.reduce((sum, { value }) => sum + value, 0);
  return { fee: paidIn - paidOut, vsize: virtualSize(transactionWeight(tx)) };
}

describe('buildPayment', () => {
  it('pays the amount, and gives the rest less the fee back', () => {
    const payment = expectDefined(pay(30_000, coinsOf(100_000)), 'enough');
    expect(payment.tx.outputs).toEqual([
      { value: 30_000, scriptPubKey: OTHER_LOCK.scriptPubKey },
      { value: 70_000 - VSIZE_WITH_CHANGE, scriptPubKey: OWN_KEY.scriptPubKey },
    ]);
    expect(payment).toMatchObject({ fee: VSIZE_WITH_CHANGE, change: 70_000 - VSIZE_WITH_CHANGE });
  });

  it('keeps change that is no dust, and leaves one satoshi less to the miner', () => {
    const value = 100_000 - VSIZE_WITH_CHANGE - DUST;
    expect(pay(value, coinsOf(100_000))).toMatchObject({ change: DUST, fee: VSIZE_WITH_CHANGE });
    expect(pay(value + 1, coinsOf(100_000))).toMatchObject({
      change: 0,
      fee: VSIZE_WITH_CHANGE + DUST - 1,
      tx: { outputs: [{ value: value + 1 }] },
    });
  });

  it('pays what the coins bring less the fee, and not a satoshi more', () => {
    const most = 100_000 - VSIZE_WITHOUT_CHANGE;
    expect(pay(most, coinsOf(100_000))).toMatchObject({ change: 0, fee: VSIZE_WITHOUT_CHANGE });
    expect(pay(most + 1, coinsOf(100_000))).toBeUndefined();
    expect(pay(1000, [])).toBeUndefined();
  });

  it('takes the coin that fits where there is one, else the most valuable', () => {
    const coins = coinsOf(10_000, 50_000, 90_000);
    const valuesOf = (payment: Payment | undefined) => payment?.coins.map(({ coin }) => coin.output.value);
    expect(valuesOf(pay(50_000 - VSIZE_WITHOUT_CHANGE, coins))).toEqual([50_000]);
    expect(valuesOf(pay(60_000, coins))).toEqual([90_000]);
    expect(valuesOf(pay(120_000, coins))).toEqual([90_000, 50_000]);
  });

  it.each([1, 5, 37])('pays at least %i satoshis for each virtual byte', (feePerVbyte) => {
    const payment = expectDefined(pay(150_000, coinsOf(60_000, 60_000, 60_000), feePerVbyte), 'enough');
    expect(payment.fee).toBeGreaterThanOrEqual(feePerVbyte * payment.vsize);
    // One weight unit for each input that a signature may turn out shorter.
    expect(payment.fee).toBeLessThanOrEqual(feePerVbyte * (payment.vsize + 3));
  });

  it('signs so that it may be replaced, for the next block', () => {
    const { tx } = expectDefined(pay(1000, coinsOf(100_000)), 'enough');
    expect(tx).toMatchObject({ version: 2, lockTime: 0, inputs: [{ sequence: 0xfffffffd }] });
  });

  it('pays to an address of a kind that is not known yet', () => {
    const scriptPubKey = Uint8Array.of(0x60, 4, 1, 2, 3, 4);
    const payment = buildPayment({
      output: { value: 1000, scriptPubKey },
      feePerVbyte: 1,
      coins: coinsOf(100_000),
      key: OWN_KEY,
      prefixes: REGTEST.addresses,
      dustRelayFeeRate: 3000,
    });
    expect(toHex(payment?.tx.outputs[0]?.scriptPubKey ?? new Uint8Array())).toBe(toHex(scriptPubKey));
  });

  it('says the fee that the signed transaction pays, whatever the coins and the amount', () => {
    const values = fc.array(fc.integer({ min: 300, max: 200_000 }), { minLength: 1, maxLength: 6 });
    const feePerVbyte = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(values, fc.integer({ min: DUST, max: 300_000 }), feePerVbyte, (coins, value, rate) => {
        const payment = pay(value, coinsOf(...coins), rate);
        if (!payment) return;
        expect(payment).toMatchObject(auditOf(payment));
        expect(payment.fee).toBeGreaterThanOrEqual(rate * payment.vsize);
        expect(payment.tx.outputs.every((output) => output.value >= DUST)).toBe(true);
        const failure = findScriptFailure({
          tx: payment.tx,
          coins: payment.coins.map(({ coin }) => coin),
          flags: STANDARD_SCRIPT_VERIFY_FLAGS,
        });
        expect(failure).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it('stays within what is relayed with as many coins as there may be', () => {
    const coins = coinsOf(...Array<number>(MAX_PAYMENT_COINS).fill(10_000));
    const payment = expectDefined(pay(MAX_PAYMENT_COINS * 9920, coins), 'enough');
    expect(payment.coins).toHaveLength(MAX_PAYMENT_COINS);
    expect(transactionWeight(payment.tx)).toBeLessThan(400_000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transactionWeight, virtualSize } from '../../../../src/consensus/weight.ts';
import {
  planTransfer,
  type TransferPlan,
  withWitnesses,
} from '../../../../src/rpc/tutorial/plan-transfer.ts';
import type { OwnedCoin } from '../../../../src/wallet/ports.ts';
import { numberedHash, outputOf } from '../../../helpers/transactions.ts';
import { person } from '../../../helpers/tutorial.ts';

const ALICE = person('alice');
const BOB = person('bob');
const RULES = { feeRate: 1000, dustRelayFeeRate: 3000 };

/** Virtual bytes of one input and two P2WPKH outputs, and of one output alone, with the largest signature. */
const SIZE_WITH_CHANGE = 141;
const SIZE_ALONE = 110;

/** Below this a P2WPKH output is dust. */
const DUST = 294;

const coin = (value: number, number = value): OwnedCoin => ({
  outpoint: { txid: numberedHash(number), index: 0 },
  coin: { output: outputOf(value, ALICE.scriptPubKey), height: number, isCoinbase: false },
});

const plan = (amount: number, coins: readonly OwnedCoin[]) =>
  planTransfer({ from: ALICE, to: BOB, amount }, coins, RULES);

const values = (of: TransferPlan | undefined) => of?.unsigned.outputs.map(({ value }) => value);

describe('planTransfer', () => {
  it('pays the receiver, the change to the sender, and one satoshi for each virtual byte', () => {
    const made = plan(10_000, [coin(50_000)]);
    expect(values(made)).toEqual([10_000, 40_000 - SIZE_WITH_CHANGE]);
    expect(made?.fee).toBe(SIZE_WITH_CHANGE);
    expect(made?.unsigned.outputs.map(({ scriptPubKey }) => scriptPubKey)).toEqual([
      BOB.scriptPubKey,
      ALICE.scriptPubKey,
    ]);
  });

  it('leaves change that would be dust to the miner', () => {
    const enough = plan(1000, [coin(1000 + SIZE_WITH_CHANGE + DUST)]);
    expect(values(enough)).toEqual([1000, DUST]);
    const less = plan(1000, [coin(1000 + SIZE_WITH_CHANGE + DUST - 1)]);
    expect(values(less)).toEqual([1000]);
    expect(less?.fee).toBe(SIZE_WITH_CHANGE + DUST - 1);
  });

  it('needs the fee beside the amount', () => {
    expect(values(plan(1000, [coin(1000 + SIZE_ALONE)]))).toEqual([1000]);
    expect(plan(1000, [coin(1000 + SIZE_ALONE - 1)])).toBeUndefined();
    expect(plan(1000, [])).toBeUndefined();
  });

  it('takes the first coin that suffices alone, and else the first ones that do together', () => {
    const [small, large, larger] = [coin(5000), coin(20_000), coin(90_000)];
    expect(plan(10_000, [small, large, larger])?.coins).toEqual([large]);
    expect(plan(25_000, [small, large, larger])?.coins).toEqual([larger]);
    expect(plan(22_000, [small, large])?.coins).toEqual([small, large]);
    expect(plan(100_000, [small, large, larger])?.coins).toEqual([small, large, larger]);
  });

  it('stays the same when coins come behind those that it has', () => {
    const value = fc.integer({ min: 300, max: 100_000 });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 8 }), fc.array(value), value, (before, after, amount) => {
        const all = [...before, ...after].map((satoshis, i) => coin(satoshis, i));
        const early = plan(amount, all.slice(0, before.length));
        const late = plan(amount, all);
        // A later coin that suffices alone is taken before several early ones.
        if (early?.coins.length === 1) expect(late).toEqual(early);
      }),
    );
  });

  it('balances, and pays the rate for what it weighs once signed', () => {
    const value = fc.integer({ min: 300, max: 100_000 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), value, (worths, amount) => {
        const coins = worths.map((satoshis, i) => coin(satoshis, i));
        const made = plan(amount, coins);
        if (!made) return;
        const valueIn = made.coins.reduce((sum, { coin: { output } }) => sum + output.value, 0);
        const valueOut = (values(made) ?? []).reduce((sum, out) => sum + out, 0);
        expect(valueIn).toBe(valueOut + made.fee);
        const signed = withWitnesses(made.unsigned, () => [new Uint8Array(72), new Uint8Array(33)]);
        expect(made.fee).toBeGreaterThanOrEqual(virtualSize(transactionWeight(signed)));
        expect(made.fee).toBeLessThan(virtualSize(transactionWeight(signed)) + 31 + DUST);
      }),
    );
  });
});

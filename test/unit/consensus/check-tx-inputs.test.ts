import { describe, expect, it } from 'vitest';
import { checkTransactionInputs } from '../../../src/consensus/check-tx-inputs.ts';
import type { Coin } from '../../../src/consensus/coin.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { accept, reject } from '../../../src/util/verdict.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const CONTEXT = { height: 200, coinbaseMaturity: 100 };

const coinOf = (value: number, fields: Partial<Coin> = {}): Coin => ({
  output: outputOf(value),
  height: 1,
  isCoinbase: false,
  ...fields,
});

/** Spends as many coins as there are inputs, and pays `valueOut`. */
const spend = (coins: readonly (Coin | undefined)[], valueOut: number) =>
  checkTransactionInputs(
    transactionOf({ inputs: coins.map((_, i) => inputOf(i)), outputs: [outputOf(valueOut)] }),
    coins,
    CONTEXT,
  );

describe('checkTransactionInputs', () => {
  it('returns the fee', () => {
    expect(spend([coinOf(7), coinOf(5)], 10)).toEqual(accept(2));
  });

  it('bad-txns-inputs-missingorspent', () => {
    expect(spend([coinOf(7), coinOf(7)], 1)).toMatchObject({ ok: true });
    expect(spend([coinOf(7), undefined], 1)).toMatchObject({
      ok: false,
      code: 'bad-txns-inputs-missingorspent',
    });
  });

  it('bad-txns-premature-spend-of-coinbase', () => {
    expect(spend([coinOf(7, { isCoinbase: true, height: 100 })], 7)).toEqual(accept(0));
    expect(spend([coinOf(7, { isCoinbase: true, height: 101 })], 7)).toEqual(
      reject('bad-txns-premature-spend-of-coinbase', 'tried to spend coinbase at depth 99'),
    );
    expect(spend([coinOf(7, { height: 199 })], 7)).toEqual(accept(0));
  });

  it('bad-txns-inputvalues-outofrange for one coin', () => {
    expect(spend([coinOf(MAX_MONEY)], MAX_MONEY)).toEqual(accept(0));
    for (const value of [MAX_MONEY + 1, -1]) {
      expect(spend([coinOf(value)], 1)).toEqual(reject('bad-txns-inputvalues-outofrange'));
    }
  });

  it('bad-txns-inputvalues-outofrange for the sum', () => {
    expect(spend([coinOf(MAX_MONEY - 1), coinOf(1)], MAX_MONEY)).toEqual(accept(0));
    expect(spend([coinOf(MAX_MONEY - 1), coinOf(2)], 1)).toEqual(reject('bad-txns-inputvalues-outofrange'));
  });

  it('bad-txns-in-belowout', () => {
    expect(spend([coinOf(5)], 5)).toEqual(accept(0));
    expect(spend([coinOf(5)], 6)).toEqual(
      reject('bad-txns-in-belowout', 'value in (0.00000005) < value out (0.00000006)'),
    );
  });

  it('bad-txns-fee-outofrange, which only a negative output can bring about', () => {
    expect(spend([coinOf(MAX_MONEY)], 0)).toEqual(accept(MAX_MONEY));
    expect(spend([coinOf(MAX_MONEY)], -1)).toEqual(reject('bad-txns-fee-outofrange'));
  });
});

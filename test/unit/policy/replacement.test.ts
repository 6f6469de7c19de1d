import { describe, expect, it } from 'vitest';
import {
  checkReplacementCount,
  checkReplacementFees,
  type Replacement,
  signalsReplacement,
} from '../../../src/policy/replacement.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

const OLD = { fee: 1_000, vsize: 200 };

/** Pays as much as it must, and not a satoshi more. */
const ENOUGH: Replacement = {
  own: { fee: 1_020, vsize: 200 },
  withAncestors: { fee: 1_020, vsize: 200 },
  conflicts: [OLD],
  evictedFee: OLD.fee,
  incrementalRelayFeeRate: 100,
};

const withFee = (fee: number, vsize = 200): Pick<Replacement, 'own' | 'withAncestors'> => {
  return { own: { fee, vsize }, withAncestors: { fee, vsize } };
};

describe('checkReplacementFees', () => {
  it('asks for the fee of all that go and for its own way', () => {
    expect(checkReplacementFees(ENOUGH)).toEqual({ ok: true, value: undefined });
    expect(checkReplacementFees({ ...ENOUGH, ...withFee(1_019) })).toEqual({
      ok: false,
      code: 'insufficient fee',
      debug: 'not enough additional fees to relay: 19 < 20 satoshis',
    });
  });

  it('asks for a better rate than that of any conflict', () => {
    const larger = { ...ENOUGH, ...withFee(1_040, 208) };
    expect(checkReplacementFees(larger)).toMatchObject({ ok: false, code: 'insufficient fee' });
    expect(checkReplacementFees({ ...ENOUGH, ...withFee(1_041, 208) })).toMatchObject({ ok: true });
  });

  it('asks for as much as all that go have paid, whatever its rate', () => {
    const smaller = { ...ENOUGH, ...withFee(2_499, 100), evictedFee: 2_500 };
    expect(checkReplacementFees(smaller)).toMatchObject({
      ok: false,
      debug: 'less fees than conflicting txs: 2499 < 2500 satoshis',
    });
    expect(checkReplacementFees({ ...smaller, ...withFee(2_510, 100) })).toMatchObject({ ok: true });
  });

  it('takes the rate with ancestors where that is worse', () => {
    const burdened = { ...ENOUGH, withAncestors: { fee: 1_021, vsize: 5_000 } };
    expect(checkReplacementFees(burdened)).toMatchObject({ ok: false, code: 'insufficient fee' });
  });
});

describe('checkReplacementCount', () => {
  it('lets 100 go, not 101', () => {
    expect(checkReplacementCount(100).ok).toBe(true);
    expect(checkReplacementCount(101)).toEqual({
      ok: false,
      code: 'too many potential replacements',
      debug: '101 > 100',
    });
  });
});

describe('signalsReplacement', () => {
  it.each([
    [0xfffffffd, true],
    [0xfffffffe, false],
    [0xffffffff, false],
    [0, true],
  ])('sequence %i: %s', (sequence, signals) => {
    const tx = transactionOf({ inputs: [inputOf(1), inputOf(2, { sequence })] });
    expect(signalsReplacement(tx)).toBe(signals);
  });
});

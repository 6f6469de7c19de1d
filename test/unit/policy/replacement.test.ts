import { describe, expect, it } from 'vitest';
import {
  checkReplacementCount,
  checkReplacementFees,
  type Offer,
  type Replacement,
  signalsReplacement,
} from '../../../src/policy/replacement.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

/** Without unconfirmed ancestors. */
const paying = (fee: number, vsize: number): Offer => {
  return { own: { fee, vsize }, withAncestors: { fee, vsize } };
};

/** Pays as much as it must, and not a satoshi more. */
const ENOUGH: Replacement = {
  offer: paying(1_020, 200),
  conflicts: [paying(1_000, 200)],
  evictedFee: 1_000,
  incrementalRelayFeeRate: 100,
};

const outcome = (change: Partial<Replacement>): string | undefined => {
  const verdict = checkReplacementFees({ ...ENOUGH, ...change });
  if (verdict.ok) return 'accepted';
  expect(verdict.code).toBe('insufficient fee');
  return verdict.debug;
};

describe('checkReplacementFees', () => {
  it('asks for the fee of all that go and for its own way', () => {
    expect(outcome({})).toBe('accepted');
    expect(outcome({ offer: paying(1_019, 200) })).toBe(
      'not enough additional fees to relay: 19 < 20 satoshis',
    );
  });

  it('asks for a better rate than that of any conflict', () => {
    expect(outcome({ offer: paying(1_040, 208) })).toBe('new feerate 5000 <= old feerate 5000 satoshis/kvB');
    expect(outcome({ offer: paying(1_041, 208) })).toBe('accepted');
    expect(outcome({ conflicts: [paying(1, 200), paying(1_020, 200)] })).toMatch(/^new feerate 5100 <= /);
  });

  it('asks for as much as all that go have paid, whatever its rate', () => {
    const smaller = { offer: paying(2_499, 100), evictedFee: 2_500 };
    expect(outcome(smaller)).toBe('less fees than conflicting txs: 2499 < 2500 satoshis');
    expect(outcome({ ...smaller, offer: paying(2_510, 100) })).toBe('accepted');
  });

  it('does not let it hide behind parents that pay too little', () => {
    const burdened = { own: { fee: 1_020, vsize: 200 }, withAncestors: { fee: 1_021, vsize: 5_000 } };
    expect(outcome({ offer: burdened })).toBe('new feerate 204 <= old feerate 5000 satoshis/kvB');
    const conflict = { own: { fee: 1_000, vsize: 200 }, withAncestors: { fee: 1_001, vsize: 5_000 } };
    expect(outcome({ offer: burdened, conflicts: [conflict] })).toBe('accepted');
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

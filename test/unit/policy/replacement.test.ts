import { describe, expect, it } from 'vitest';
import {
  checkReplacementCount,
  checkReplacementDiagram,
  checkReplacementFees,
  type Replacement,
  signalsReplacement,
} from '../../../src/policy/replacement.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { inputOf, numberedHash, transactionOf } from '../../helpers/transactions.ts';

const TXID = numberedHash(1);
const STEM = `rejecting replacement ${displayHash(TXID)}`;

/** Pays as much as it must, and not a satoshi more. */
const ENOUGH: Replacement = {
  txid: TXID,
  fee: 1_020,
  vsize: 200,
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
    expect(outcome({ fee: 1_019 })).toBe(
      `${STEM}, not enough additional fees to relay; 0.00000019 < 0.0000002`,
    );
    expect(outcome({ vsize: 201 })).toMatch(/0\.0000002 < 0\.00000021$/);
  });

  it('says it in other words where it pays less than all that go', () => {
    expect(outcome({ fee: 999 })).toBe(`${STEM}, less fees than conflicting txs; 0.00000999 < 0.00001`);
    expect(outcome({ fee: 1_000 })).toMatch(/not enough additional fees/);
  });
});

describe('checkReplacementCount', () => {
  it('lets conflicts be of 100 clusters, not 101', () => {
    expect(checkReplacementCount(TXID, 100).ok).toBe(true);
    expect(checkReplacementCount(TXID, 101)).toEqual({
      ok: false,
      code: 'too many potential replacements',
      debug: `${STEM}; too many conflicting clusters (101 > 100)`,
    });
  });
});

describe('checkReplacementDiagram', () => {
  it('asks for a better one', () => {
    expect(checkReplacementDiagram('better').ok).toBe(true);
    for (const outcome of ['worse', 'equal', 'incomparable'] as const) {
      expect(checkReplacementDiagram(outcome)).toEqual({
        ok: false,
        code: 'replacement-failed',
        debug: 'insufficient feerate: does not improve feerate diagram',
      });
    }
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

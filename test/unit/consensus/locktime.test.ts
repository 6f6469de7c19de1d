import { describe, expect, it } from 'vitest';
import { isFinalTransaction } from '../../../src/consensus/locktime.ts';
import { SEQUENCE_FINAL } from '../../../src/primitives/tx.ts';
import { LOCKTIME_THRESHOLD } from '../../../src/script/limits.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

/** Whether a transaction with that lock time, and an input that isn't final, may be in the block. */
const isFinal = (lockTime: number, height: number, time: number): boolean =>
  isFinalTransaction(
    transactionOf({ lockTime, inputs: [inputOf(1), inputOf(2, { sequence: SEQUENCE_FINAL - 1 })] }),
    height,
    time,
  );

describe('isFinalTransaction', () => {
  it('lets a height pass once the block is above it', () => {
    expect(isFinal(100, 101, 0)).toBe(true);
    expect(isFinal(100, 100, 4_000_000_000)).toBe(false);
  });

  it('lets a time pass once the clock is beyond it', () => {
    expect(isFinal(1_700_000_000, 0, 1_700_000_001)).toBe(true);
    expect(isFinal(1_700_000_000, 4_000_000_000, 1_700_000_000)).toBe(false);
  });

  it('takes numbers from 500,000,000 on for times', () => {
    expect(LOCKTIME_THRESHOLD).toBe(500_000_000);
    expect(isFinal(499_999_999, 500_000_000, 0)).toBe(true);
    expect(isFinal(499_999_999, 0, 500_000_000)).toBe(false);
    expect(isFinal(500_000_000, 0, 500_000_001)).toBe(true);
    expect(isFinal(500_000_000, 500_000_001, 0)).toBe(false);
  });

  it('has no lock at 0', () => {
    expect(isFinal(0, 0, 0)).toBe(true);
  });

  it('has no lock where every input is final', () => {
    const sequences = (...list: number[]) => list.map((sequence, i) => inputOf(i, { sequence }));
    const locked = (inputs: ReturnType<typeof sequences>) =>
      isFinalTransaction(transactionOf({ lockTime: 100, inputs }), 100, 0);
    expect(locked(sequences(SEQUENCE_FINAL, SEQUENCE_FINAL))).toBe(true);
    expect(locked(sequences(SEQUENCE_FINAL, 0))).toBe(false);
  });
});

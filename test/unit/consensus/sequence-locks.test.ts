import { describe, expect, it } from 'vitest';
import {
  areSequenceLocksMet,
  calculateSequenceLocks,
  type SpentOrigin,
} from '../../../src/consensus/sequence-locks.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

const BY_TIME = 1 << 22;
const DISABLED = 0x80000000;

const origin = (height: number, time: number): SpentOrigin => ({
  height,
  medianTimePastBefore: () => time,
});

/** Locks of a transaction whose inputs have these sequences and spend outputs of height 100 and time 5000. */
const locksOf = (sequences: readonly number[], version = 2) =>
  calculateSequenceLocks(
    transactionOf({ version, inputs: sequences.map((sequence, n) => inputOf(n, { sequence })) }),
    sequences.map(() => origin(100, 5000)),
  );

const NONE = { height: -1, time: -1 };

describe('calculateSequenceLocks', () => {
  it('counts heights from the output on', () => {
    expect(locksOf([0])).toEqual({ height: 99, time: -1 });
    expect(locksOf([10])).toEqual({ height: 109, time: -1 });
    expect(locksOf([0xffff])).toEqual({ height: 100 + 0xffff - 1, time: -1 });
  });

  it('counts time in steps of 512 seconds from the median time before the output', () => {
    expect(locksOf([BY_TIME])).toEqual({ height: -1, time: 4999 });
    expect(locksOf([BY_TIME + 3])).toEqual({ height: -1, time: 5000 + 3 * 512 - 1 });
    expect(locksOf([BY_TIME + 0xffff])).toEqual({ height: -1, time: 5000 + 0xffff * 512 - 1 });
  });

  it('looks at the lower 16 bits alone', () => {
    expect(locksOf([0x003f0000 + 10])).toEqual({ height: 109, time: -1 });
    expect(locksOf([0x7fff0000 + 10])).toEqual({ height: -1, time: 5000 + 10 * 512 - 1 });
  });

  it('takes the latest of each kind', () => {
    expect(locksOf([5, 10, 7, BY_TIME + 2, BY_TIME + 1])).toEqual({ height: 109, time: 5000 + 1023 });
  });

  it('locks nothing by a sequence with the highest bit', () => {
    expect(locksOf([DISABLED, 0xffffffff, DISABLED + 5, DISABLED + BY_TIME + 5])).toEqual(NONE);
  });

  it('locks nothing in a transaction of version 1, and does in any above', () => {
    expect(locksOf([10], 1)).toEqual(NONE);
    expect(locksOf([10], 0)).toEqual(NONE);
    expect(locksOf([10], 2).height).toBe(109);
    expect(locksOf([10], 0xffffffff).height).toBe(109);
  });

  it('asks for times only where a lock is by time', () => {
    const never: SpentOrigin = {
      height: 1,
      medianTimePastBefore: () => {
        throw new Error('asked');
      },
    };
    expect(calculateSequenceLocks(transactionOf({ inputs: [inputOf(1, { sequence: 5 })] }), [never])).toEqual(
      {
        height: 5,
        time: -1,
      },
    );
  });
});

describe('areSequenceLocksMet', () => {
  const block = { height: 110, parentMedianTimePast: 6000 };

  it('lets the block pass whose height is above the lock', () => {
    expect(areSequenceLocksMet({ height: 109, time: -1 }, block)).toBe(true);
    expect(areSequenceLocksMet({ height: 110, time: -1 }, block)).toBe(false);
  });

  it('lets the block pass whose parent has a median time beyond the lock', () => {
    expect(areSequenceLocksMet({ height: -1, time: 5999 }, block)).toBe(true);
    expect(areSequenceLocksMet({ height: -1, time: 6000 }, block)).toBe(false);
  });

  it('lets every block pass without locks', () => {
    expect(areSequenceLocksMet(NONE, { height: 0, parentMedianTimePast: 0 })).toBe(true);
  });
});

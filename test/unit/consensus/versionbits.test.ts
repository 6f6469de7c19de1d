import { describe, expect, it } from 'vitest';
import {
  type EndedPeriod,
  isSignalling,
  NO_TIMEOUT,
  nextThresholdState,
  type ThresholdState,
} from '../../../src/consensus/versionbits.ts';

describe('isSignalling', () => {
  it.each([
    ['the bit under the marker', 0x30000000, 28, true],
    ['the bit beside others', 0x30000013, 4, true],
    ['another bit', 0x20000010, 3, false],
    ['the lowest bit', 0x20000001, 0, true],
    ['the marker alone', 0x20000000, 28, false],
    ['the bit under no marker', 0x10000000, 28, false],
    ['the bit of an old version', 4, 2, false],
    ['a marker with one more bit', 0x60000008, 3, false],
    ['a negative version', 0xa0000008 | 0, 3, false],
  ])('of %s', (_, version, bit, expected) => {
    expect(isSignalling(version, bit)).toBe(expected);
  });
});

describe('nextThresholdState', () => {
  const rules = { startTime: 1000n, timeout: 2000n, minActivationHeight: 500, period: 100, threshold: 75 };

  /** What follows a period with that time and those signals, whose next block has that height. */
  const next = (
    state: ThresholdState,
    [medianTimePast, signals, nextHeight]: readonly [number, number, number],
    changes: Partial<typeof rules> = {},
  ) => {
    const period: EndedPeriod = { medianTimePast, nextHeight, countSignals: () => signals };
    return nextThresholdState(state, period, { ...rules, ...changes });
  };

  it.each<readonly [ThresholdState, readonly [number, number, number], ThresholdState]>([
    ['defined', [999, 100, 900], 'defined'],
    ['defined', [1000, 0, 900], 'started'],
    // Signals of the period before the start don't count, and the timeout is looked at a period later.
    ['defined', [2000, 100, 900], 'started'],
    ['started', [1500, 74, 900], 'started'],
    ['started', [1500, 75, 900], 'locked_in'],
    ['started', [1999, 74, 900], 'started'],
    ['started', [2000, 74, 900], 'failed'],
    ['started', [2000, 75, 900], 'locked_in'],
    ['locked_in', [1500, 0, 499], 'locked_in'],
    ['locked_in', [1500, 0, 500], 'active'],
    ['locked_in', [9999, 0, 500], 'active'],
    ['active', [9999, 0, 500], 'active'],
    ['failed', [1500, 100, 900], 'failed'],
  ])('%s, %j: %s', (state, period, expected) => {
    expect(next(state, period)).toBe(expected);
  });

  it('never fails without a timeout', () => {
    expect(next('started', [2 ** 32 - 1, 74, 900], { timeout: NO_TIMEOUT })).toBe('started');
  });

  it('counts signals only where they matter', () => {
    const countSignals = (): number => {
      throw new Error('counted');
    };
    for (const state of ['defined', 'locked_in', 'active', 'failed'] as const) {
      nextThresholdState(state, { medianTimePast: 5000, nextHeight: 900, countSignals }, rules);
    }
    expect(() =>
      nextThresholdState('started', { medianTimePast: 0, nextHeight: 900, countSignals }, rules),
    ).toThrow('counted');
  });
});

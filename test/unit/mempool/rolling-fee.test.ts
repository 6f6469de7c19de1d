import { beforeEach, describe, expect, it } from 'vitest';
import { createRollingFee, type RollingFee } from '../../../src/mempool/rolling-fee.ts';
import { createSystemClock, type SystemClock } from '../../../src/node/system-clock.ts';

const MAX_BYTES = 1_000_000;
const HALF_LIFE = 12 * 3600;
const START = 1_700_000_000;

describe('createRollingFee', () => {
  let clock: SystemClock;
  let rolling: RollingFee;
  let now: number;

  const pass = (seconds: number): void => {
    now += seconds;
    clock.setMockTime(now);
  };

  beforeEach(() => {
    now = START;
    clock = createSystemClock(START);
    rolling = createRollingFee({ clock, maxBytes: MAX_BYTES, incrementalRelayFeeRate: 100 });
  });

  it('asks for nothing at first', () => {
    expect(rolling.minimum(MAX_BYTES)).toBe(0);
  });

  it('asks for one step more than what was thrown out last paid at most', () => {
    rolling.noteEvicted({ fee: 1_000, vsize: 1_000 });
    rolling.noteEvicted({ fee: 500, vsize: 1_000 });
    expect(rolling.minimum(MAX_BYTES)).toBe(1_100);
  });

  it('stays until a block comes, then halves in twelve hours', () => {
    rolling.noteEvicted({ fee: 9_900, vsize: 1_000 });
    pass(10 * HALF_LIFE);
    expect(rolling.minimum(MAX_BYTES)).toBe(10_000);
    rolling.noteBlock();
    pass(HALF_LIFE);
    expect(rolling.minimum(MAX_BYTES)).toBe(5_000);
    pass(HALF_LIFE);
    expect(rolling.minimum(MAX_BYTES)).toBe(2_500);
  });

  it.each([
    [MAX_BYTES / 2, 1],
    [MAX_BYTES / 2 - 1, 2],
    [MAX_BYTES / 4, 2],
    [MAX_BYTES / 4 - 1, 4],
  ])('with %d bytes in use it falls %d times as fast', (usage, times) => {
    rolling.noteEvicted({ fee: 9_900, vsize: 1_000 });
    rolling.noteBlock();
    pass(HALF_LIFE / times);
    expect(rolling.minimum(usage)).toBe(5_000);
  });

  it('falls in steps of more than ten seconds', () => {
    rolling.noteEvicted({ fee: 1e9, vsize: 1_000 });
    rolling.noteBlock();
    pass(10);
    expect(rolling.minimum(MAX_BYTES)).toBe(1e9 + 100);
    pass(1);
    expect(rolling.minimum(MAX_BYTES)).toBeLessThan(1e9);
  });

  it('is forgotten below half a step, and never asks for less than one', () => {
    rolling.noteEvicted({ fee: 60, vsize: 1_000 });
    rolling.noteBlock();
    pass(HALF_LIFE);
    expect(rolling.minimum(MAX_BYTES)).toBe(100);
    pass(HALF_LIFE);
    expect(rolling.minimum(MAX_BYTES)).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { createUploadTarget } from '../../../src/p2p/upload-target.ts';

const DAY = 24 * 60 * 60;
const BLOCK = 4_000_000;
/** So many blocks may come in a day. */
const KEPT_BACK = 144 * BLOCK;

function openTarget(target: number) {
  const clock = { now: 1_700_000_000, nowSeconds: () => clock.now };
  return { clock, target: createUploadTarget(target, clock) };
}

describe('createUploadTarget', () => {
  it('is never reached where there is none', () => {
    const { target } = openTarget(0);
    target.noteSent(10 ** 12);
    expect([target.isReached(true), target.isReached(false)]).toEqual([false, false]);
    expect(target.read()).toMatchObject({
      target: 0,
      bytesLeft: 0,
      timeLeft: 0,
      servesHistoricalBlocks: true,
    });
  });

  it('keeps enough back to pass on every new block of the day', () => {
    const { target } = openTarget(KEPT_BACK + 1000);
    target.noteSent(999);
    expect(target.isReached(true)).toBe(false);
    target.noteSent(1);
    expect([target.isReached(true), target.isReached(false)]).toEqual([true, false]);
    target.noteSent(KEPT_BACK);
    expect(target.isReached(false)).toBe(true);
    expect(target.read()).toMatchObject({ isReached: true, servesHistoricalBlocks: false, bytesLeft: 0 });
  });

  it('serves no old block where even that is too much', () => {
    expect(openTarget(KEPT_BACK).target.isReached(true)).toBe(true);
  });

  it('counts anew after a day, from the first byte then', () => {
    const { clock, target } = openTarget(KEPT_BACK + 1000);
    expect(target.read().timeLeft).toBe(DAY);
    target.noteSent(5000);
    clock.now += DAY;
    expect(target.read().timeLeft).toBe(0);
    target.noteSent(1);
    expect(target.read().bytesLeft).toBe(KEPT_BACK + 1000 - 5001);
    clock.now += 1;
    target.noteSent(2);
    expect(target.read()).toMatchObject({ bytesLeft: KEPT_BACK + 998, timeLeft: DAY });
  });
});

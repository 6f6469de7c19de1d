import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../src/node/system-clock.ts';

describe('createSystemClock', () => {
  it("tells the machine's time", () => {
    const before = Date.now();
    const clock = createSystemClock();
    expect(clock.nowMs()).toBeGreaterThanOrEqual(before);
    expect(clock.nowMs()).toBeLessThanOrEqual(Date.now());
    expect(clock.nowSeconds()).toBe(Math.floor(clock.nowSeconds()));
    expect(clock.nowSeconds()).toBeGreaterThanOrEqual(Math.floor(before / 1000));
    expect(clock.nowSeconds() * 1000).toBeLessThanOrEqual(Date.now());
  });

  it('is frozen by mock time until that is 0', () => {
    const clock = createSystemClock(1000);
    expect([clock.nowSeconds(), clock.nowMs()]).toEqual([1000, 1_000_000]);
    clock.setMockTime(2000);
    expect(clock.nowSeconds()).toBe(2000);
    clock.setMockTime(0);
    expect(clock.nowMs()).toBeGreaterThan(1e12);
  });

  it('goes on measuring durations under mock time', async () => {
    const clock = createSystemClock(1000);
    const start = clock.monotonicMs();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.monotonicMs()).toBeGreaterThan(start);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHashRateMeter, HASH_RATE_WINDOWS_MS } from '../../../src/mining/hash-rate.ts';

const { live, minute, quarterHour } = HASH_RATE_WINDOWS_MS;

/** A meter that was read every second from 0 to `seconds` on counters that grow by so many hashes a second. */
function meterAt(seconds: number, ...perSecond: readonly number[]) {
  const meter = createHashRateMeter();
  for (let second = 0; second <= seconds; second++) {
    meter.record(
      1000 * second,
      perSecond.map((rate) => rate * second),
    );
  }
  return meter;
}

describe('the hash-rate meter', () => {
  it('is the rate of each thread and their sum', () => {
    const meter = meterAt(30, 5_000_000, 4_000_000);
    expect(meter.rate(live)).toEqual({ perThread: [5_000_000, 4_000_000], total: 9_000_000 });
  });
  it('is nothing before the first reading, and 0 before the second', () => {
    const meter = createHashRateMeter();
    expect(meter.rate(live)).toEqual({ perThread: [], total: 0 });
    meter.record(5, [1e9, 1e9]);
    expect(meter.rate(live)).toEqual({ perThread: [0, 0], total: 0 });
    meter.record(5, [2e9, 2e9]);
    expect(meter.rate(live).total).toBe(0);
  });
  it('is right from the start, over the time that there is', () => {
    const meter = createHashRateMeter();
    meter.record(1000, [0]);
    meter.record(1250, [250]);
    expect([live, minute, quarterHour].map((window) => meter.rate(window).total)).toEqual([1000, 1000, 1000]);
  });
  it('counts from the first reading on, not from what the counter shows there', () => {
    const meter = createHashRateMeter();
    meter.record(0, [1e12]);
    meter.record(1000, [1e12 + 70]);
    expect(meter.rate(live).total).toBe(70);
  });
  it('forgets what is older than the window', () => {
    const meter = meterAt(100, 1000);
    for (let second = 101; second <= 110; second++)
      meter.record(1000 * second, [100_000 + 3000 * (second - 100)]);
    expect(meter.rate(live).total).toBe(3000);
    expect(meter.rate(20_000).total).toBe(2000);
  });
  it('falls to 0 in a pause, and rises without a jump after it', () => {
    const meter = meterAt(20, 1000);
    for (let second = 21; second <= 30; second++) meter.record(1000 * second, [20_000]);
    expect(meter.rate(live).total).toBe(0);
    meter.record(31_000, [21_000]);
    expect(meter.rate(live).total).toBe(100);
  });
  it('takes a gap between readings as the time that it was', () => {
    const meter = meterAt(10, 1000);
    meter.record(110_000, [10_000 + 50_000]);
    expect(meter.rate(live).total).toBe(500);
  });
  it('tells of the threads that there are now, and counts in the total those that there were', () => {
    const meter = meterAt(5, 1000, 1000);
    meter.record(10_000, [10_000, 5000]);
    expect(meter.rate(live, 1)).toEqual({ perThread: [1000], total: 1500 });
    expect(meter.rate(live)).toEqual({ perThread: [1000, 500], total: 1500 });
  });
  it('counts a new thread from 0', () => {
    const meter = meterAt(5, 1000);
    meter.record(10_000, [10_000, 5000]);
    expect(meter.rate(live)).toEqual({ perThread: [1000, 500], total: 1500 });
  });
  it('is within the slowest and the fastest rate of its window, however often it is read', () => {
    const step = fc.record({
      ms: fc.integer({ min: 1, max: 5000 }),
      rate: fc.integer({ min: 0, max: 1000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 300 }), (steps) => {
        const meter = createHashRateMeter();
        let [ms, hashes] = [0, 0];
        meter.record(ms, [hashes]);
        for (const { ms: passed, rate } of steps) {
          ms += passed;
          hashes += passed * rate;
          meter.record(ms, [hashes]);
        }
        const rates = steps.map(({ rate }) => 1000 * rate);
        for (const window of [live, minute, quarterHour]) {
          const { total } = meter.rate(window);
          expect(total).toBeGreaterThanOrEqual(Math.min(...rates) - 1e-6);
          expect(total).toBeLessThanOrEqual(Math.max(...rates) + 1e-6);
        }
      }),
    );
  });
  it('keeps its long window exact when it is read a thousand times a second', () => {
    const meter = createHashRateMeter();
    for (let ms = 0; ms <= 20_000; ms++) meter.record(ms, [ms < 10_000 ? ms : 10_000 + 3 * (ms - 10_000)]);
    expect(meter.rate(minute).total).toBe(2000);
    expect(meter.rate(live).total).toBeCloseTo(3000, -2);
  });
  it.each([
    [0, [false, false, false]],
    [1, [true, false, false]],
    [10, [true, false, false]],
    [11, [true, true, false]],
    [60, [true, true, false]],
    [61, [true, true, true]],
    [5000, [true, true, true]],
  ])('after %i s knows the windows that say something of their own', (seconds, known) => {
    const rates = meterAt(seconds, 1000).rates();
    expect([rates.live, rates.minute, rates.quarterHour].map((rate) => rate !== undefined)).toEqual(known);
    for (const rate of Object.values(rates)) expect(rate?.total ?? 1000).toBe(1000);
  });
  it('has rates of each window', () => {
    const meter = meterAt(900, 1000);
    for (let second = 901; second <= 910; second++)
      meter.record(1000 * second, [900_000 + 61_000 * (second - 900)]);
    const { live: last, minute: mid, quarterHour: long } = meter.rates();
    expect([last?.total, mid?.total, Math.round(long?.total ?? 0)]).toEqual([61_000, 11_000, 1667]);
  });
});

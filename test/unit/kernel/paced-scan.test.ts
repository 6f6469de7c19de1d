import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NonceScan } from '../../../src/kernel/kernel.ts';
import { createPacedScan, SLICE_MS, WATCHED_SLICE_MS } from '../../../src/kernel/paced-scan.ts';

/** A kernel on a clock of its own: so many nonces a millisecond, solutions where they are said to be. */
function simulate({
  lanes = 4,
  rate = 5000,
  solutions = [] as readonly number[],
  /** A kernel that watches its permit, and loses it at this time. */
  calledOffAtMs = undefined as number | undefined,
} = {}) {
  let nowMs = 0;
  const slices: number[] = [];
  const tried: number[] = [];
  const machine = { rate };
  const scan: NonceScan = (first, count) => {
    slices.push(count);
    const nonce = solutions.find((solution) => solution >= first && solution < first + count);
    const wanted = nonce === undefined ? count : nonce - first + 1;
    const left = Math.max(
      0,
      Math.floor(((calledOffAtMs ?? Number.POSITIVE_INFINITY) - nowMs) * machine.rate),
    );
    const done = Math.min(wanted, left);
    if (done < wanted) nowMs = calledOffAtMs ?? 0;
    if (done < wanted) return { nonce: undefined, versions: [], tried: done };
    nowMs += done / machine.rate;
    return { nonce, versions: nonce === undefined ? [] : [7], tried: done };
  };
  const kernel = { lanes, watchesPermit: calledOffAtMs !== undefined };
  const pacedScan = createPacedScan({ kernel, nowMs: () => nowMs, onTried: (count) => tried.push(count) });
  return { scan, pacedScan, slices, tried, machine, now: () => nowMs };
}

const never = (): boolean => false;
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('createPacedScan', () => {
  it('covers the range without gap or overrun, and reports every nonce tried', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 10_000 }),
        (nonceCount, rate) => {
          const { scan, pacedScan, slices, tried } = simulate({ rate });
          const result = pacedScan(scan, { firstNonce: 7, nonceCount, versions: 1 }, never);
          expect(result).toEqual({ nonce: undefined, versions: [], tried: nonceCount });
          expect(sum(slices)).toBe(nonceCount);
          expect(sum(tried)).toBe(nonceCount);
        },
      ),
    );
  });
  it('stops at a solution and counts up to it', () => {
    const { scan, pacedScan, tried } = simulate({ solutions: [5000] });
    expect(pacedScan(scan, { firstNonce: 0, nonceCount: 1e6, versions: 1 }, never)).toEqual({
      nonce: 5000,
      versions: [7],
      tried: 5001,
    });
    expect(sum(tried)).toBe(5001);
  });
  it.each([10, 180, 5000, 45_000])('looks every 0.2 ms at %i hashes a millisecond', (rate) => {
    const { scan, pacedScan, slices } = simulate({ rate });
    pacedScan(scan, { firstNonce: 0, nonceCount: rate * 20, versions: 1 }, never);
    const wanted = Math.max(rate * SLICE_MS, 4);
    const settled = slices.slice(10, -1);
    expect(settled.length).toBeGreaterThan(0);
    for (const slice of settled) expect(Math.abs(slice - wanted)).toBeLessThanOrEqual(4);
  });
  it('makes slices of whole lanes', () => {
    const { scan, pacedScan, slices } = simulate({ lanes: 4, rate: 1111 });
    pacedScan(scan, { firstNonce: 0, nonceCount: 10_001, versions: 1 }, never);
    expect(slices.slice(0, -1).every((slice) => slice % 4 === 0)).toBe(true);
  });
  it('follows a rate that falls, and does not believe one slow slice', () => {
    const { scan, pacedScan, slices, machine } = simulate({ rate: 5000 });
    pacedScan(scan, { firstNonce: 0, nonceCount: 100_000, versions: 1 }, never);
    machine.rate = 50;
    pacedScan(scan, { firstNonce: 0, nonceCount: 100, versions: 1 }, never);
    machine.rate = 5000;
    slices.length = 0;
    pacedScan(scan, { firstNonce: 0, nonceCount: 5000, versions: 1 }, never);
    expect(slices[0]).toBeGreaterThan(800);
    machine.rate = 50;
    pacedScan(scan, { firstNonce: 0, nonceCount: 100_000, versions: 1 }, never);
    expect(slices.at(-2)).toBeLessThan(20);
  });
  it('does nothing where the work is stale from the beginning', () => {
    const { scan, pacedScan, slices } = simulate();
    expect(pacedScan(scan, { firstNonce: 0, nonceCount: 100, versions: 1 }, () => true)).toEqual({
      nonce: undefined,
      versions: [],
      tried: 0,
    });
    expect(slices).toEqual([]);
  });
  it('leaves within a slice once the work is stale', () => {
    const { scan, pacedScan, now } = simulate();
    const result = pacedScan(scan, { firstNonce: 0, nonceCount: 2 ** 32, versions: 1 }, () => now() >= 10);
    expect(now()).toBeLessThan(10 + 2 * SLICE_MS);
    expect(result.nonce).toBeUndefined();
  });
  it('counts each nonce once for every version, and makes slices shorter by as much', () => {
    const { scan, pacedScan, slices, tried } = simulate({ rate: 5000, lanes: 1 });
    pacedScan(scan, { firstNonce: 0, nonceCount: 100_000, versions: 64 }, never);
    expect(sum(tried)).toBe(6_400_000);
    // The simulated kernel needs a nonce's time for all its versions: its rate of headers is 64 times as high.
    expect(slices.at(-2)).toBeGreaterThan(900);
    expect(slices.at(-2)).toBeLessThanOrEqual(1000);
  });
  it('makes long slices for a kernel that watches its permit, and leaves where it was called off', () => {
    const { scan, pacedScan, slices, tried, now } = simulate({ rate: 5000, calledOffAtMs: 95.001 });
    const range = { firstNonce: 0, nonceCount: 2 ** 32, versions: 1 };
    const result = pacedScan(scan, range, () => now() > 95);
    expect(slices.slice(-3)).toEqual(Array(3).fill(WATCHED_SLICE_MS * 5000));
    expect(result).toEqual({ nonce: undefined, versions: [], tried: 95 * 5000 + 5 });
    expect(sum(tried)).toBe(result.tried);
  });
  it('learns nothing of the rate from a slice that was called off', () => {
    const { scan, pacedScan, slices } = simulate({ rate: 5000, calledOffAtMs: 95.001 });
    const range = { firstNonce: 0, nonceCount: 2 ** 32, versions: 1 };
    for (let i = 0; i < 3; i++) pacedScan(scan, range, never);
    expect(slices.slice(-3)).toEqual(Array(3).fill(WATCHED_SLICE_MS * 5000));
  });
  it('works where the clock stands still', () => {
    const kernel = { lanes: 4, watchesPermit: false };
    const pacedScan = createPacedScan({ kernel, nowMs: () => 0, onTried: () => {} });
    const scan: NonceScan = (_, count) => ({ nonce: undefined, versions: [], tried: count });
    expect(pacedScan(scan, { firstNonce: 0, nonceCount: 1000, versions: 1 }, never).tried).toBe(1000);
  });
});

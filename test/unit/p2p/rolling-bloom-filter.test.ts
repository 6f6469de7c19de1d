import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRollingBloomFilter } from '../../../src/p2p/rolling-bloom-filter.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

/** Keys that are hashes, the same for the same seed. */
function keysOf(seed: number, count: number): readonly Uint8Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Uint8Array.from({ length: 32 }, () => random() * 256));
}

/** @source Bitcoin Core src/test/bloom_tests.cpp rolling_bloom */
describe('createRollingBloomFilter', () => {
  const options = { elements: 100, falsePositiveRate: 0.01, tweak: 0x12345678 };

  it('remembers the last keys for sure', () => {
    const filter = createRollingBloomFilter(options);
    const keys = keysOf(1, 1399);
    for (const [i, key] of keys.entries()) {
      filter.insert(key);
      const recent = keys.slice(Math.max(0, i - 99), i + 1);
      expect(recent.every((known) => filter.contains(known))).toBe(true);
    }
  });

  it('takes no more strangers for known than it is asked to', () => {
    const filter = createRollingBloomFilter(options);
    // As full as it gets: one less than a whole number of generations.
    for (const key of keysOf(1, 399)) filter.insert(key);
    const hits = keysOf(2, 10_000).filter((key) => filter.contains(key)).length;
    expect(hits).toBeGreaterThan(10);
    expect(hits).toBeLessThan(150);
  });

  it('forgets in the end', () => {
    const filter = createRollingBloomFilter(options);
    const old = keysOf(1, 399);
    for (const key of [...old, ...keysOf(2, 999)]) filter.insert(key);
    expect(old.filter((key) => filter.contains(key)).length).toBeLessThan(20);
  });

  it('forgets everything when it is reset, and has other strangers then', () => {
    const filter = createRollingBloomFilter(options);
    const keys = keysOf(1, 300);
    const strangers = keysOf(2, 10_000);
    const hits = () => {
      for (const key of keys) filter.insert(key);
      return strangers.flatMap((key, i) => (filter.contains(key) ? [i] : []));
    };
    const before = hits();
    filter.reset(0x87654321);
    expect(keys.some((key) => filter.contains(key))).toBe(false);
    expect(hits()).not.toEqual(before);
    filter.reset(options.tweak);
    expect(hits()).toEqual(before);
  });

  it('has room for as many as it says', () => {
    const filter = createRollingBloomFilter({ ...options, elements: 1000, falsePositiveRate: 0.001 });
    const keys = keysOf(1, 399);
    for (const key of keys) filter.insert(key);
    expect(keys.every((key) => filter.contains(key))).toBe(true);
  });

  it.for([
    // Core’s formula: 3 / (ln 256 · ln 2) · ln(1 / rate) · elements.
    [50_000, 0.000001, 540_000],
    [120_000, 0.000001, 1_295_000],
    [5000, 0.001, 27_000],
  ] as const)('takes for %i keys at %d about %i bytes', ([elements, falsePositiveRate, bytes]) => {
    const { size } = createRollingBloomFilter({ elements, falsePositiveRate, tweak: 0 });
    expect(Math.abs(size / bytes - 1)).toBeLessThan(0.02);
  });

  it('remembers keys of any length, however small it is', () => {
    const anyOptions = fc.record({
      elements: fc.integer({ min: 1, max: 50 }),
      falsePositiveRate: fc.double({ min: 1e-9, max: 0.5, noNaN: true }),
      tweak: fc.nat(0xffffffff),
    });
    fc.assert(
      fc.property(anyOptions, fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 60 }), (opts, keys) => {
        const filter = createRollingBloomFilter(opts);
        for (const [i, key] of keys.entries()) {
          filter.insert(key);
          const recent = keys.slice(Math.max(0, i + 1 - opts.elements), i + 1);
          expect(recent.every((known) => filter.contains(known))).toBe(true);
        }
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Kernel, KernelName } from '../../../src/kernel/kernel.ts';
import { raceKernels, winnerOf } from '../../../src/kernel/race.ts';
import { accept, reject } from '../../../src/util/verdict.ts';

/** Kernels that only take time, on a clock that they move. */
function rigged(ratesPerMs: Partial<Record<KernelName, number>>) {
  let now = 0;
  const load = (name: KernelName) => {
    const rate = ratesPerMs[name];
    if (rate === undefined) return reject('kernel-unsupported', `no ${name}`);
    const kernel: Kernel = {
      name,
      lanes: 4,
      watchesPermit: false,
      prepare:
        ({ versions }) =>
        (_first, count) => {
          now += (count * versions.length) / rate;
          return { nonce: undefined, versions: [], tried: count };
        },
    };
    return accept(kernel);
  };
  return { load, nowMs: () => now, elapsed: () => now };
}

describe('raceKernels', () => {
  it('puts the fastest first and those that do not run last, with their reasons', () => {
    const { load, nowMs } = rigged({ noble: 500, 'wasm-simd': 8000, hybrid: 46_000 });
    const results = raceKernels({ maxVersions: 64, msPerKernel: 40, nowMs, load });
    expect(results.slice(0, 3).map(({ name }) => name)).toEqual(['hybrid', 'wasm-simd', 'noble']);
    const rates = results
      .slice(0, 3)
      .map((result) => 'hashesPerSecond' in result && Math.round(result.hashesPerSecond / 1000));
    expect(rates).toEqual([46_000, 8000, 500]);
    expect(results.slice(3)).toContainEqual({
      name: 'avx2',
      refusal: reject('kernel-unsupported', 'no avx2'),
    });
  });
  it('takes about the time that it is given', () => {
    const { load, nowMs, elapsed } = rigged({ noble: 500, 'wasm-simd': 8000 });
    raceKernels({ maxVersions: 1, msPerKernel: 40, nowMs, load });
    expect(elapsed()).toBeGreaterThan(70);
    expect(elapsed()).toBeLessThan(120);
  });
});

describe('winnerOf', () => {
  it('says by how much, and what did not run', () => {
    const { name, reason } = winnerOf([
      { name: 'avx2', hashesPerSecond: 16e6 },
      { name: 'noble', hashesPerSecond: 4e5 },
      { name: 'hybrid', refusal: reject('kernel-unsupported') },
    ]);
    expect(name).toBe('avx2');
    expect(reason).toBe(
      'avx2 is the fastest here, 16.00 MH/s a thread (noble 0.40 MH/s; hybrid: kernel-unsupported)',
    );
  });
  it('throws where nothing ran', () => {
    expect(() => winnerOf([{ name: 'noble', refusal: reject('no') }])).toThrow('no hash kernel runs here');
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { measurePool } from '../../../../src/node/bench/measure-pool.ts';
import { createMeasuredPool } from '../../../../src/node/bench/run-bench.ts';

const WRONG_WORKER = new URL('../../../helpers/wrong-hash-worker.ts', import.meta.url);

async function measure(threads: number, versions: number, worker?: URL) {
  const measured = createMeasuredPool('wasm-simd', threads, worker);
  try {
    return await measurePool(measured, versions, 0.05);
  } finally {
    await measured.pool.close();
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('measurePool', () => {
  it.each([
    [1, 1],
    [2, 16],
  ])('measures a right engine: %i threads, %i versions', async (threads, versions) => {
    const measured = await measure(threads, versions);
    if (!measured.ok) throw new Error(measured.debug);
    expect(measured.value.hashesPerSecond).toBeGreaterThan(0);
    expect(measured.value.headers % 2 ** 21).toBe(0);
    expect(measured.value.found).toBeGreaterThan(0);
  });

  it.each([
    ['misses one', 'wrong-solutions', /found 61 headers where there are 62/],
    ['invents one', 'wrong-header', /does not meet the target/],
    ['finds one twice', 'wrong-solutions', /found 63 headers where there are 62/],
    ['counts one twice', 'wrong-count', /counted 131073 headers where there were 131072/],
  ])('refuses an engine that %s', async (mistake, code, message) => {
    vi.stubEnv('WRONG_ENGINE', mistake);
    expect(await measure(1, 16, WRONG_WORKER)).toEqual({
      ok: false,
      code,
      debug: expect.stringMatching(message),
    });
  });

  it('thread-failed where a thread dies', async () => {
    vi.stubEnv('WRONG_ENGINE', 'dies');
    expect(await measure(1, 1, WRONG_WORKER)).toMatchObject({ ok: false, code: 'thread-failed' });
  });
});

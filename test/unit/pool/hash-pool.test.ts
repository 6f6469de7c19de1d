import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sha256d } from '../../../src/crypto/sha256d.ts';
import { withSolution } from '../../../src/kernel/kernel.ts';
import { createWorkSource } from '../../../src/mining/job.ts';
import type { WorkSource } from '../../../src/mining/ports.ts';
import { createVersionSpace } from '../../../src/mining/version-rolling.ts';
import { createHashPool, type HashPoolOptions, type TracedHashPool } from '../../../src/pool/hash-pool.ts';
import { bytesToBigIntLE, toHex } from '../../../src/util/bytes.ts';
import { InvariantError } from '../../../src/util/invariant.ts';
import { type Log, SILENT_LOG } from '../../../src/util/log.ts';
import { PATIENCE } from '../../helpers/eventually.ts';
import { RUNNING_KERNELS } from '../../helpers/kernels.ts';

/**
 * Real threads throughout, which get their share of a loaded machine: of the lowest priority, as by default, they would
 * get none. Waits are for what must happen, however long it takes.
 */
const pools: TracedHashPool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function makePool(options: Partial<HashPoolOptions> = {}): TracedHashPool {
  const pool = createHashPool({ kernel: 'wasm-simd', threads: 2, priority: 0, log: SILENT_LOG, ...options });
  pools.push(pool);
  return pool;
}

/** One hash in 2^8 is a solution. */
const TARGET = 2n ** 248n - 1n;

/** A space of two headers with two versions and 2^nonceBits nonces each; `seed` tells one space from another. */
function makeSource(seed: number, { nonceBits = 12, target = TARGET } = {}): WorkSource {
  const header = (extraNonce: number): Uint8Array => {
    const bytes = new Uint8Array(80);
    bytes.set([seed, extraNonce], 36);
    return bytes;
  };
  return createWorkSource({
    header,
    target,
    extraNonces: 2,
    firstTime: 0,
    lastTime: 0,
    nonceBits,
    versions: createVersionSpace(0x20000000, 0x2000),
    versionsPerUnit: 2,
    unitHeaders: 2000,
  });
}

/** Longer than any test: all the nonces there are, with no solution. */
const endlessSource = (seed: number): WorkSource => makeSource(seed, { nonceBits: 32, target: 0n });

const isSolution = (header: Uint8Array): boolean => bytesToBigIntLE(sha256d(header)) <= TARGET;

/** Every solution of a source, found one hash after the other. */
function solutionsOf(source: WorkSource): { headers: string[]; hashes: number } {
  const headers: string[] = [];
  let hashes = 0;
  for (let unit = source.nextUnit(); unit; unit = source.nextUnit()) {
    hashes += unit.nonceCount * unit.versions.length;
    for (let offset = 0; offset < unit.nonceCount; offset++) {
      const tried = unit.versions.map((one) => withSolution(unit.header, one, unit.firstNonce + offset));
      headers.push(...tried.filter(isSolution).map(toHex));
    }
  }
  return { headers: headers.sort(), hashes };
}

const total = (pool: TracedHashPool): number => pool.counts().perThread.reduce((a, b) => a + b, 0);
const allWorkOnCurrent = (pool: TracedHashPool): boolean =>
  pool.threadStates().every(({ epoch }) => epoch === pool.epoch());

/** Waits until the counters stand still. */
async function untilIdle(pool: TracedHashPool): Promise<number> {
  let before = -1;
  while (before !== total(pool)) {
    before = total(pool);
    await sleep(100);
  }
  return before;
}

describe.each(RUNNING_KERNELS.map(({ name }) => name))('a search with %s', (kernel) => {
  it.each([1, 3])('finds every solution once and counts every hash once, on %i threads', async (threads) => {
    const pool = makePool({ kernel, threads });
    const expected = solutionsOf(makeSource(1));
    const found: string[] = [];
    pool.search(makeSource(1), (header) => found.push(toHex(header)));
    await vi.waitUntil(
      () => total(pool) >= expected.hashes && found.length >= expected.headers.length,
      PATIENCE,
    );
    expect(await untilIdle(pool)).toBe(expected.hashes);
    expect(found.sort()).toEqual(expected.headers);
    expect(pool.counts().perThread).toHaveLength(threads);
    expect(pool).toMatchObject({ kernel, threads });
  });
});

describe('search', () => {
  it('puts every thread to work', async () => {
    const pool = makePool({ threads: 3 });
    pool.search(endlessSource(1), () => {});
    await vi.waitUntil(() => pool.counts().perThread.every((hashes) => hashes > 0), PATIENCE);
  });
  it('tells each search what was found for it and nothing else, however fast one follows the other', async () => {
    const pool = makePool();
    const wrong: string[] = [];
    const start = (seed: number): void => {
      pool.search(makeSource(seed, { nonceBits: 20 }), (header) => {
        if (header[36] !== seed || !isSolution(header)) wrong.push(toHex(header));
      });
    };
    for (let seed = 1; seed <= 200; seed++) {
      start(seed);
      if (seed % 3 === 0) await sleep(seed % 5);
    }
    await vi.waitUntil(() => allWorkOnCurrent(pool), PATIENCE);
    expect(wrong).toEqual([]);
  });
  it('passes on what a thread had found when its search was replaced', async () => {
    const pool = makePool({ threads: 1 });
    const found: string[] = [];
    pool.search(makeSource(1), (header) => found.push(toHex(header)));
    await vi.waitUntil(() => found.length > 0, PATIENCE);
    // The thread goes on while this one is busy: what it finds meanwhile waits for its turn here.
    const before = total(pool);
    const until = Date.now() + PATIENCE.timeout;
    while (total(pool) === before && Date.now() < until);
    pool.search(endlessSource(2), () => {});
    await vi.waitUntil(() => found.length > 1, PATIENCE);
  });
  it('finds all of the last of many searches begun at once', async () => {
    const pool = makePool();
    const found: string[] = [];
    for (let seed = 1; seed < 50; seed++) pool.search(makeSource(seed), () => {});
    pool.search(makeSource(50), (header) => found.push(toHex(header)));
    const expected = solutionsOf(makeSource(50)).headers;
    await vi.waitUntil(() => found.length >= expected.length, PATIENCE);
    await untilIdle(pool);
    expect(found.sort()).toEqual(expected);
  });
  it('may be called by the listener of the search that it replaces', async () => {
    const pool = makePool();
    let newest = 0;
    const wrong: number[] = [];
    const start = (seed: number): void => {
      newest = seed;
      pool.search(makeSource(seed), (header) => {
        if (header[36] !== seed) wrong.push(seed);
        if (seed === newest) start(seed + 1);
      });
    };
    start(1);
    await vi.waitUntil(() => newest >= 20, PATIENCE);
    pool.pause();
    expect(wrong).toEqual([]);
  });
  it('moves threads from old work to new while the main thread is busy', async () => {
    const pool = makePool();
    pool.search(endlessSource(1), () => {});
    await vi.waitUntil(() => allWorkOnCurrent(pool), PATIENCE);
    pool.search(endlessSource(2), () => {});
    const until = Date.now() + PATIENCE.timeout;
    while (!allWorkOnCurrent(pool) && Date.now() < until);
    expect(allWorkOnCurrent(pool)).toBe(true);
  });
});

describe('pause', () => {
  it('stops the threads, which go on with the next search', async () => {
    const pool = makePool();
    pool.search(endlessSource(1), () => {});
    await vi.waitUntil(() => total(pool) > 0, PATIENCE);
    pool.pause();
    const before = await untilIdle(pool);
    pool.search(endlessSource(2), () => {});
    await vi.waitUntil(() => total(pool) > before, PATIENCE);
  });
  it('leaves the solutions that a search has left', async () => {
    const pool = makePool();
    let found = 0;
    pool.search(makeSource(1, { nonceBits: 24 }), () => found++);
    await vi.waitUntil(() => found > 0, PATIENCE);
    pool.pause();
    const atPause = found;
    await untilIdle(pool);
    // Each thread may have come to one more before it saw the pause.
    expect(found - atPause).toBeLessThanOrEqual(2 * 2);
  });
});

describe('a thread that is done while the main thread is busy', () => {
  it('goes on with the next unit, also where a header is used up', async () => {
    const pool = makePool();
    // Each header is used up by one unit.
    const headers: number[] = [];
    const source = createWorkSource({
      header: (extraNonce) => {
        headers.push(extraNonce);
        return Uint8Array.from({ length: 80 }, (_, i) => (i === 36 ? extraNonce : 0));
      },
      target: 0n,
      extraNonces: 100,
      firstTime: 0,
      lastTime: 0,
      nonceBits: 18,
      versions: createVersionSpace(4, 0),
      versionsPerUnit: 1,
    });
    pool.search(source, () => {});
    await vi.waitUntil(() => pool.counts().perThread.every((hashes) => hashes > 0), PATIENCE);
    // From here on nothing is handed out: every thread does what it has and the unit that it got ahead.
    const handedOut = headers.length;
    const until = Date.now() + PATIENCE.timeout;
    while (total(pool) < handedOut * 2 ** 18 && Date.now() < until);
    expect(total(pool)).toBe(handedOut * 2 ** 18);
    expect(handedOut).toBeGreaterThanOrEqual(4);
  });
});

describe('resize', () => {
  it('changes the threads in the middle of a search, which finds all and tries each header once', async () => {
    const pool = makePool({ threads: 1 });
    const wanted = { nonceBits: 16 };
    const expected = solutionsOf(makeSource(3, wanted));
    const found: string[] = [];
    pool.search(makeSource(3, wanted), (header) => found.push(toHex(header)));
    for (const threads of [3, 1, 2]) {
      const before = total(pool);
      await vi.waitUntil(() => total(pool) > before, PATIENCE);
      pool.resize(threads);
      expect(pool.threads).toBe(threads);
    }
    expect(pool.counts().perThread).toHaveLength(3);
    await vi.waitUntil(
      () => total(pool) >= expected.hashes && found.length >= expected.headers.length,
      PATIENCE,
    );
    expect(await untilIdle(pool)).toBe(expected.hashes);
    expect(found.sort()).toEqual(expected.headers);
  });
  it('leaves the threads that are too many without work', async () => {
    const pool = makePool({ threads: 3 });
    pool.search(endlessSource(1), () => {});
    await vi.waitUntil(() => pool.counts().perThread.every((hashes) => hashes > 0), PATIENCE);
    pool.resize(1);
    const ofFirst = (): number => pool.counts().perThread[0] ?? 0;
    const ofOthers = (): number => total(pool) - ofFirst();
    // Those that are to leave see it when the system lets them: that they stand still for a while proves nothing, that
    // they do while the first does as much as they ever did, does.
    await vi.waitFor(async () => {
      const [first, others] = [ofFirst(), ofOthers()];
      await vi.waitUntil(() => ofFirst() > first + others, PATIENCE);
      expect(ofOthers()).toBe(others);
    }, PATIENCE);
  });
  it.each([0, 1.5, 1025])('refuses %f threads', (threads) => {
    expect(() => makePool().resize(threads)).toThrow(InvariantError);
  });
});

describe('close', () => {
  it('ends the threads in the middle of their work', async () => {
    const pool = makePool();
    pool.search(endlessSource(1), () => {});
    await vi.waitUntil(() => total(pool) > 0, PATIENCE);
    await pool.close();
    const atClose = total(pool);
    await sleep(50);
    expect(total(pool)).toBe(atClose);
  });
  it('may come while the threads start, before any search, and twice', async () => {
    const pool = makePool();
    pool.search(endlessSource(1), () => {});
    await pool.close();
    await pool.close();
    await makePool().close();
  });
  it('leaves search and pause without effect', async () => {
    const pool = makePool();
    await pool.close();
    pool.search(endlessSource(1), () => {});
    pool.pause();
    await sleep(50);
    expect(total(pool)).toBe(0);
  });
});

describe('a thread that fails', () => {
  const recordWarnings = (): { log: Log; warnings: string[] } => {
    const warnings: string[] = [];
    return { log: { ...SILENT_LOG, warn: (message) => warnings.push(message) }, warnings };
  };
  const worker = new URL('../../helpers/failing-hash-worker.ts', import.meta.url);

  it.each([
    ['exit', 'worker exited with code: 3'],
    ['throw', 'thrown on purpose'],
  ])('is replaced and its work done again (%s)', async (failure, reason) => {
    const folder = mkdtempSync(join(tmpdir(), 'nonced-pool-'));
    const file = join(folder, 'failure');
    writeFileSync(file, failure);
    vi.stubEnv('NONCED_TEST_FAILURE_FILE', file);
    try {
      const { log, warnings } = recordWarnings();
      const pool = makePool({ worker, log, threads: 1 });
      const expected = solutionsOf(makeSource(1));
      const found: string[] = [];
      pool.search(makeSource(1), (header) => found.push(toHex(header)));
      await vi.waitUntil(
        () => total(pool) >= expected.hashes && found.length >= expected.headers.length,
        PATIENCE,
      );
      await untilIdle(pool);
      expect(found.sort()).toEqual(expected.headers);
      expect(warnings).toEqual([expect.stringContaining(`hash thread 0 failed: ${reason}`)]);
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });
  it('is tried again, more and more slowly, where it cannot even start', async () => {
    const { log, warnings } = recordWarnings();
    const pool = makePool({
      worker: new URL('../../helpers/no-such-worker.ts', import.meta.url),
      log,
      threads: 1,
    });
    pool.search(makeSource(1), () => {});
    await vi.waitUntil(() => warnings.length >= 3, PATIENCE);
    const waits = warnings.map((warning) => Number(/in (\d+) ms/.exec(warning)?.[1]));
    expect(waits.slice(0, 3)).toEqual([100, 200, 400]);
  });
});

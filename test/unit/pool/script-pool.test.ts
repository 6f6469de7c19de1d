import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ScriptCheck } from '../../../src/chain/ports.ts';
import type { ScriptFailure } from '../../../src/consensus/check-scripts.ts';
import { BATCH_INPUTS } from '../../../src/pool/script-board.ts';
import { createScriptPool, type ScriptPool, type ScriptPoolOptions } from '../../../src/pool/script-pool.ts';
import { INLINE_SCRIPTS, type ScriptRun, type ScriptRunner } from '../../../src/pool/script-run.ts';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { type Log, SILENT_LOG } from '../../../src/util/log.ts';
import { PATIENCE } from '../../helpers/eventually.ts';
import { checkOf, type InputFate, signedCheck, tamperedWith } from '../../helpers/script-checks.ts';
import { BARE_LOCK, keyLock } from '../../helpers/spending.ts';

/** Real threads throughout: waits are for what must happen, however long it takes on a loaded machine. */
const FLAGS = SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS | SCRIPT_VERIFY.TAPROOT;

const pools: ScriptPool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function makePool(options: Partial<ScriptPoolOptions> = {}): ScriptPool {
  const pool = createScriptPool({ threads: 2, log: SILENT_LOG, ...options });
  pools.push(pool);
  return pool;
}

function beginWith(runner: ScriptRunner, checks: readonly ScriptCheck[]): ScriptRun {
  const run = runner.begin(
    FLAGS,
    checks.reduce((sum, { coins }) => sum + coins.length, 0),
  );
  for (const check of checks) run.add(check);
  return run;
}

const judge = (runner: ScriptRunner, checks: readonly ScriptCheck[]): Promise<ScriptFailure | undefined> =>
  beginWith(runner, checks).finish();

/** Until every thread has been at work: they are not waited for. */
async function warmUp(pool: ScriptPool): Promise<ScriptPool> {
  while (pool.counts().includes(0)) await judge(pool, signedChecks(500));
  return pool;
}

/** So many transactions of one signed input each; a few of them again and again, since signing takes its time. */
function signedChecks(count: number): ScriptCheck[] {
  const distinct = Array.from({ length: 8 }, (_, i) => signedCheck(i, [keyLock(1 + i)]));
  return Array.from({ length: count }, (_, i) => distinct[i % distinct.length] as ScriptCheck);
}

const good = (count: number): InputFate[] => Array.from({ length: count }, () => 'holds');

/** Threads take a while to read TypeScript: one pool for all that it survives. */
const shared = createScriptPool({ threads: 3, log: SILENT_LOG });
beforeAll(async () => {
  await warmUp(shared);
});
afterAll(() => shared.close());

describe('begin', () => {
  const fate = fc.oneof(
    { weight: 400, arbitrary: fc.constant<InputFate>('holds') },
    { weight: 1, arbitrary: fc.constantFrom<InputFate>('wrong script', 'no witness', 'false') },
  );
  const sizes = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 5 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60, max: 3 * BATCH_INPUTS }) },
  );
  const block = fc.array(
    sizes.chain((size) => fc.array(fate, { minLength: size, maxLength: size })),
    { maxLength: 80 },
  );

  it('says of random transactions what its inline twin says', async () => {
    const before = shared.counts();
    await fc.assert(
      fc.asyncProperty(block, async (fates) => {
        const checks = fates.map((inputs, i) => checkOf(i, inputs));
        expect(await judge(shared, checks)).toEqual(await judge(INLINE_SCRIPTS, checks));
      }),
      { numRuns: 60 },
    );
    // Which of the threads came to it in time is the system's business.
    expect(shared.counts().some((count, i) => count > (before[i] ?? 0))).toBe(true);
  });

  it.each([0, 1])('needs no more than %i threads for it', async (threads) => {
    const pool = makePool({ threads });
    const checks = [checkOf(1, good(3 * BATCH_INPUTS)), checkOf(2, ['false', 'wrong script'])];
    expect(await judge(pool, checks)).toEqual(await judge(INLINE_SCRIPTS, checks));
  });

  it('names the first of many failures, whichever is found first', async () => {
    const cheap = Array.from({ length: 20 }, (_, i) =>
      checkOf(i, [...good(BATCH_INPUTS - 1), 'wrong script']),
    );
    // What fails first takes longest to find.
    const checks = [...signedChecks(BATCH_INPUTS - 2), tamperedWith(signedCheck(99, [keyLock(9)])), ...cheap];
    const expected = await judge(INLINE_SCRIPTS, checks);
    expect(expected).toMatchObject({ inputIndex: 0, error: 'EVAL_FALSE' });
    for (let round = 0; round < 20; round++) expect(await judge(shared, checks)).toEqual(expected);
  });

  it('shares a transaction of many inputs between the threads', async () => {
    const locks = Array.from({ length: 5 * BATCH_INPUTS + 3 }, (_, i) => keyLock(1 + (i % 4)));
    const check = signedCheck(1, locks);
    expect(await judge(shared, [check])).toBeUndefined();
    expect(await judge(shared, [tamperedWith(check)])).toMatchObject({ inputIndex: 0 });
  });

  it('shares the few inputs of a small block too', async () => {
    const pool = makePool();
    const checks = signedChecks(24);
    // The threads are not waited for: in the end they come in time.
    await vi.waitFor(async () => {
      expect(await judge(pool, checks)).toBeUndefined();
      expect(pool.counts().some((count) => count > 0)).toBe(true);
    }, PATIENCE);
    const bad = checks.with(17, tamperedWith(signedCheck(99, [keyLock(9)])));
    expect(await judge(pool, bad)).toEqual(await judge(INLINE_SCRIPTS, bad));
  });

  it('makes room for more bytes than it began with', async () => {
    const pushAndDrop = Uint8Array.of(0x4d, 520 & 0xff, 520 >>> 8, ...new Uint8Array(520), 0x75);
    const scriptPubKey = concatBytes(...Array.from({ length: 17 }, () => pushAndDrop), Uint8Array.of(0x51));
    const large = signedCheck(
      1,
      Array.from({ length: 300 }, () => ({ ...BARE_LOCK, scriptPubKey })),
    );
    expect(await judge(shared, [large, checkOf(2, good(1))])).toBeUndefined();
    expect(await judge(shared, [large, checkOf(3, ['false'])])).toMatchObject({ error: 'CLEANSTACK' });
  });

  it('lets the event loop have its turn meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await judge(shared, signedChecks(100 * BATCH_INPUTS));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  it('answers several runs at once, each for itself', async () => {
    const answers = await Promise.all([
      judge(shared, signedChecks(200)),
      judge(shared, [...signedChecks(100), checkOf(1, ['no witness'])]),
      judge(shared, [checkOf(2, good(500))]),
    ]);
    expect(answers.map((failure) => failure?.error)).toEqual([
      undefined,
      'WITNESS_PROGRAM_WITNESS_EMPTY',
      undefined,
    ]);
  });

  it('has no failure where there is nothing to check', async () => {
    expect(await judge(shared, [])).toBeUndefined();
    expect(await shared.begin(FLAGS, 1000).finish()).toBeUndefined();
  });
});

describe('abandon', () => {
  it('ends a run without an answer, and leaves the threads to the next', async () => {
    for (let i = 0; i < 20; i++) beginWith(shared, signedChecks(300)).abandon();
    expect(await judge(shared, [...signedChecks(300), checkOf(1, ['false'])])).toMatchObject({
      error: 'CLEANSTACK',
    });
  });
});

describe('close', () => {
  it('in the middle of a run leaves the rest to the calling thread', async () => {
    const pool = await warmUp(makePool());
    const checks = [...signedChecks(1_000), checkOf(1, ['wrong script'])];
    const answer = judge(pool, checks);
    await pool.close();
    expect(await answer).toEqual(await judge(INLINE_SCRIPTS, checks));
  });

  it('may come before any run, and twice; a later run is checked all the same', async () => {
    const pool = makePool();
    await pool.close();
    await pool.close();
    expect(await judge(pool, [checkOf(1, [...good(100), 'false'])])).toMatchObject({ inputIndex: 100 });
  });
});

describe('a thread that dies', () => {
  const worker = new URL('../../helpers/failing-script-worker.ts', import.meta.url);
  const checks = [...signedChecks(300), checkOf(1, ['wrong script'])];

  it.each([
    ['exit', 'worker exited with code: 3'],
    ['throw', 'thrown on purpose'],
  ])('is replaced, and the batch that it had is done again (%s)', async (failure, reason) => {
    const folder = mkdtempSync(join(tmpdir(), 'nonced-pool-'));
    const file = join(folder, 'failure');
    writeFileSync(file, failure);
    vi.stubEnv('NONCED_TEST_FAILURE_FILE', file);
    try {
      const { log, warnings } = recordWarnings();
      const pool = makePool({ worker, log, threads: 1 });
      const expected = await judge(INLINE_SCRIPTS, checks);
      // The calling thread may be through before the other one is there.
      while (warnings.length === 0) expect(await judge(pool, checks)).toEqual(expected);
      expect(warnings).toEqual([expect.stringContaining(`script thread 0 failed: ${reason}`)]);
      await vi.waitUntil(async () => {
        expect(await judge(pool, checks)).toEqual(expected);
        return existsSync(`${file}.worked`);
      }, PATIENCE);
    } finally {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });

  it('or cannot even start, costs no more than its help', async () => {
    const { log, warnings } = recordWarnings();
    const pool = makePool({ worker: new URL('../../helpers/no-such-worker.ts', import.meta.url), log });
    const expected = await judge(INLINE_SCRIPTS, checks);
    while (warnings.length < 3) expect(await judge(pool, checks)).toEqual(expected);
  });
});

function recordWarnings(): { log: Log; warnings: string[] } {
  const warnings: string[] = [];
  return { log: { ...SILENT_LOG, warn: (message) => warnings.push(message) }, warnings };
}

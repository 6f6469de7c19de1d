/**
 * The hash rate of each kernel on one thread and on all, in turns within one run.
 *   npm run bench:hash -- [--rounds=5] [--threads=N] [--json]
 * A measurement searches a fixed space to its end. It fails the bench where a header that was found doesn't solve its
 * target, where the counters don't say exactly how many nonces there were, or where two kernels disagree about which
 * nonces are solutions. Noble hashes each header in full, the WebAssembly kernel from the midstate on; neither rolls
 * the version (AsicBoost).
 */

import assert from 'node:assert/strict';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256d } from '../src/crypto/sha256d.ts';
import { KERNEL_NAMES, type KernelName } from '../src/kernel/kernel.ts';
import { createWorkSource } from '../src/mining/job.ts';
import type { WorkSource } from '../src/mining/ports.ts';
import type { TracedHashPool } from '../src/pool/hash-pool.ts';
import { bytesToBigIntLE } from '../src/util/bytes.ts';
import { createBuiltPool } from './built-pool.ts';
import {
  alternate,
  countOption,
  formatSummary,
  formatTable,
  type Measure,
  ratios,
  report,
  summarize,
} from './rounds.ts';

const ROUNDS = countOption('rounds', 5);
const ALL_THREADS = countOption('threads', availableParallelism());
const THREAD_COUNTS = [...new Set([1, ALL_THREADS])];

/** Nonces that one thread searches in a measurement: about a second. */
const NONCES_PER_THREAD: Readonly<Record<KernelName, number>> = { 'wasm-simd': 2 ** 23, noble: 2 ** 19 };
const UNITS_PER_THREAD = 32;

/** One hash in 2^17 is a solution: enough to compare, too few to slow the threads down. */
const TARGET = 2n ** (256n - 17n) - 1n;

/** The beginning and end of a measurement, when threads start or are out of work, don't count. */
const MEASURED_FROM = 0.05;
const MEASURED_TO = 0.95;

/** The same for every kernel and thread count: fixed bytes, all nonces from 0 on. */
const HEADER = Uint8Array.from({ length: 80 }, (_, i) => (i * 151 + 89) & 0xff);

/** The solutions that one measurement found among the nonces below `nonces`. */
interface Search {
  readonly name: string;
  readonly nonces: number;
  readonly solutions: readonly number[];
}

const searches: Search[] = [];

const totalOf = (pool: TracedHashPool): number => pool.counts().perThread.reduce((a, b) => a + b, 0);

function spaceOf(nonces: number, unitNonces: number): WorkSource {
  const nonceBits = Math.log2(nonces);
  assert(Number.isInteger(nonceBits), '--threads: a power of two is wanted');
  return createWorkSource({
    header: () => HEADER,
    target: TARGET,
    extraNonces: 1,
    firstTime: 0,
    lastTime: 0,
    nonceBits,
    unitNonces,
  });
}

function checkedNonce(header: Uint8Array): number {
  assert(bytesToBigIntLE(sha256d(header)) <= TARGET, 'a header that was found does not meet the target');
  assert.deepEqual(
    header.subarray(0, 76),
    HEADER.subarray(0, 76),
    'a header that was found is not the one searched',
  );
  return new DataView(header.buffer).getUint32(76, true);
}

/** Searches the space once. @returns hashes per second */
async function measure(name: string, pool: TracedHashPool): Promise<number> {
  const nonces = NONCES_PER_THREAD[pool.kernel as KernelName] * pool.threads;
  const before = totalOf(pool);
  const solutions: number[] = [];
  const samples: { readonly ms: number; readonly done: number }[] = [];
  pool.search(spaceOf(nonces, nonces / (UNITS_PER_THREAD * pool.threads)), (header) =>
    solutions.push(checkedNonce(header)),
  );
  for (let done = 0; done < nonces; await sleep(2)) {
    done = totalOf(pool) - before;
    samples.push({ ms: performance.now(), done });
  }
  await sleep(20);
  assert.equal(totalOf(pool) - before, nonces, `${name} counted other than the nonces that there were`);
  searches.push({ name, nonces, solutions: solutions.sort((a, b) => a - b) });
  const from = samples.find(({ done }) => done >= nonces * MEASURED_FROM);
  const to = samples.findLast(({ done }) => done <= nonces * MEASURED_TO);
  assert(from && to && to.ms > from.ms, `${name}: too short to measure`);
  return (1000 * (to.done - from.done)) / (to.ms - from.ms);
}

/** Any two searches agree about the nonces that both tried. */
function checkAgreement(): void {
  const widest = searches.reduce((a, b) => (a.nonces >= b.nonces ? a : b));
  assert(widest.solutions.length > 0, 'nothing was found');
  for (const { name, nonces, solutions } of searches) {
    const expected = widest.solutions.filter((nonce) => nonce < nonces);
    assert.deepEqual(solutions, expected, `${name} and ${widest.name} disagree about the solutions`);
  }
}

const variantName = (kernel: KernelName, threads: number): string => `${kernel} x${threads}`;

const variants = KERNEL_NAMES.flatMap((kernel) =>
  THREAD_COUNTS.map((threads) => ({ kernel, threads, name: variantName(kernel, threads) })),
);
const pools = variants.map(({ kernel, threads }) => createBuiltPool(kernel, threads));
const measures = new Map<string, Measure>(
  variants.map(({ name }, i) => [name, () => measure(name, pools[i] as TracedHashPool)]),
);

await alternate(measures, 1); // Starts the threads and lets V8 compile.
const rates = await alternate(measures, ROUNDS);
await Promise.all(pools.map((pool) => pool.close()));
checkAgreement();

const ratesOf = (kernel: KernelName, threads: number): readonly number[] =>
  rates.get(variantName(kernel, threads)) ?? [];
const compared = [
  ['wasm-simd / noble, one thread each', ratios(ratesOf('wasm-simd', 1), ratesOf('noble', 1))],
  ...KERNEL_NAMES.map(
    (kernel) =>
      [
        `${kernel}, ${ALL_THREADS} threads / 1`,
        ratios(ratesOf(kernel, ALL_THREADS), ratesOf(kernel, 1)),
      ] as const,
  ),
] as const;

const solutions = Math.max(...searches.map((search) => search.solutions.length));
report(
  {
    cpu: cpus()[0]?.model,
    node: process.version,
    rounds: ROUNDS,
    hashesPerSecond: Object.fromEntries([...rates].map(([name, values]) => [name, summarize(values)])),
    ratios: Object.fromEntries(compared.map(([name, values]) => [name, summarize(values)])),
    solutionsVerified: solutions,
  },
  [
    `${cpus()[0]?.model}, Node ${process.version}, ${ROUNDS} rounds, median (least-most)`,
    '',
    formatTable([
      ['kernel x threads', 'MH/s', 'MH/s a thread'],
      ...variants.map(({ name, threads }) => {
        const values = (rates.get(name) ?? []).map((rate) => rate / 1e6);
        return [name, formatSummary(summarize(values)), (summarize(values).median / threads).toFixed(2)];
      }),
    ]),
    '',
    formatTable([
      ['ratio', ''],
      ...compared.map(([name, values]) => [name, formatSummary(summarize(values))]),
    ]),
    '',
    `verified: ${solutions} solutions, the same for every kernel and thread count; every nonce counted once`,
  ].join('\n'),
);

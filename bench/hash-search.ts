/** One measurement of the hash bench: a fixed space, searched to its end by a pool, with its answer checked. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256d } from '../src/crypto/sha256d.ts';
import type { KernelName } from '../src/kernel/kernel.ts';
import { createWorkSource } from '../src/mining/job.ts';
import type { WorkSource } from '../src/mining/ports.ts';
import type { TracedHashPool } from '../src/pool/hash-pool.ts';
import { bytesToBigIntLE } from '../src/util/bytes.ts';

/** Nonces that one thread searches: about a second. */
const NONCES_PER_THREAD: Readonly<Record<KernelName, number>> = { 'wasm-simd': 2 ** 23, noble: 2 ** 19 };
const UNITS_PER_THREAD = 32;

/** One hash in 2^17 is a solution: enough to compare, too few to slow the threads down. */
const TARGET = 2n ** (256n - 17n) - 1n;

/** The same for every kernel and thread count: fixed bytes, all nonces from 0 on. */
const HEADER = Uint8Array.from({ length: 80 }, (_, i) => (i * 151 + 89) & 0xff);

/** The beginning and end of a search, when threads start or run out of work, don't count. */
const MEASURED_FROM = 0.05;
const MEASURED_TO = 0.95;

const POLL_MS = 5;

/** What one search did. */
export interface HashSearch {
  /** Nonces tried, from 0 on. */
  readonly nonces: number;
  /** Those that solve the header, in order. */
  readonly solutions: readonly number[];
  readonly hashesPerSecond: number;
  /** By the CPU time of the whole process: what stays comparable on a machine that others use too. */
  readonly hashesPerCpuSecond: number;
}

interface Sample {
  readonly ms: number;
  readonly cpuMs: number;
  readonly done: number;
}

/** Searches the space once. @throws where a solution is wrong or the counters don't count each nonce once */
export async function searchSpace(pool: TracedHashPool): Promise<HashSearch> {
  const nonces = NONCES_PER_THREAD[pool.kernel as KernelName] * pool.threads;
  const before = totalOf(pool);
  const solutions: number[] = [];
  const samples: Sample[] = [];
  pool.search(spaceOf(nonces, nonces / (UNITS_PER_THREAD * pool.threads)), (header) =>
    solutions.push(checkedNonce(header)),
  );
  while ((samples.at(-1)?.done ?? 0) < nonces) {
    await sleep(POLL_MS);
    samples.push(takeSample(totalOf(pool) - before));
  }
  // Long enough for a thread that ran on past the end to show.
  await sleep(10 * POLL_MS);
  assert.equal(
    totalOf(pool) - before,
    nonces,
    `${pool.kernel} counted other than the nonces that there were`,
  );
  return { nonces, solutions: solutions.sort((a, b) => a - b), ...ratesOf(samples, nonces) };
}

/** Any two searches agree about the nonces that both tried. @throws where they don't, or found nothing */
export function checkAgreement(searches: readonly HashSearch[]): number {
  const widest = searches.reduce((a, b) => (a.nonces >= b.nonces ? a : b));
  assert(widest.solutions.length > 0, 'nothing was found');
  for (const { nonces, solutions } of searches) {
    const expected = widest.solutions.filter((nonce) => nonce < nonces);
    assert.deepEqual(
      solutions,
      expected,
      `two searches of the nonces below ${nonces} found different solutions`,
    );
  }
  return widest.solutions.length;
}

function spaceOf(nonces: number, unitNonces: number): WorkSource {
  const nonceBits = Math.log2(nonces);
  assert(Number.isInteger(nonceBits), '--threads: a power of two is wanted');
  const fixed = { header: () => HEADER, target: TARGET, extraNonces: 1, firstTime: 0, lastTime: 0 };
  return createWorkSource({ ...fixed, nonceBits, unitNonces });
}

function checkedNonce(header: Uint8Array): number {
  assert(bytesToBigIntLE(sha256d(header)) <= TARGET, 'a header that was found does not meet the target');
  assert.deepEqual(
    header.subarray(0, 76),
    HEADER.subarray(0, 76),
    'a header was found that was not searched',
  );
  return new DataView(header.buffer).getUint32(76, true);
}

function takeSample(done: number): Sample {
  const { user, system } = process.cpuUsage();
  return { ms: performance.now(), cpuMs: (user + system) / 1000, done };
}

function ratesOf(
  samples: readonly Sample[],
  nonces: number,
): Pick<HashSearch, 'hashesPerSecond' | 'hashesPerCpuSecond'> {
  const from = samples.find(({ done }) => done >= nonces * MEASURED_FROM);
  const to = samples.findLast(({ done }) => done <= nonces * MEASURED_TO);
  assert(from && to && to.done > from.done, 'a search was too short to measure');
  const done = 1000 * (to.done - from.done);
  return { hashesPerSecond: done / (to.ms - from.ms), hashesPerCpuSecond: done / (to.cpuMs - from.cpuMs) };
}

function totalOf(pool: TracedHashPool): number {
  return pool.counts().perThread.reduce((a, b) => a + b, 0);
}

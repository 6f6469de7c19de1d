/** One measurement of the hash bench: a fixed space, searched to its end by a pool, with its answer checked. */

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256d } from '../src/crypto/sha256d.ts';
import { type KernelName, MAX_VERSIONS } from '../src/kernel/kernel.ts';
import { createWorkSource } from '../src/mining/job.ts';
import type { WorkSource } from '../src/mining/ports.ts';
import { createVersionSpace, VERSION_ROLLING_MASK } from '../src/mining/version-rolling.ts';
import type { TracedHashPool } from '../src/pool/hash-pool.ts';
import { bytesToBigIntLE } from '../src/util/bytes.ts';

/** Headers that one thread searches, with and without rolled versions: about a second. */
const HEADERS_PER_THREAD: Readonly<Record<KernelName, number>> = {
  hybrid: 2 ** 25,
  avx512: 2 ** 25,
  'sha-ni': 2 ** 24,
  armv8: 2 ** 23,
  avx2: 2 ** 24,
  'wasm-simd': 2 ** 23,
  scalar: 2 ** 21,
  noble: 2 ** 19,
};
const UNITS_PER_THREAD = 32;

/** One hash in 2^17 is a solution: enough to compare, too few to slow the threads down. */
const TARGET = 2n ** (256n - 17n) - 1n;

/** The same for every kernel and thread count: fixed bytes, all nonces from 0 on. */
const HEADER = Uint8Array.from({ length: 80 }, (_, i) => (i * 151 + 89) & 0xff);

/** The versions that are tried with each nonce, from the first on. */
const VERSIONS = createVersionSpace(0x20000000, VERSION_ROLLING_MASK);

/** The beginning and end of a search, when threads start or run out of work, don't count. */
const MEASURED_FROM = 0.05;
const MEASURED_TO = 0.95;

const POLL_MS = 5;

/** What one search did. */
export interface HashSearch {
  /** Nonces tried, from 0 on, each with so many versions. */
  readonly nonces: number;
  readonly versions: number;
  /** The headers that were found, in the order of their nonces, then of their versions. */
  readonly solutions: readonly Solution[];
  readonly hashesPerSecond: number;
  /** By the CPU time of the whole process: what stays comparable on a machine that others use too. */
  readonly hashesPerCpuSecond: number;
}

interface Solution {
  readonly nonce: number;
  /** Place in VERSIONS. */
  readonly version: number;
}

interface Sample {
  readonly ms: number;
  readonly cpuMs: number;
  readonly done: number;
}

/**
 * Searches the space once.
 * @param versions - tried with each nonce, a power of two
 * @throws where a solution is wrong or the counters don't count each header once
 */
export async function searchSpace(pool: TracedHashPool, versions: number): Promise<HashSearch> {
  const headers = HEADERS_PER_THREAD[pool.kernel as KernelName] * pool.threads;
  const before = totalOf(pool);
  const solutions: Solution[] = [];
  const samples: Sample[] = [];
  const unitHeaders = headers / (UNITS_PER_THREAD * pool.threads);
  pool.search(spaceOf({ nonces: headers / versions, versions, unitHeaders }), (header) =>
    solutions.push(checkedSolution(header)),
  );
  while ((samples.at(-1)?.done ?? 0) < headers) {
    await sleep(POLL_MS);
    samples.push(takeSample(totalOf(pool) - before));
  }
  // Long enough for a thread that ran on past the end to show.
  await sleep(10 * POLL_MS);
  assert.equal(
    totalOf(pool) - before,
    headers,
    `${pool.kernel} counted other than the headers that there were`,
  );
  const sorted = solutions.sort((a, b) => a.nonce - b.nonce || a.version - b.version);
  return { nonces: headers / versions, versions, solutions: sorted, ...ratesOf(samples, headers) };
}

/** Any two searches agree about the headers that both tried. @throws where they don't, or found nothing */
export function checkAgreement(searches: readonly HashSearch[]): number {
  const counts = searches.map(({ solutions }) => solutions.length);
  assert(Math.max(...counts) > 0, 'nothing was found');
  for (const a of searches) {
    for (const b of searches) {
      const both = { nonces: Math.min(a.nonces, b.nonces), versions: Math.min(a.versions, b.versions) };
      assert.deepEqual(
        within(a, both),
        within(b, both),
        'two searches of the same headers found different solutions',
      );
    }
  }
  return Math.max(...counts);
}

function within(
  { solutions }: HashSearch,
  space: Pick<HashSearch, 'nonces' | 'versions'>,
): readonly Solution[] {
  return solutions.filter(({ nonce, version }) => nonce < space.nonces && version < space.versions);
}

function spaceOf(space: { nonces: number; versions: number; unitHeaders: number }): WorkSource {
  const nonceBits = Math.log2(space.nonces);
  assert(Number.isInteger(nonceBits), '--threads: a power of two is wanted');
  return createWorkSource({
    header: () => HEADER,
    versions: { count: space.versions, at: VERSIONS.at },
    versionsPerUnit: space.versions,
    target: TARGET,
    extraNonces: 1,
    firstTime: 0,
    lastTime: 0,
    nonceBits,
    unitHeaders: space.unitHeaders,
  });
}

function checkedSolution(header: Uint8Array): Solution {
  assert(bytesToBigIntLE(sha256d(header)) <= TARGET, 'a header that was found does not meet the target');
  assert.deepEqual(
    header.subarray(4, 76),
    HEADER.subarray(4, 76),
    'a header was found that was not searched',
  );
  const view = new DataView(header.buffer);
  const version = view.getUint32(0, true);
  const place = Array.from({ length: MAX_VERSIONS }, (_, i) => VERSIONS.at(i)).indexOf(version);
  assert(place >= 0, 'a version was found that was not searched');
  return { nonce: view.getUint32(76, true), version: place };
}

function takeSample(done: number): Sample {
  const { user, system } = process.cpuUsage();
  return { ms: performance.now(), cpuMs: (user + system) / 1000, done };
}

function ratesOf(
  samples: readonly Sample[],
  headers: number,
): Pick<HashSearch, 'hashesPerSecond' | 'hashesPerCpuSecond'> {
  const from = samples.find(({ done }) => done >= headers * MEASURED_FROM);
  const to = samples.findLast(({ done }) => done <= headers * MEASURED_TO);
  assert(from && to && to.done > from.done, 'a search was too short to measure');
  const done = 1000 * (to.done - from.done);
  return { hashesPerSecond: done / (to.ms - from.ms), hashesPerCpuSecond: done / (to.cpuMs - from.cpuMs) };
}

function totalOf(pool: TracedHashPool): number {
  return pool.counts().perThread.reduce((a, b) => a + b, 0);
}

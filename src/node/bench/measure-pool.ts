/**
 * Measures what a pool of hashing threads makes of the fixed space, and checks every answer. First it searches a small
 * range in small pieces, which also starts the threads and lets V8 compile; then the same larger range again and again
 * until the time is up. What was found has to be exactly what there is, and the counters have to count each header once.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { KernelName } from '../../kernel/kernel.ts';
import type { HashPool, WorkUnit } from '../../mining/ports.ts';
import { expectDefined } from '../../util/invariant.ts';
import { sum } from '../../util/sum.ts';
import { accept, reject, type Verdict } from '../../util/verdict.ts';
import {
  checkFound,
  digestOf,
  FIXED_HEADER,
  FIXED_VERSIONS,
  type FixedRange,
  type FixedSolution,
  noncesOf,
  PROOF_RANGES,
  TIMED_HEADERS_LOG2,
  TIMED_RANGES,
  targetOf,
} from './fixed-space.ts';

export interface Measurement {
  readonly hashesPerSecond: number;
  /** By the CPU time of the whole process: what stays comparable on a machine that others use too. */
  readonly hashesPerCpuSecond: number;
  /** Headers tried, and found among them, all of which were checked. */
  readonly headers: number;
  readonly found: number;
}

export type WrongAnswer = 'wrong-header' | 'wrong-solutions' | 'wrong-count' | 'thread-failed';

/** The pool to measure. */
export interface MeasuredPool {
  readonly pool: HashPool;
  /** What its log was told, which nothing is as long as all goes well. */
  readonly complaints: readonly string[];
}

const POLL_MS = 5;

/** From the start of a search until the time counts: all threads are at work by then. */
const WARM_UP_MS = 30;

/** Without a single header tried for so long a thread has failed, however slow the machine. */
const STALLED_MS = 20_000;

/** What was found comes as messages, a little later than the counters say that all is done. */
const MESSAGES_MS = 2000;

/** After the end of a search: long enough for a thread that runs on to show. */
const SETTLE_MS = 30;

/** Pieces of the proof for each thread; an odd number, so that few are a multiple of a kernel's lanes. */
const PROOF_PIECES_PER_THREAD = 7;

/**
 * Measures for `seconds`.
 * @param versions - tried with each nonce: 1, or as many as the kernel likes best
 * @rejects wrong-header, wrong-solutions, wrong-count, thread-failed
 */
export async function measurePool(
  measured: MeasuredPool,
  versions: number,
  seconds: number,
): Promise<Verdict<Measurement, WrongAnswer>> {
  const { pool } = measured;
  const proof = rangeOf(PROOF_RANGES, versions, PROOF_RANGES[0]?.headersLog2);
  const proved = await searchOnce(measured, proof);
  if (!proved.ok) return proved;
  const range = rangeOf(TIMED_RANGES, versions, TIMED_HEADERS_LOG2[pool.kernel as KernelName]);
  return searchFor(measured, range, seconds);
}

function rangeOf(
  ranges: readonly FixedRange[],
  versions: number,
  headersLog2: number | undefined,
): FixedRange {
  const found = ranges.find((range) => range.versions === versions && range.headersLog2 === headersLog2);
  return expectDefined(found, `the answer to 2^${headersLog2} headers with ${versions} versions is known`);
}

/** Searches a range once, in pieces for all threads. */
async function searchOnce(measured: MeasuredPool, range: FixedRange): Promise<Verdict<void, WrongAnswer>> {
  const nonces = noncesOf(range);
  const piece = Math.ceil(nonces / (PROOF_PIECES_PER_THREAD * measured.pool.threads));
  const pieces = Array.from({ length: Math.ceil(nonces / piece) }, (_, i) =>
    unitOf(range, i * piece, Math.min(piece, nonces - i * piece)),
  );
  const search = startSearch(measured, range, () => pieces.shift());
  return (await search.end(1)) ?? checkAnswer(search, range, 1);
}

/** Searches a range over and over, each thread all of it, until the time is up. */
async function searchFor(
  measured: MeasuredPool,
  range: FixedRange,
  seconds: number,
): Promise<Verdict<Measurement, WrongAnswer>> {
  let isOver = false;
  let units = 0;
  const search = startSearch(measured, range, () => {
    if (isOver) return undefined;
    units++;
    return unitOf(range, 0, noncesOf(range));
  });
  await sleep(WARM_UP_MS);
  const from = takeSample(search);
  await sleep(1000 * seconds);
  const to = takeSample(search);
  isOver = true;
  const wrong = (await search.end(units)) ?? checkAnswer(search, range, units);
  if (!wrong.ok) return wrong;
  const done = 1000 * (to.tried - from.tried);
  return accept({
    hashesPerSecond: done / (to.ms - from.ms),
    hashesPerCpuSecond: done / (to.cpuMs - from.cpuMs),
    headers: search.tried(),
    found: search.found.length,
  });
}

interface RunningSearch {
  readonly found: readonly FixedSolution[];
  /** Headers by the counters, and in the units that were handed out. */
  readonly tried: () => number;
  readonly handedOut: () => number;
  /**
   * Waits until all units are done.
   * @param times - how often the whole range was handed out
   * @returns what went wrong meanwhile, if anything did
   */
  readonly end: (times: number) => Promise<Verdict<never, WrongAnswer> | undefined>;
}

function startSearch(
  { pool, complaints }: MeasuredPool,
  range: FixedRange,
  nextUnit: () => WorkUnit | undefined,
): RunningSearch {
  const before = totalOf(pool);
  const earlierComplaints = complaints.length;
  const found: FixedSolution[] = [];
  let handedOut = 0;
  let problem: Verdict<never, WrongAnswer> | undefined;
  const counted = {
    nextUnit() {
      const unit = nextUnit();
      handedOut += (unit?.nonceCount ?? 0) * range.versions;
      return unit;
    },
  };
  pool.search(counted, (header) => {
    const checked = checkFound(header, range);
    if (checked.ok) found.push(checked.value);
    else problem ??= checked;
  });
  const tried = (): number => totalOf(pool) - before;
  const watch = (): Verdict<never, WrongAnswer> | undefined => {
    const complaint = complaints[earlierComplaints];
    return complaint === undefined ? problem : reject('thread-failed', complaint);
  };
  return {
    found,
    tried,
    handedOut: () => handedOut,
    async end(times) {
      const stands = createStallWatch(tried);
      while (tried() < handedOut && watch() === undefined) {
        if (stands() > STALLED_MS) return reject('wrong-count', countText(tried(), handedOut));
        await sleep(POLL_MS);
      }
      while (found.length < range.solutions * times && stands() < MESSAGES_MS && watch() === undefined)
        await sleep(POLL_MS);
      await sleep(SETTLE_MS);
      return watch();
    },
  };
}

/** For how many milliseconds the number has stood still. */
function createStallWatch(number: () => number): () => number {
  let last = number();
  let since = performance.now();
  return () => {
    const now = performance.now();
    if (number() !== last) [last, since] = [number(), now];
    return now - since;
  };
}

/** @param times - how often each solution of the range has to have been found */
function checkAnswer(
  { found, tried, handedOut }: RunningSearch,
  range: FixedRange,
  times: number,
): Verdict<void, WrongAnswer> {
  if (tried() !== handedOut()) return reject('wrong-count', countText(tried(), handedOut()));
  const expected = range.solutions * times;
  if (found.length !== expected)
    return reject('wrong-solutions', `it found ${found.length} headers where there are ${expected}`);
  if (digestOf(found) !== range.digest || !isEachThere(found, times))
    return reject('wrong-solutions', 'it found the right number of headers, but not the right ones');
  return accept(undefined);
}

function isEachThere(found: readonly FixedSolution[], times: number): boolean {
  const counts = new Map<string, number>();
  for (const { nonce, version } of found) {
    const key = `${nonce} ${version}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts.values()].every((count) => count === times);
}

function countText(tried: number, handedOut: number): string {
  return `it counted ${tried} headers where there were ${handedOut}`;
}

function unitOf({ versions, targetBits }: FixedRange, firstNonce: number, nonceCount: number): WorkUnit {
  const target = targetOf(targetBits);
  return {
    header: FIXED_HEADER,
    versions: FIXED_VERSIONS.slice(0, versions),
    target,
    firstNonce,
    nonceCount,
  };
}

function takeSample({ tried }: RunningSearch): {
  readonly ms: number;
  readonly cpuMs: number;
  readonly tried: number;
} {
  const { user, system } = process.cpuUsage();
  return { ms: performance.now(), cpuMs: (user + system) / 1000, tried: tried() };
}

function totalOf(pool: HashPool): number {
  return sum(pool.counts().perThread);
}

/** What `nonced bench` measures: each kernel, with and without rolled versions, on one thread and on more. */

import { availableParallelism, cpus } from 'node:os';
import { BEST_VERSIONS, type KernelName, MAX_VERSIONS } from '../../kernel/kernel.ts';
import { nativeCpuFeatures } from '../../kernel/native/loader.ts';
import { type RaceResult, winnerOf } from '../../kernel/race.ts';
import type { KernelState } from '../../kernel/select.ts';
import { createHashPool } from '../../pool/hash-pool.ts';
import { raceOnThread } from '../../pool/kernel-race.ts';
import { type Log, SILENT_LOG } from '../../util/log.ts';
import { describeRejection, type Verdict } from '../../util/verdict.ts';
import { packageVersion } from '../package-info.ts';
import { StartError } from '../start-error.ts';
import { type MeasuredPool, type Measurement, measurePool, type WrongAnswer } from './measure-pool.ts';

export interface BenchMachine {
  readonly nonced: string;
  readonly node: string;
  /** E.g. `linux-x64`. */
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  /** Instruction sets as the kernels see them; undefined where there is no native binary to ask the CPU. */
  readonly features: readonly string[] | undefined;
}

export interface BenchRow {
  readonly kernel: KernelName;
  /** Tried with each nonce; 1 is like for like with miners that don't roll versions. */
  readonly versions: number;
  readonly threads: number;
  readonly result: Verdict<Measurement, WrongAnswer>;
}

export interface BenchReport {
  readonly machine: BenchMachine;
  readonly kernels: readonly KernelState[];
  /** What `-kernel=auto` takes, and the race that decides it, in words. */
  readonly choice: { readonly name: KernelName; readonly reason: string };
  readonly seconds: number;
  readonly rows: readonly BenchRow[];
}

export interface BenchRequest {
  readonly seconds: number;
  /** The most threads. */
  readonly threads: number;
  /** Empty for all that run here. */
  readonly kernels: readonly KernelName[];
  /** Called before each measurement, with how many there are and were. */
  readonly onProgress: (next: Omit<BenchRow, 'result'>, done: number, all: number) => void;
  /** Another thread entry than workers/hash-worker. */
  readonly worker?: URL;
}

/**
 * Runs the bench.
 * @throws StartError where a kernel that was asked for does not run here
 */
export async function runBench(request: BenchRequest): Promise<BenchReport> {
  const race = await raceOnThread({ maxVersions: MAX_VERSIONS, log: SILENT_LOG });
  const kernels = race.map((result) => ({
    name: result.name,
    refusal: 'refusal' in result ? result.refusal : undefined,
  }));
  const rows: BenchRow[] = [];
  const plan = planRows(chosenKernels(race, request.kernels), request.threads);
  for (const planned of plan) {
    request.onProgress(planned, rows.length, plan.length);
    rows.push({ ...planned, result: await measureRow(planned, request) });
  }
  const choice = winnerOf(race.filter((result) => !('refusal' in result)));
  return { machine: describeMachine(), kernels, choice, seconds: request.seconds, rows };
}

/** Those that were asked for, or all that run here: the fastest first. @throws StartError */
function chosenKernels(race: readonly RaceResult[], wanted: readonly KernelName[]): readonly KernelName[] {
  const running = race.filter((result) => !('refusal' in result)).map(({ name }) => name);
  for (const result of race) {
    if (wanted.includes(result.name) && 'refusal' in result)
      throw new StartError(`-kernel=${result.name} does not run here: ${describeRejection(result.refusal)}`);
  }
  return wanted.length === 0 ? running : running.filter((name) => wanted.includes(name));
}

/** Versions rolled at all counts of threads, for the curve; one version on one thread and on all. */
function planRows(
  kernels: readonly KernelName[],
  threads: number,
): readonly Pick<BenchRow, 'kernel' | 'versions' | 'threads'>[] {
  const curve = threadCounts(threads);
  const ends = [...new Set([1, threads])];
  return kernels.flatMap((kernel) => {
    const best = BEST_VERSIONS[kernel];
    return [
      ...curve.map((count) => ({ kernel, versions: best, threads: count })),
      ...(best > 1 ? ends.map((count) => ({ kernel, versions: 1, threads: count })) : []),
    ];
  });
}

/** From 1 to `most`: all up to 8, from there on powers of two and what lies halfway between them, and `most`. */
export function threadCounts(most: number): readonly number[] {
  const isMeasured = (count: number): boolean =>
    count <= 8 || Number.isInteger(Math.log2(count)) || Number.isInteger(Math.log2(count / 3));
  return Array.from({ length: most }, (_, i) => i + 1).filter((count) => count === most || isMeasured(count));
}

async function measureRow(
  { kernel, versions, threads }: Omit<BenchRow, 'result'>,
  { seconds, worker }: BenchRequest,
): Promise<Verdict<Measurement, WrongAnswer>> {
  const measured = createMeasuredPool(kernel, threads, worker);
  try {
    return await measurePool(measured, versions, seconds);
  } finally {
    await measured.pool.close();
  }
}

/** A pool to be measured: at the priority of everything else on the machine, its complaints kept. */
export function createMeasuredPool(kernel: KernelName, threads: number, worker?: URL): MeasuredPool {
  const complaints: string[] = [];
  const complain = (message: string): void => {
    complaints.push(message);
  };
  const log: Log = { ...SILENT_LOG, warn: complain, error: complain };
  const pool = createHashPool({ kernel, threads, log, priority: 0, ...(worker && { worker }) });
  return { pool, complaints };
}

/** The machine and the software, as far as rates depend on them. */
function describeMachine(): BenchMachine {
  const features = nativeCpuFeatures();
  return {
    nonced: packageVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    features: features.ok ? features.value : undefined,
  };
}

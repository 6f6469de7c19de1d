/**
 * The hash rate of each kernel on one thread and on all, in turns within one run.
 *   npm run bench:hash -- [--rounds=5] [--seconds=1] [--threads=N] [--kernels=hybrid,avx2] [--json=FILE]
 * All search the same headers, and an answer that is wrong ends the bench (src/node/bench). Rows that say `rolling` try
 * many versions with each nonce (AsicBoost), the others one. The variable CPUMINER names other miners, whose own
 * benchmark is then a row of the same rounds; they roll no versions: like for like is a row without rolling.
 * Everything is written as JSON, too. bench/README.md tells what came out of it.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BEST_VERSIONS, KERNEL_NAMES, type KernelName } from '../src/kernel/kernel.ts';
import { loadKernel } from '../src/kernel/select.ts';
import { type Measurement, measurePool } from '../src/node/bench/measure-pool.ts';
import { createMeasuredPool } from '../src/node/bench/run-bench.ts';
import { builtWorker } from './built-pool.ts';
import { type Rival, rivals } from './rival.ts';
import {
  alternate,
  countOption,
  formatSummary,
  formatTable,
  ratios,
  summarize,
  textOption,
} from './rounds.ts';

const ROUNDS = countOption('rounds', 5);
const SECONDS = countOption('seconds', 1);
const ALL_THREADS = countOption('threads', availableParallelism());
const THREAD_COUNTS = [...new Set([1, ALL_THREADS])];
const JSON_FILE = resolve(textOption('json') ?? fileURLToPath(new URL('results/hash.json', import.meta.url)));

const wanted = textOption('kernels')?.split(',');
const KERNELS = KERNEL_NAMES.filter((name) => wanted?.includes(name) ?? true).filter(
  (name) => loadKernel(name).ok,
);
const RIVALS = rivals();

/** With as many versions as the kernel likes best, and like for like with miners that don't roll them. */
const nameOf = (kernel: string, rolls: boolean, threads: number): string =>
  `${kernel}${rolls ? ' rolling' : ''} x${threads}`;

interface Variant {
  readonly name: string;
  readonly measure: () => Promise<number>;
  readonly cpuRates: number[];
  readonly close: () => Promise<void>;
}

function kernelVariants(kernel: KernelName, threads: number): readonly Variant[] {
  const measured = createMeasuredPool(kernel, threads, builtWorker());
  return [...new Set([BEST_VERSIONS[kernel], 1])].map((versions) => {
    const name = nameOf(kernel, versions > 1, threads);
    const cpuRates: number[] = [];
    const measure = async (): Promise<number> => {
      const { hashesPerSecond, hashesPerCpuSecond } = right(
        name,
        await measurePool(measured, versions, SECONDS),
      );
      cpuRates.push(hashesPerCpuSecond);
      return hashesPerSecond;
    };
    return { name, measure, cpuRates, close: () => measured.pool.close() };
  });
}

function rivalVariant(rival: Rival, threads: number): Variant {
  const measure = (): Promise<number> => rival.measure(threads, SECONDS);
  return { name: nameOf(rival.name, false, threads), measure, cpuRates: [], close: async () => {} };
}

/** @throws where the answer was wrong */
function right(name: string, result: Awaited<ReturnType<typeof measurePool>>): Measurement {
  if (result.ok) return result.value;
  throw new Error(`${name} gave a wrong answer: ${result.debug}`);
}

const variants = THREAD_COUNTS.flatMap((threads) => [
  ...KERNELS.flatMap((kernel) => kernelVariants(kernel, threads)),
  ...RIVALS.map((rival) => rivalVariant(rival, threads)),
]);
const rates = await alternate(new Map(variants.map(({ name, measure }) => [name, measure])), ROUNDS);
await Promise.all(variants.map(({ close }) => close()));

const ratesOf = (name: string): readonly number[] => rates.get(name) ?? [];
const versus = (a: string, b: string): [string, readonly number[]][] =>
  rates.has(a) && rates.has(b) && a !== b ? [[`${a} / ${b}`, ratios(ratesOf(a), ratesOf(b))]] : [];

const compared = new Map([
  ...KERNELS.flatMap((kernel) =>
    [...new Set([BEST_VERSIONS[kernel] > 1, false])].flatMap((rolls) => [
      ...RIVALS.flatMap(({ name }) =>
        THREAD_COUNTS.flatMap((threads) =>
          versus(nameOf(kernel, rolls, threads), nameOf(name, false, threads)),
        ),
      ),
      ...versus(nameOf(kernel, rolls, 1), nameOf('noble', false, 1)),
      ...versus(nameOf(kernel, rolls, ALL_THREADS), nameOf(kernel, rolls, 1)),
    ]),
  ),
  ...KERNELS.flatMap((kernel) => versus(nameOf(kernel, true, 1), nameOf(kernel, false, 1))),
]);

const inMillions = (values: readonly number[]): string =>
  values.length === 0 ? '' : formatSummary(summarize(values.map((rate) => rate / 1e6)));
const withSummaries = (values: ReadonlyMap<string, readonly number[]>): object =>
  Object.fromEntries([...values].map(([name, each]) => [name, { ...summarize(each), rounds: each }]));

const cpu = cpus()[0]?.model;
const results = {
  cpu,
  node: process.version,
  rounds: ROUNDS,
  seconds: SECONDS,
  hashesPerSecond: withSummaries(rates),
  hashesPerCpuSecond: withSummaries(
    new Map(
      variants.filter(({ cpuRates }) => cpuRates.length > 0).map(({ name, cpuRates }) => [name, cpuRates]),
    ),
  ),
  ratios: withSummaries(compared),
};
mkdirSync(dirname(JSON_FILE), { recursive: true });
writeFileSync(JSON_FILE, `${JSON.stringify(results, undefined, 2)}\n`);
console.log(
  [
    `${cpu}, Node ${process.version}, ${ROUNDS} rounds of ${SECONDS} s each, median (least-most)`,
    '',
    formatTable([
      ['miner x threads', 'MH/s', 'MH per CPU second'],
      ...variants.map(({ name, cpuRates }) => [name, inMillions(ratesOf(name)), inMillions(cpuRates)]),
    ]),
    '',
    formatTable([
      ['ratio', ''],
      ...[...compared].map(([name, each]) => [name, formatSummary(summarize(each))]),
    ]),
    '',
    `Every header that a kernel found was checked, none was missed, each was counted once. Written to ${JSON_FILE}`,
  ].join('\n'),
);

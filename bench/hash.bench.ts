/**
 * The hash rate of each kernel on one thread and on all, in turns within one run.
 *   npm run bench:hash -- [--rounds=5] [--threads=N] [--json]
 * A measurement searches a fixed space to its end. It fails the bench where a header that was found doesn't solve its
 * target, where the counters don't say exactly how many nonces there were, or where two kernels disagree about which
 * nonces are solutions. Rows that say `rolling` try many versions with each nonce (AsicBoost), the others one.
 * Threads run at low priority: on a busy machine compare by CPU time.
 */

import { availableParallelism, cpus } from 'node:os';
import { BEST_VERSIONS, KERNEL_NAMES, type KernelName } from '../src/kernel/kernel.ts';
import { loadKernel } from '../src/kernel/select.ts';
import { createBuiltPool } from './built-pool.ts';
import { checkAgreement, type HashSearch, searchSpace } from './hash-search.ts';
import { alternate, countOption, formatSummary, formatTable, ratios, report, summarize } from './rounds.ts';

const ROUNDS = countOption('rounds', 5);
const ALL_THREADS = countOption('threads', availableParallelism());
const THREAD_COUNTS = [...new Set([1, ALL_THREADS])];

/** With as many versions as the kernel likes best, and like for like with miners that don't roll them. */
const variantName = (kernel: KernelName, threads: number, rolls: boolean): string =>
  `${kernel}${rolls ? ' rolling' : ''} x${threads}`;

const KERNELS = KERNEL_NAMES.filter((name) => loadKernel(name).ok);
const modesOf = (kernel: KernelName): readonly boolean[] =>
  BEST_VERSIONS[kernel] > 1 ? [true, false] : [false];

const variants = KERNELS.flatMap((kernel) =>
  THREAD_COUNTS.flatMap((threads) => {
    const pool = createBuiltPool(kernel, threads);
    return modesOf(kernel).map((rolls) => {
      const versions = rolls ? BEST_VERSIONS[kernel] : 1;
      return { name: variantName(kernel, threads, rolls), versions, pool, searches: [] as HashSearch[] };
    });
  }),
);

const measures = new Map(
  variants.map(({ name, versions, pool, searches }) => [
    name,
    async () => {
      const search = await searchSpace(pool, versions);
      searches.push(search);
      return search.hashesPerSecond;
    },
  ]),
);

await alternate(measures, 1); // Starts the threads and lets V8 compile.
const rates = await alternate(measures, ROUNDS);
await Promise.all(variants.map(({ pool }) => pool.close()));
const solutions = checkAgreement(variants.flatMap(({ searches }) => searches));

const wallRates = (kernel: KernelName, threads: number, rolls: boolean): readonly number[] =>
  rates.get(variantName(kernel, threads, rolls)) ?? [];
const cpuRates = (name: string): readonly number[] =>
  variants
    .find((variant) => variant.name === name)
    ?.searches.slice(-ROUNDS)
    .map((search) => search.hashesPerCpuSecond) ?? [];

const compared = new Map<string, readonly number[]>([
  ...KERNELS.filter((kernel) => kernel !== 'noble').map((kernel): [string, readonly number[]] => [
    `${kernel} / noble, one thread each`,
    ratios(wallRates(kernel, 1, true), wallRates('noble', 1, false)),
  ]),
  ...KERNELS.map((kernel): [string, readonly number[]] => {
    const rolls = BEST_VERSIONS[kernel] > 1;
    return [
      `${kernel}, ${ALL_THREADS} threads / 1`,
      ratios(wallRates(kernel, ALL_THREADS, rolls), wallRates(kernel, 1, rolls)),
    ];
  }),
]);

const inMillions = (values: readonly number[]): string =>
  formatSummary(summarize(values.map((rate) => rate / 1e6)));
const summaries = (values: ReadonlyMap<string, readonly number[]>): object =>
  Object.fromEntries([...values].map(([name, each]) => [name, summarize(each)]));

const cpu = cpus()[0]?.model;
report(
  {
    cpu,
    node: process.version,
    rounds: ROUNDS,
    hashesPerSecond: summaries(rates),
    hashesPerCpuSecond: summaries(new Map(variants.map(({ name }) => [name, cpuRates(name)]))),
    ratios: summaries(compared),
    solutionsVerified: solutions,
  },
  [
    `${cpu}, Node ${process.version}, ${ROUNDS} rounds, median (least-most)`,
    '',
    formatTable([
      ['kernel x threads', 'MH/s', 'MH per CPU second'],
      ...variants.map(({ name }) => [name, inMillions(rates.get(name) ?? []), inMillions(cpuRates(name))]),
    ]),
    '',
    formatTable([
      ['ratio', ''],
      ...[...compared].map(([name, each]) => [name, formatSummary(summarize(each))]),
    ]),
    '',
    `verified: ${solutions} solutions, the same for every kernel and thread count; every header counted once`,
  ].join('\n'),
);

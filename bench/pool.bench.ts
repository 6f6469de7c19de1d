/**
 * What the pool costs: the hash rate of all its threads, and of a whole daemon, beside as many threads that call the kernel
 * bare, in turns.
 *   npm run bench:pool -- [--kernel=NAME] [--rounds=5] [--threads=N] [--seconds=2] [--json]
 * A bare thread does nothing but call one prepared scan on long ranges. The pool hands out units, counts, and looks whether
 * its work is stale; it is given a new job every half a second, ten times as often as the daemon does. The daemon mines main
 * on its first block, whose difficulty is low for the network, and still so high that hardly a block is found. Threads run at
 * low priority: on a busy machine compare by the CPU time of the whole process.
 */

import { once } from 'node:events';
import { availableParallelism, constants, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { BEST_VERSIONS, KERNEL_NAMES, type KernelName } from '../src/kernel/kernel.ts';
import { selectKernel } from '../src/kernel/select.ts';
import { createWorkSource } from '../src/mining/job.ts';
import { createVersionSpace, VERSION_ROLLING_MASK } from '../src/mining/version-rolling.ts';
import { type Daemon, startDaemon } from './built-daemon.ts';
import { createBuiltPool } from './built-pool.ts';
import { cpuMsOf } from './cpu-share.ts';
import {
  alternate,
  choiceOption,
  countOption,
  formatSummary,
  formatTable,
  ratios,
  report,
  summarize,
} from './rounds.ts';

const ROUNDS = countOption('rounds', 5);
const THREADS = countOption('threads', availableParallelism());
const SECONDS = countOption('seconds', 2);
const NEW_JOB_MS = 500;

/** Before each measurement, so that it doesn't begin while threads start or come from their sleep. */
const WARM_UP_MS = 200;

/** Long enough that what a call costs is nothing, short enough that a thread ends in time. */
const BARE_CALL_MS = 20;

const KERNEL = choiceOption('kernel', KERNEL_NAMES) ?? selectKernel().kernel.name;

/** An address of main from BIP173's examples: what the daemon mines is nobody's business. */
const SOMEBODY = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';

/** The versions of a job, as the miner hands them out. */
const VERSIONS = createVersionSpace(0x20000000, VERSION_ROLLING_MASK);

const BARE_THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { setPriority } = require('node:os');
  const { kernel: name, versions, select, priority, callMs } = workerData;
  if (process.platform === 'linux') setPriority(priority);
  import(select).then(({ loadKernel }) => {
    const kernel = loadKernel(name).value;
    const scan = kernel.prepare({ header: new Uint8Array(80), versions, target: 0n });
    let first = 0;
    let length = 16 * kernel.lanes;
    const run = (ms) => {
      const started = performance.now();
      let nonces = 0;
      let now = started;
      while (now - started < ms) {
        if (first + length > 2 ** 32) first = 0;
        scan(first, length);
        nonces += length;
        first += length;
        const after = performance.now();
        length = Math.max(Math.floor((length * callMs) / (after - now) / kernel.lanes), 1) * kernel.lanes;
        now = after;
      }
      return (1000 * nonces * versions.length) / (now - started);
    };
    parentPort.on('message', (ms) => parentPort.postMessage(run(ms)));
  });
`;

function startBareThread(kernel: KernelName): Worker {
  const versions = Array.from({ length: BEST_VERSIONS[kernel] }, (_, i) => VERSIONS.at(i));
  const select = new URL('../dist/src/kernel/select.js', import.meta.url).href;
  const priority = constants.priority.PRIORITY_LOW;
  return new Worker(BARE_THREAD, {
    eval: true,
    execArgv: [],
    workerData: { kernel, versions, select, priority, callMs: BARE_CALL_MS },
  });
}

/** Hashes a second of all threads. */
async function measureBare(threads: readonly Worker[]): Promise<number> {
  const run = (ms: number): Promise<readonly number[]> =>
    Promise.all(
      threads.map(async (thread) => {
        thread.postMessage(ms);
        const [rate] = (await once(thread, 'message')) as [number];
        return rate;
      }),
    );
  await run(WARM_UP_MS);
  return measure('bare', process.pid, async () => {
    const rates = await run(1000 * SECONDS);
    return SECONDS * rates.reduce((sum, rate) => sum + rate, 0);
  });
}

/** Hashes for each second of CPU time that the process took, by what was measured, round by round. */
const cpuRates = new Map<string, number[]>();

/** Hashes a second. @param work - lasts SECONDS; what it resolves to is how many hashes were done */
async function measure(how: string, pid: number, work: () => Promise<number>): Promise<number> {
  const [started, cpuBefore = 0] = [performance.now(), cpuMsOf(pid)];
  const hashes = await work();
  const [ended, cpuAfter = 0] = [performance.now(), cpuMsOf(pid)];
  const each = cpuRates.get(how) ?? [];
  cpuRates.set(how, [...each, (1000 * hashes) / (cpuAfter - cpuBefore)]);
  return (1000 * hashes) / (ended - started);
}

type Pool = ReturnType<typeof createBuiltPool>;

async function measurePool(pool: Pool): Promise<number> {
  let jobs = 0;
  const newJob = (): void => pool.search(jobNumber(jobs++, pool.bestVersions), () => {});
  newJob();
  const timer = setInterval(newJob, NEW_JOB_MS);
  await sleep(WARM_UP_MS);
  const rate = await measure('pool', process.pid, async () => {
    const before = totalOf(pool);
    await sleep(1000 * SECONDS);
    return totalOf(pool) - before;
  });
  clearInterval(timer);
  pool.pause();
  return rate;
}

async function measureDaemon({ call, pid }: Daemon): Promise<number> {
  const hashes = async (): Promise<number> =>
    ((await call('gethashrate')) as { readonly hashes: number }).hashes;
  await call('setgenerate', [true]);
  await sleep(WARM_UP_MS);
  const rate = await measure('daemon', pid, async () => {
    const before = await hashes();
    await sleep(1000 * SECONDS);
    return (await hashes()) - before;
  });
  await call('setgenerate', [false]);
  return rate;
}

function totalOf(pool: Pool): number {
  return pool.counts().perThread.reduce((sum, count) => sum + count, 0);
}

/** Never used up, no solution. */
function jobNumber(index: number, versionsPerUnit: number) {
  const header = new Uint8Array(80);
  new DataView(header.buffer).setUint32(36, index);
  return createWorkSource({
    header: () => header,
    versions: VERSIONS,
    versionsPerUnit,
    target: 0n,
    extraNonces: 1,
    firstTime: 0,
    lastTime: 2 ** 32 - 1,
  });
}

const daemon = await startDaemon('main', [
  `-kernel=${KERNEL}`,
  `-threads=${THREADS}`,
  `-mineraddress=${SOMEBODY}`,
]);
const pool = createBuiltPool(KERNEL, THREADS);
const bareThreads = Array.from({ length: THREADS }, () => startBareThread(KERNEL));
const measures = new Map([
  ['bare', () => measureBare(bareThreads)],
  ['pool', () => measurePool(pool)],
  ['daemon', () => measureDaemon(daemon)],
]);
await alternate(measures, 1); // Starts the threads, lets V8 compile and the threads learn their rate.
cpuRates.clear();
const rates = await alternate(measures, ROUNDS);
await Promise.all([pool.close(), daemon.stop(), ...bareThreads.map((thread) => thread.terminate())]);

const lessThanBare = (by: ReadonlyMap<string, readonly number[]>, how: string) =>
  summarize(ratios(by.get(how) ?? [], by.get('bare') ?? []).map((ratio) => 100 * (1 - ratio)));
const results = [...rates].map(([how, each]) => ({
  how,
  hashesPerSecond: summarize(each),
  lessThanBarePercent: lessThanBare(rates, how),
  hashesPerCpuSecond: summarize(cpuRates.get(how) ?? []),
  lessThanBareByCpuPercent: lessThanBare(cpuRates, how),
}));
const inMillions = ({ median, min, max }: ReturnType<typeof summarize>): string =>
  formatSummary({ median: median / 1e6, min: min / 1e6, max: max / 1e6 });
report(
  { cpu: cpus()[0]?.model, node: process.version, kernel: KERNEL, threads: THREADS, rounds: ROUNDS, results },
  [
    `${cpus()[0]?.model}, Node ${process.version}, ${KERNEL}, ${THREADS} threads, ${ROUNDS} rounds of ${SECONDS} s, median (least-most)`,
    '',
    formatTable([
      ['', 'MH/s', 'less than bare, %', 'MH per CPU second', 'less than bare, %'],
      ...results.map((one) => [
        one.how,
        inMillions(one.hashesPerSecond),
        formatSummary(one.lessThanBarePercent),
        inMillions(one.hashesPerCpuSecond),
        formatSummary(one.lessThanBareByCpuPercent),
      ]),
    ]),
  ].join('\n'),
);

/**
 * How long the threads go on with old work: from `search` with a new job to every thread hashing the new one.
 *   npm run bench:newtip -- [--switches=500] [--threads=N] [--json]
 * Each thread writes into shared memory when it began with the newest job, on the clock that all threads share, so
 * that the measurement neither waits for the main thread nor takes a core from the hashing. Threads of low priority wait for
 * any other process that wants their core: the figures are worth something where others take hardly any CPU time.
 */

import assert from 'node:assert/strict';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { BEST_VERSIONS } from '../src/kernel/kernel.ts';
import { selectKernel } from '../src/kernel/select.ts';
import { createWorkSource } from '../src/mining/job.ts';
import type { WorkSource } from '../src/mining/ports.ts';
import { createVersionSpace, VERSION_ROLLING_MASK } from '../src/mining/version-rolling.ts';
import { createBuiltPool } from './built-pool.ts';
import { watchOthers } from './cpu-share.ts';
import { countOption, formatTable, percentile, report } from './rounds.ts';

const SWITCHES = countOption('switches', 500);
const THREADS = countOption('threads', availableParallelism());

/**
 * Switches before the measured ones: threads start, the threads learn their rate, and V8 compiles, which takes a core from
 * a hash thread for up to 15 ms at a time in the first half a minute (seen in a trace of the scheduler).
 */
const WARM_UP = 2000;

/** Milliseconds between switches, varied so that they don't fall into step with the threads' slices. */
const pauseMs = (index: number): number => 10 + ((index * 7919) % 1000) / 100;

/** How long to wait for a thread that is late, before the bench fails. */
const PATIENCE_MS = 5_000;

/** Never used up, no solution. */
function jobNumber(index: number): WorkSource {
  const header = new Uint8Array(80);
  new DataView(header.buffer).setUint32(36, index);
  return createWorkSource({
    header: () => header,
    versions: createVersionSpace(0x20000000, VERSION_ROLLING_MASK),
    versionsPerUnit: BEST_VERSIONS[kernel.name],
    target: 0n,
    extraNonces: 1,
    firstTime: 0,
    lastTime: 2 ** 32 - 1,
  });
}

const { kernel, reason } = selectKernel();
const pool = createBuiltPool(kernel.name, THREADS);
const isEveryThreadOnIt = (): boolean => pool.threadStates().every(({ epoch }) => epoch === pool.epoch());

/** Microseconds until the last thread was on the new job. */
async function measureSwitch(index: number): Promise<number> {
  const startedNs = process.hrtime.bigint();
  pool.search(jobNumber(index), () => assert.fail('a solution where there is none'));
  await sleep(pauseMs(index));
  const deadline = performance.now() + PATIENCE_MS;
  while (!isEveryThreadOnIt()) {
    assert(performance.now() < deadline, 'a thread did not turn to the new job');
    await sleep(1);
  }
  return Math.max(...pool.threadStates().map((state) => Number(state.startedNs - startedNs) / 1000));
}

for (let index = 0; index < WARM_UP; index++) await measureSwitch(index);
const microseconds: number[] = [];
const othersPercent = watchOthers();
for (let index = 0; index < SWITCHES; index++) microseconds.push(await measureSwitch(WARM_UP + index));
const others = othersPercent();
await pool.close();

const result = {
  median: percentile(microseconds, 0.5),
  p99: percentile(microseconds, 0.99),
  max: Math.max(...microseconds),
};
report(
  {
    cpu: cpus()[0]?.model,
    node: process.version,
    kernel: kernel.name,
    threads: THREADS,
    switches: SWITCHES,
    microseconds: result,
    othersCpuPercent: others,
  },
  [
    `${cpus()[0]?.model}, Node ${process.version}, ${reason}`,
    `new job to all ${THREADS} threads hashing it, ${SWITCHES} times, microseconds`,
    ...(others === undefined
      ? []
      : [`meanwhile other processes took ${others.toFixed(1)} % of the CPU time`]),
    '',
    formatTable([
      ['median', 'p99', 'max'],
      [result.median, result.p99, result.max].map((value) => value.toFixed(0)),
    ]),
  ].join('\n'),
);

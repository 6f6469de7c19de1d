/**
 * How quickly the daemon answers: from its start to the first answer, beside an empty Node process as the unit; then
 * round trips of getblockcount on one kept connection, idle and with every core mining cpunet, in turns.
 *   npm run bench:rpc -- [--starts=10] [--rounds=5] [--calls=3000] [--json]
 * It measures the built daemon (`npm run build`), fails on a wrong answer, and where the miner does not mine.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, startDaemon } from './built-daemon.ts';
import { PATIENCE_MS } from './child-server.ts';
import {
  alternate,
  countOption,
  formatSummary,
  formatTable,
  type Measure,
  percentile,
  ratios,
  report,
  summarize,
} from './rounds.ts';

const STARTS = countOption('starts', 10);
const ROUNDS = countOption('rounds', 5);
const CALLS = countOption('calls', 3000);

/** Milliseconds of a Node process that does nothing. */
const measureEmptyNode: Measure = async () => {
  const began = performance.now();
  await once(spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' }), 'exit');
  return performance.now() - began;
};

const measureStart: Measure = async () => {
  const daemon = await startDaemon('regtest');
  await daemon.stop();
  return daemon.startMs;
};

/** Round trips per second of each variant, beside what `alternate` collects. */
const rates = { idle: [] as number[], mining: [] as number[] };

/** The 99th percentile of CALLS round trips, milliseconds. */
async function measureCalls(call: Call, perSecond: number[]): Promise<number> {
  const milliseconds: number[] = [];
  const began = performance.now();
  for (let index = 0; index < CALLS; index++) {
    const sent = performance.now();
    assert.equal(typeof (await call('getblockcount')), 'number');
    milliseconds.push(performance.now() - sent);
  }
  perSecond.push(CALLS / ((performance.now() - began) / 1000));
  return percentile(milliseconds, 0.99);
}

async function measureMining(call: Call): Promise<number> {
  await call('setgenerate', [true, availableParallelism()]);
  await hashing(call);
  const p99 = await measureCalls(call, rates.mining);
  await hashing(call);
  await call('setgenerate', [false]);
  return p99;
}

/** Resolves once the miner shows a hash rate. */
async function hashing(call: Call): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const { hashespersec } = (await call('getmininginfo')) as { readonly hashespersec: number };
    if (hashespersec > 0) return;
    await sleep(20);
  }
  assert.fail('the daemon does not mine');
}

const starts = await alternate(
  new Map([
    ['empty Node process', measureEmptyNode],
    ['nonced', measureStart],
  ]),
  STARTS,
);
const daemon = await startDaemon('cpunet');
await measureCalls(daemon.call, []);
const p99s = await alternate(
  new Map([
    ['idle', () => measureCalls(daemon.call, rates.idle)],
    ['mining', () => measureMining(daemon.call)],
  ]),
  ROUNDS,
);
await daemon.stop();

const valuesOf = (results: ReadonlyMap<string, readonly number[]>, name: string) => results.get(name) ?? [];
const startRatio = ratios(valuesOf(starts, 'nonced'), valuesOf(starts, 'empty Node process'));
const p99Ratio = ratios(valuesOf(p99s, 'mining'), valuesOf(p99s, 'idle'));
const result = {
  startMs: summarize(valuesOf(starts, 'nonced')),
  startToEmptyNode: summarize(startRatio),
  idle: { perSecond: summarize(rates.idle), p99Ms: summarize(valuesOf(p99s, 'idle')) },
  mining: { perSecond: summarize(rates.mining), p99Ms: summarize(valuesOf(p99s, 'mining')) },
  p99MiningToIdle: summarize(p99Ratio),
};
report(
  { cpu: cpus()[0]?.model, node: process.version, threads: availableParallelism(), ...result },
  [
    `${cpus()[0]?.model}, Node ${process.version}; medians (extremes)`,
    `start to first answer: ${formatSummary(result.startMs, 0)} ms, ${formatSummary(result.startToEmptyNode)} times an empty Node process`,
    `getblockcount on one kept connection, ${ROUNDS} rounds of ${CALLS}; mining on ${availableParallelism()} threads`,
    '',
    formatTable([
      ['', 'per second', 'p99 ms'],
      ['idle', formatSummary(result.idle.perSecond, 0), formatSummary(result.idle.p99Ms)],
      ['mining', formatSummary(result.mining.perSecond, 0), formatSummary(result.mining.p99Ms)],
      [
        'mining / idle',
        formatSummary(summarize(ratios(rates.mining, rates.idle))),
        formatSummary(result.p99MiningToIdle),
      ],
    ]),
  ].join('\n'),
);

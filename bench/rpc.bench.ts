/**
 * How quickly the daemon answers: from its start to the first answer, beside an empty Node process as the unit; then
 * round trips of getblockcount on one kept connection, idle and with every core mining cpunet, in turns.
 *   npm run bench:rpc -- [--starts=10] [--rounds=5] [--calls=3000] [--json]
 * It measures the built daemon (`npm run build`), fails on a wrong answer, and where the miner does not mine.
 */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../src/node/package-info.ts';
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

const DAEMON = join(PACKAGE_ROOT, 'dist/src/cli/nonced.js');

/** How long to wait for a start, or for the first hash, before the bench fails. */
const PATIENCE_MS = 30_000;

type Call = (method: string, params?: readonly unknown[]) => Promise<unknown>;

interface Daemon {
  readonly call: Call;
  /** From the spawn to the first answer, milliseconds. */
  readonly startMs: number;
  stop(): Promise<void>;
}

const datadir = mkdtempSync(join(tmpdir(), 'nonced-bench-'));
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(datadir, { recursive: true, force: true });
});

async function startDaemon(network: 'regtest' | 'cpunet'): Promise<Daemon> {
  const port = await freePort();
  const began = performance.now();
  const options = [`-network=${network}`, `-datadir=${datadir}`, `-rpcport=${port}`, '-mine=0', '-listen=0'];
  const child = spawn(process.execPath, [DAEMON, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const call = caller(port, join(datadir, network, '.cookie'));
  await firstAnswer(child, call);
  const startMs = performance.now() - began;
  const stop = async () => {
    const exited = once(child, 'exit');
    await call('stop');
    assert.deepEqual(await exited, [0, null]);
  };
  return { call, startMs, stop };
}

async function firstAnswer(child: ChildProcess, call: Call): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    assert.equal(child.exitCode, null, 'the daemon ended; is it built?');
    // Not listening yet, no cookie yet, or still warming up.
    const height = await call('getblockcount').catch(() => undefined);
    if (height !== undefined) return assert.equal(typeof height, 'number');
    await sleep(2);
  }
  assert.fail('the daemon does not answer');
}

/** Calls over one kept connection. */
function caller(port: number, cookieFile: string): Call {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async (method, params = []) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const auth = readFileSync(cookieFile, 'utf8');
    const headers = { 'Content-Length': Buffer.byteLength(body) };
    const outgoing = request({ host: '127.0.0.1', port, agent, auth, headers, method: 'POST' });
    outgoing.end(body);
    const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
    let text = '';
    for await (const chunk of incoming) text += String(chunk);
    const answer = JSON.parse(text) as { readonly result?: unknown };
    assert('result' in answer, text);
    return answer.result;
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}

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

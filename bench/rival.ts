/** Other SHA-256d miners in the same rounds: cpuminer-opt, or pooler's cpuminer (minerd), by their own benchmark. */

import { execFile, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sum } from '../src/util/sum.ts';

/** It starts, and tries its first hashes: what it says in this time does not count. */
const WARM_UP_MS = 1500;

/** How often it is asked to say how fast it is. */
const SCAN_SECONDS = 1;

/** minerd speaks every five seconds, whatever it is asked for. */
const PATIENCE_MS = 15_000;
const POLL_MS = 50;

export interface Rival {
  /** The name of its file. */
  readonly name: string;
  /** What it says of itself, hashes a second: the median of what it said. */
  measure(threads: number, seconds: number): Promise<number>;
}

/** The programs that the variable CPUMINER names, several with colons between them; none where it is not set. */
export function rivals(variable = process.env['CPUMINER'] ?? ''): readonly Rival[] {
  return variable
    .split(':')
    .filter(Boolean)
    .map((path) => ({
      name: basename(path),
      measure: (threads, seconds) => measureRival(path, threads, seconds),
    }));
}

async function measureRival(path: string, threads: number, seconds: number): Promise<number> {
  const args = ['--benchmark', '--algo=sha256d', `--threads=${threads}`, `--scantime=${SCAN_SECONDS}`];
  if (await hasHashMeter(path)) args.push('--hash-meter');
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  await Promise.race([sleep(WARM_UP_MS), ended]);
  said = '';
  await Promise.race([sleep(1000 * (seconds + SCAN_SECONDS)), ended]);
  const patience = performance.now() + PATIENCE_MS;
  while (
    ratesIn(said, threads).length === 0 &&
    child.exitCode === null &&
    !failure &&
    performance.now() < patience
  )
    await sleep(POLL_MS);
  child.kill('SIGKILL');
  if (failure) throw new Error(`CPUMINER: ${path} does not start (${failure.message})`);
  await ended;
  const rates = ratesIn(said, threads);
  const middle = [...rates].sort((a, b) => a - b)[rates.length >> 1];
  if (middle === undefined)
    throw new Error(`CPUMINER: ${path} said no hash rate, but: ${said.trim() || 'nothing'}`);
  return middle;
}

/** cpuminer-opt tells the rates of its threads where it is asked to; minerd always does and doesn't know the option. */
async function hasHashMeter(path: string): Promise<boolean> {
  const help = await promisify(execFile)(path, ['--help']).catch((error: { stdout?: string }) => error);
  return help.stdout?.includes('--hash-meter') ?? false;
}

/**
 * What all threads together did in each scan, hashes a second, from the lines that a miner printed:
 * `thread 0: 14355328 hashes, 2620 khash/s`, `Thread 0, CPU 0: 25.30 Mh/s`. The total that cpuminer-opt prints is no
 * measure: all hashes since its start over whole seconds, so that it is up to twice too high at first.
 */
export function ratesIn(text: string, threads: number): readonly number[] {
  const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };
  const totals: number[] = [];
  let each = new Map<string, number>();
  for (const [, thread = '', number, prefix = ''] of text.matchAll(
    /thread (\d+)\b.*?([\d.]+) ([kmg]?)h(?:ash)?\/s/gi,
  )) {
    each.set(thread, Number(number) * (factors[prefix.toLowerCase()] ?? 1));
    if (each.size < threads) continue;
    totals.push(sum([...each.values()]));
    each = new Map();
  }
  return totals;
}

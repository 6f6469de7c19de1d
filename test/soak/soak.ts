import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { createRandom, type Random } from '../differential/random.ts';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { type Daemon, startRegtest, temporaryDatadir } from '../helpers/daemon.ts';
import { RpcFailure } from '../helpers/rpc-client.ts';
import { type Actor, createActor, type Deeds } from './actor.ts';
import {
  BOUNDED_ARGS,
  boundedEnvironment,
  checkDatabaseSize,
  highest,
  NO_PEAKS,
  type Peaks,
  sampleDaemon,
} from './bounds.ts';

/** One datadir through many lives of daemons that work without a pause. */

export interface SoakReport {
  readonly deeds: Deeds;
  readonly peaks: Peaks;
  readonly stops: number;
  readonly kills: number;
  readonly height: number;
  readonly coins: number;
  /** Bytes of the database at the end. */
  readonly database: number;
}

/** Lives that a run has at least, more or less, and how long one is at most. */
const LEAST_LIVES = 4;
const LONGEST_LIFE_MS = 15 * 60_000;

const SAMPLE_EVERY_MS = 250;

/**
 * Works for that long, watches the bounds, and holds the coins that are left against a replay of the blocks.
 * @throws AssertionError where a bound is passed, or something that was told is lost
 */
export async function soak(seconds: number, seed: number): Promise<SoakReport> {
  const random = createRandom(seed);
  const datadir = temporaryDatadir();
  const actor = createActor(random);
  const start = () =>
    startRegtest({ datadir, args: BOUNDED_ARGS, environment: boundedEnvironment(actor.deeds.blocks) });
  const end = performance.now() + seconds * 1000;
  const lifeMs = Math.min(LONGEST_LIFE_MS, (seconds * 1000) / LEAST_LIVES);
  const ends = { stops: 0, kills: 0 };
  let peaks = NO_PEAKS;
  let daemon = await start();
  await actor.mine(daemon, 110);
  while (performance.now() < end) {
    const until = Math.min(end, performance.now() + lifeMs * (0.5 + random.int(1000) / 1000));
    peaks = await live(daemon, actor, { until, peaks });
    if (random.chance(0.5)) {
      await stop(daemon);
      ends.stops++;
    } else {
      await killWhileItMines(daemon, actor, random);
      ends.kills++;
    }
    daemon = await start();
    await expectKept(daemon, actor.tip());
    await actor.look(daemon);
  }
  const database = await stop(daemon);
  return { ...ends, ...judgeFile(daemon.chainFile), deeds: actor.deeds, peaks, database };
}

/** Works until then. @returns the highest of everything */
async function live(
  daemon: Daemon,
  actor: Actor,
  { until, peaks }: { readonly until: number; readonly peaks: Peaks },
): Promise<Peaks> {
  const headers = actor.deeds.blocks;
  let seen = peaks;
  let sampledAt = 0;
  for (let now = performance.now(); now < until; now = performance.now()) {
    await actor.act(daemon).catch((error: unknown) => {
      throw withLastWords(error, daemon);
    });
    if (now < sampledAt + SAMPLE_EVERY_MS) continue;
    seen = highest(seen, sampleDaemon(daemon, headers));
    sampledAt = now;
  }
  return seen;
}

/** The folder goes with the test: what the daemon said last is in the error. */
function withLastWords(error: unknown, { log, process }: Daemon): Error {
  const lines = log().split('\n').slice(-40).join('\n');
  return new Error(`${String(error)}; stderr: "${process.stderr()}"; the end of the log:\n${lines}`, {
    cause: error,
  });
}

/** @returns bytes of the database */
async function stop(daemon: Daemon): Promise<number> {
  await daemon.stop();
  return checkDatabaseSize(daemon.chainFile);
}

/** Half of the time it is idle, half of the time it is at work. What was told before must be there afterwards. */
async function killWhileItMines(daemon: Daemon, actor: Actor, random: Random): Promise<void> {
  const work = random.chance(0.5) ? actor.mine(daemon, 5) : Promise.resolve();
  // A daemon that died doesn't answer; one that answers with an error has no business to.
  const ended = work.catch((error: unknown) => {
    if (error instanceof RpcFailure) throw error;
  });
  await sleep(random.int(60));
  await daemon.kill9();
  await ended;
}

async function expectKept({ call }: Daemon, { hash }: ReturnType<Actor['tip']>): Promise<void> {
  const { confirmations } = await call<{ confirmations: number }>('getBlockHeader', [hash]);
  expect(confirmations, `block ${hash}, which was the tip before`).toBeGreaterThan(0);
}

function judgeFile(path: string): Pick<SoakReport, 'height' | 'coins'> {
  const { integrity, coins, replayed, hashes, withoutUndo } = inspectChainFile(path);
  expect({ integrity, withoutUndo }).toEqual({ integrity: 'ok', withoutUndo: 0 });
  expect(coins).toEqual(replayed);
  return { height: hashes.length - 1, coins: coins.length };
}

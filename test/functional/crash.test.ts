import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { type Daemon, launchDaemon, type StartingDaemon, temporaryDatadir } from '../helpers/daemon.ts';
import { RpcFailure } from '../helpers/rpc-client.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

/**
 * Daemons that are killed without warning, again and again, on one datadir. NONCED_KILLS says how often in all
 * (default 30, about a minute; a release takes 50 and more), NONCED_SEED repeats the choices of an earlier run.
 */

const KILLS = environmentNumber('NONCED_KILLS') ?? 30;
const SEED = environmentNumber('NONCED_SEED') ?? randomInt(2 ** 32);

function environmentNumber(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`${name}=${text}: a whole number is wanted`);
  return Number(text);
}

/** A kill takes a start, a short life, a check, on a machine that may be busy: far more than it ever takes. */
const KILL_TIMEOUT_MS = 30_000;

/** Of ten kills so many strike regtest, the others cpunet. */
const REGTEST_SHARE = 6;

const MAX_BLOCKS_PER_LIFE = 500;
/** Lives that one cpunet chain gets: its blocks come slower and slower. */
const CPUNET_LIVES_PER_CHAIN = 4;

const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** One datadir through its lives. */
interface Patient {
  readonly network: '-regtest' | '-cpunet';
  readonly datadir: string;
  readonly random: () => number;
  /** Hashes of all blocks that the daemon ever spoke of as its tip or in an answer. */
  readonly seen: Set<string>;
}

type Moment = 'while it starts' | 'while it works' | 'while it stops';

describe('kill -9', () => {
  const regtestKills = Math.ceil((KILLS * REGTEST_SHARE) / 10);
  const cpunetKills = KILLS - regtestKills;

  it(
    `loses nothing that was told on regtest, ${regtestKills} times`,
    async () => {
      const random = seededRandom(SEED);
      const patient = newPatient('-regtest', random);
      await killTimes(patient, regtestKills, { longestLifeMs: 700 });
      console.log(
        `kill -9 on regtest: ${regtestKills} times, ${patient.seen.size} blocks told, seed ${SEED}`,
      );
    },
    60_000 + regtestKills * KILL_TIMEOUT_MS,
  );

  it.skipIf(cpunetKills === 0)(
    `loses nothing that was told on cpunet, ${cpunetKills} times`,
    async () => {
      const random = seededRandom(SEED + 1);
      let told = 0;
      for (let killed = 0; killed < cpunetKills; killed += CPUNET_LIVES_PER_CHAIN) {
        const patient = newPatient('-cpunet', random);
        await killTimes(patient, Math.min(CPUNET_LIVES_PER_CHAIN, cpunetKills - killed), {
          longestLifeMs: 2500,
        });
        told += patient.seen.size;
      }
      console.log(`kill -9 on cpunet: ${cpunetKills} times, ${told} blocks told, seed ${SEED}`);
    },
    60_000 + cpunetKills * KILL_TIMEOUT_MS,
  );
});

function newPatient(network: Patient['network'], random: () => number): Patient {
  return { network, datadir: temporaryDatadir(), random, seen: new Set() };
}

/** Lets the patient live and die so often, looks at what each death left; in the end it still makes blocks and stops well. */
async function killTimes(
  patient: Patient,
  kills: number,
  { longestLifeMs }: { readonly longestLifeMs: number },
): Promise<void> {
  let knownTip: KnownTip = { height: -1, hash: '' };
  for (let kill = 1; kill <= kills; kill++) {
    const moment = pickMoment(patient.random);
    try {
      const died = await liveAndDie(patient, { moment, lifeMs: patient.random() * longestLifeMs, knownTip });
      knownTip = examine(died, patient, knownTip);
    } catch (error) {
      throw new Error(`kill ${kill} of ${kills}, ${moment}, NONCED_SEED=${SEED}`, { cause: error });
    }
  }
  const survivor = await launchDaemon(patient).ready();
  await expectTipKept(survivor, knownTip);
  if (patient.network === '-regtest') await survivor.call('generateToAddress', [1, ADDRESS]);
  await survivor.process.waitFor(/ UpdateTip: /);
  await survivor.stop();
  examine(survivor, patient, knownTip);
}

function pickMoment(random: () => number): Moment {
  const draw = random();
  return draw < 0.25 ? 'while it starts' : draw < 0.5 ? 'while it stops' : 'while it works';
}

interface Life {
  readonly moment: Moment;
  readonly lifeMs: number;
  readonly knownTip: KnownTip;
}

/** The tip that the file had when it was last looked at. */
interface KnownTip {
  readonly height: number;
  readonly hash: string;
}

/** One life, ended by SIGKILL. */
async function liveAndDie(patient: Patient, { moment, lifeMs, knownTip }: Life): Promise<StartingDaemon> {
  const starting = launchDaemon(patient);
  if (moment === 'while it starts') {
    await sleep(lifeMs);
    await starting.kill9();
    return starting;
  }
  const daemon = await starting.ready();
  await expectTipKept(daemon, knownTip);
  const work = patient.network === '-regtest' ? generateUntilDeath(daemon, patient) : Promise.resolve();
  // From here on every moment is as good as any other: blocks come and are told.
  await daemon.process.waitFor(/ UpdateTip: /);
  await sleep(lifeMs);
  if (moment === 'while it stops') await dieStopping(daemon, patient.random() * 60);
  else await daemon.kill9();
  await work;
  return daemon;
}

/** Asks for a stop and kills a moment later, which may be too late. */
async function dieStopping({ process }: Daemon, delayMs: number): Promise<void> {
  process.kill('SIGTERM');
  await sleep(delayMs);
  process.kill('SIGKILL');
  const { status, signal } = await process.ended;
  expect({ end: status ?? signal, stderr: process.stderr() }).toEqual({
    end: expect.toBeOneOf([0, 'SIGKILL']),
    stderr: '',
  });
}

/** Generates blocks in a loop, one or many a call, and notes every one that is answered. */
async function generateUntilDeath({ call }: Daemon, { random, seen }: Patient): Promise<void> {
  for (let left = MAX_BLOCKS_PER_LIFE; left > 0; ) {
    const count = Math.min(left, 1 + Math.floor(250 * random() ** 4));
    left -= count;
    try {
      for (const hash of await call<string[]>('generateToAddress', [count, ADDRESS])) seen.add(hash);
    } catch (error) {
      // A daemon that died doesn't answer; one that answers with an error has no business to.
      if (error instanceof RpcFailure) throw error;
      return;
    }
  }
}

async function expectTipKept({ call }: Daemon, { height, hash }: KnownTip): Promise<void> {
  if (height >= 0) expect(await call('getBlockHash', [height])).toBe(hash);
}

/** Looks at the file that is left, before any node has mended it. @returns its tip */
function examine(died: StartingDaemon, patient: Patient, before: KnownTip): KnownTip {
  for (const hash of tipsTold(died)) patient.seen.add(hash);
  if (!existsSync(died.chainFile)) {
    expect(patient.seen.size).toBe(0);
    return before;
  }
  const { integrity, hashes, coins, replayed, withoutUndo } = inspectChainFile(died.chainFile);
  expect(integrity).toBe('ok');
  const kept = new Set(hashes);
  expect([...patient.seen].filter((hash) => !kept.has(hash))).toEqual([]);
  expect(coins).toEqual(replayed);
  expect(withoutUndo).toBe(0);
  expectWholeMnemonics(died);
  const height = hashes.length - 1;
  return { height, hash: hashes[height] ?? '' };
}

/** Every tip of which debug.log or stdout spoke. */
function tipsTold(died: StartingDaemon): readonly string[] {
  const log = existsSync(join(died.folder, 'debug.log')) ? died.log() : '';
  const text = log + died.process.stdout();
  return [...text.matchAll(/ UpdateTip: new best=(?<hash>[0-9a-f]{64}) .*\n/g)].map(
    ({ groups }) => groups?.['hash'] ?? '',
  );
}

/** The words of the key that rewards go to are there whole, or not at all. */
function expectWholeMnemonics({ folder }: StartingDaemon): void {
  const path = join(folder, 'wallets', 'default', 'mnemonic.txt');
  if (existsSync(path)) expect(readFileSync(path, 'utf8')).toMatch(/^([a-z]+ ){11,23}[a-z]+\n$/);
}

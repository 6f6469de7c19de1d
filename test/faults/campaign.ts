import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { createRandom, type Random } from '../differential/random.ts';
import { inspectChainFile } from '../helpers/chain-file.ts';
import {
  type Daemon,
  launchDaemon,
  type StartingDaemon,
  startRegtest,
  temporaryDatadir,
} from '../helpers/daemon.ts';
import { holdingsOf, makeCoins, OWNER_ADDRESS, signPayment } from '../helpers/paying-client.ts';
import { RpcFailure } from '../helpers/rpc-client.ts';
import type { Spendable } from '../helpers/spending.ts';
import type { Fault, FaultSource } from './faulty-disk.ts';

/**
 * Daemons on a disk that fails, one after the other on one datadir, while a client pays and makes blocks. After each of
 * them the file has to be whole, and a daemon on a good disk has to have everything that was acknowledged.
 */

export interface CampaignReport {
  /** How daemons ended under which fault, and how often. */
  readonly ends: Map<string, number>;
  /** Acknowledged, all in all. */
  readonly blocks: number;
  readonly transactions: number;
  /** Answered with an error, by its code. */
  readonly refusals: Map<string, number>;
}

/** Coins of a datadir, and rounds that it lasts: later ones would take long to look through. */
const COINS = 300;
const ROUNDS_PER_DATADIR = 12;

const SENDERS = 3;
/** Answers after which a daemon is ended, at most, and how long they are waited for. */
const MOST_ANSWERS = 120;
const LONGEST_LIFE_MS = 10_000;

/** A full disk, or a fault that ends the node, or the end itself: all else would tell of something lost. */
const EXPECTED = / error (-20: Disk space is too low!|-32603: Internal error|-1: Failed to make block\.)/;

const ARGS = ['-diskreserve=0', '-checkblocks=6', '-dbcache=4'];

interface Told {
  readonly blocks: Set<string>;
  readonly txids: Set<string>;
}

/** What a client works with in one round. */
interface Work {
  readonly daemon: Daemon;
  readonly coins: Spendable[];
  readonly told: Told;
  readonly random: Random;
  readonly report: CampaignReport;
  /** Answers so far, errors too. */
  answers: number;
  /** True once the daemon is about to be ended. */
  isOver: boolean;
}

/** @throws AssertionError where something acknowledged is lost, or a daemon ends other than it should */
export async function runCampaign(
  rounds: number,
  seed: number,
  source: FaultSource,
): Promise<CampaignReport> {
  const random = createRandom(seed);
  const totals = { blocks: 0, transactions: 0 };
  const counts = { ends: new Map(), refusals: new Map() };
  let patient = await newPatient();
  const firstKind = random.int(source.kinds);
  for (let round = 0; round < rounds; round++) {
    if (round > 0 && round % ROUNDS_PER_DATADIR === 0) patient = await newPatient();
    const { told } = patient;
    const before = { blocks: told.blocks.size, transactions: told.txids.size };
    const fault = source.make(firstKind + round, {
      path: patient.datadir,
      seed: random.int(2 ** 31),
      oneIn: random.pick([3, 10, 40]),
      after: random.pick([0, 0, 20, 60, 150]),
    });
    try {
      await oneRound(patient, fault, { random, report: { ...totals, ...counts } });
    } catch (error) {
      throw new Error(`round ${round} with ${fault.name}, NONCED_SEED=${seed}`, { cause: error });
    }
    totals.blocks += told.blocks.size - before.blocks;
    totals.transactions += told.txids.size - before.transactions;
  }
  return { ...totals, ...counts };
}

interface Patient {
  readonly datadir: string;
  readonly coins: Spendable[];
  readonly told: Told;
}

async function newPatient(): Promise<Patient> {
  const datadir = temporaryDatadir();
  const daemon = await startRegtest({ datadir, args: ARGS });
  const coins = await makeCoins(daemon, COINS);
  await daemon.stop();
  return { datadir, coins, told: { blocks: new Set(), txids: new Set() } };
}

async function oneRound(
  patient: Patient,
  fault: Fault,
  { random, report }: Pick<Work, 'random' | 'report'>,
): Promise<void> {
  const starting = launchDaemon({
    datadir: patient.datadir,
    network: '-regtest',
    args: ARGS,
    ...fault.start,
  });
  const { ended } = starting.process;
  const daemon = await starting.ready().catch(() => undefined);
  if (daemon) {
    const work: Work = { daemon, ...patient, random, report, answers: 0, isOver: false };
    const senders = Array.from({ length: SENDERS }, () => keepPaying(work));
    const clients = Promise.all([...senders, keepMining(work)]);
    clients.catch(() => {});
    await Promise.race([untilAnswered(work, random.int(MOST_ANSWERS)), ended]);
    work.isOver = true;
    daemon.process.kill(random.chance(0.5) ? 'SIGKILL' : 'SIGTERM');
    await ended;
    await clients;
  }
  count(report.ends, `${fault.name} → ${await judgeEnd(starting, fault)}`);
  await expectKept(patient, starting);
}

async function untilAnswered(work: Work, answers: number): Promise<void> {
  const end = performance.now() + LONGEST_LIFE_MS;
  while (work.answers < answers && performance.now() < end) await sleep(10);
}

/** A daemon that ends by itself says why in one line, unless the fault killed it. */
async function judgeEnd({ process }: StartingDaemon, fault: Fault): Promise<string> {
  const { status, signal } = await process.ended;
  const stderr = process.stderr();
  if (signal === 'SIGKILL') return fault.kills ? 'killed' : 'killed by us';
  expect({ status, signal, stderr }, process.stdout()).toEqual({
    status: expect.toBeOneOf([0, 1]),
    signal: null,
    stderr: status === 0 ? '' : expect.stringMatching(fault.strikesAll ? /^Error: / : /^Error: [^\n]+\n$/),
  });
  return status === 0 ? 'stopped' : (/\((SQLITE_\w+)\)/.exec(stderr)?.[1] ?? 'another error');
}

async function expectKept({ datadir, told }: Patient, { chainFile }: StartingDaemon): Promise<void> {
  expect(existsSync(chainFile)).toBe(true);
  const { integrity, coins, replayed, withoutUndo } = inspectChainFile(chainFile);
  expect({ integrity, withoutUndo }).toEqual({ integrity: 'ok', withoutUndo: 0 });
  expect(coins).toEqual(replayed);
  const daemon = await startRegtest({ datadir, args: ARGS });
  const { blocks, txids } = await holdingsOf(daemon);
  expect([...told.blocks].filter((hash) => !blocks.has(hash))).toEqual([]);
  expect([...told.txids].filter((txid) => !txids.has(txid))).toEqual([]);
  await daemon.stop();
}

/** Pays, also with what is not confirmed yet, and notes what was acknowledged. */
async function keepPaying(work: Work): Promise<void> {
  const { daemon, coins, told } = work;
  for (let coin = coins.pop(); coin; coin = coins.pop()) {
    const { hex, change } = signPayment(coin);
    const txid = await attempt<string>(work, () => daemon.call('submitTransaction', [hex]));
    if (txid === 'gone') return;
    // What became of a payment that was answered with an error nobody knows: its coin is given up.
    if (txid === 'refused') await sleep(20);
    else {
      told.txids.add(txid.answer);
      coins.unshift(change);
    }
    if (work.isOver) return;
  }
}

/** Makes blocks, by the daemon or submitted, and notes what was acknowledged. */
async function keepMining(work: Work): Promise<void> {
  const { daemon, told, random } = work;
  while (!work.isOver) {
    await sleep(random.int(60));
    const made = await attempt(work, () =>
      random.chance(0.5)
        ? daemon.call<string[]>('generateToAddress', [1 + random.int(4), OWNER_ADDRESS])
        : submitOwn(daemon),
    );
    if (made === 'gone') return;
    if (made !== 'refused') for (const hash of made.answer) told.blocks.add(hash);
  }
}

/** A block that the daemon makes and forgets, and then gets. */
async function submitOwn({ call }: Daemon): Promise<readonly string[]> {
  const { hash, hex } = await call<{ hash: string; hex: string }>('generateBlock', [
    OWNER_ADDRESS,
    [],
    false,
  ]);
  expect(await call('submitBlock', [hex])).toBeNull();
  return [hash];
}

/** What was acknowledged; or that it was refused for the disk's sake, or that nobody answers any more. */
async function attempt<T>(
  work: Work,
  call: () => Promise<T>,
): Promise<{ readonly answer: T } | 'refused' | 'gone'> {
  try {
    return { answer: await call() };
  } catch (error) {
    if (!(error instanceof RpcFailure)) {
      // It doesn't answer any more, or says that it is about to end.
      if (error instanceof Error && ('code' in error || error.message.startsWith('HTTP status 503')))
        return 'gone';
      throw error;
    }
    if (!EXPECTED.test(error.message)) throw error;
    count(work.report.refusals, `${error.code}`);
    return 'refused';
  } finally {
    work.answers++;
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

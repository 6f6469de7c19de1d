/**
 * What it costs to find coins by their scripts (src/store/coins-by-script.ts): commits of coins without the index and
 * with it, in turns; the room that both take; how long the index takes to be made; what a sum over many coins of one
 * script takes.
 *   npm run bench:coins -- [--coins=200000] [--rounds=5] [--json]
 */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { CoinChange } from '../src/chain/ports.ts';
import { toHash256 } from '../src/primitives/hash256.ts';
import { payToWitnessProgram } from '../src/script/output-scripts.ts';
import { type OpenChainStore, openChainStore } from '../src/store/chain-store.ts';
import { createBenchFolder } from './bench-folder.ts';
import {
  alternate,
  countOption,
  formatSummary,
  formatTable,
  type Measure,
  ratios,
  report,
  summarize,
} from './rounds.ts';

const COINS = countOption('coins', 200_000);
const ROUNDS = countOption('rounds', 5);

/** Coins that come, and as many that go, in one commit: a full block. */
const PER_COMMIT = 5000;

/** Every tenth coin is of the same script, as a miner's are. */
const OWN_SHARE = 10;
const OWN = payToWitnessProgram(0, new Uint8Array(20));

const folder = createBenchFolder();

interface Filled {
  readonly store: OpenChainStore;
  readonly coins: CoinChange[];
}

function randomCoin(number: number): CoinChange {
  const scriptPubKey = number % OWN_SHARE === 0 ? OWN : payToWitnessProgram(0, randomBytes(20));
  return {
    outpoint: { txid: toHash256(randomBytes(32)), index: 0 },
    coin: { output: { value: 1000 + number, scriptPubKey }, height: number, isCoinbase: true },
  };
}

function fill(name: string): Filled {
  const store = openChainStore({ path: join(folder, name), cacheMiB: 100, onNotice: () => {} });
  const coins: CoinChange[] = [];
  while (coins.length < COINS) {
    const batch = Array.from({ length: PER_COMMIT }, (_, i) => randomCoin(coins.length + i));
    commit(store, batch);
    coins.push(...batch);
  }
  return { store, coins };
}

function commit(store: OpenChainStore, coins: readonly CoinChange[]): void {
  store.commitChain({ records: [], blocks: [], undos: [], coins });
}

const milliseconds = (work: () => void): number => {
  const began = performance.now();
  work();
  return performance.now() - began;
};

/** One block: random coins go, new ones come. */
function measureCommit({ store, coins }: Filled): Measure {
  return async () => {
    const changes = Array.from({ length: PER_COMMIT }, (_, i) => {
      const made = randomCoin(COINS + i);
      const place = Math.floor(Math.random() * coins.length);
      const gone = coins[place];
      assert(gone, 'a coin at every place');
      coins[place] = made;
      return [{ outpoint: gone.outpoint, coin: undefined }, made];
    }).flat();
    return milliseconds(() => commit(store, changes));
  };
}

const plain = fill('plain.sqlite');
const indexed = fill('indexed.sqlite');
const everything = { coinbase: COINS, other: COINS };
const make = milliseconds(() => indexed.store.sumOfScript(OWN, everything));
const room = indexed.store.sizeOnDisk() / plain.store.sizeOnDisk();
const sum = milliseconds(() => assert(indexed.store.sumOfScript(OWN, everything) > 0));

const variants = new Map<string, Measure>([
  ['without the index', measureCommit(plain)],
  ['with it', measureCommit(indexed)],
]);
for (const measure of variants.values()) await measure();
const results = await alternate(variants, ROUNDS);
const floor = results.get('without the index') ?? [];
const rows = [...results].map(([name, times]) => ({
  name,
  milliseconds: summarize(times),
  ratio: summarize(ratios(times, floor)),
}));
plain.store.close();
indexed.store.close();

const own = COINS / OWN_SHARE;
report(
  { cpu: cpus()[0]?.model, node: process.version, coins: COINS, rounds: ROUNDS, rows, room, make, sum },
  [
    `${cpus()[0]?.model}, Node ${process.version}, ${COINS} coins, ${ROUNDS} rounds`,
    '',
    formatTable([
      [`${PER_COMMIT} coins come and go`, 'ms', 'ratio'],
      ...rows.map((row) => [row.name, formatSummary(row.milliseconds, 0), formatSummary(row.ratio)]),
    ]),
    '',
    `room with the index: ${room.toFixed(2)} times`,
    `making it: ${make.toFixed(0)} ms; the sum of ${own} coins of one script: ${sum.toFixed(1)} ms`,
  ].join('\n'),
);

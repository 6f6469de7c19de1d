/**
 * How fast a new node gets a chain from its peers: blocks and inputs a second, from the moment at which it is told of
 * them until its tip is theirs, over TCP on this machine. Built daemons (`npm run build`), in turns from one peer and
 * from three, each time into a new folder. Every input is P2WPKH, signed. Each time the coins are compared with those
 * of the source by their MuHash.
 *   npm run bench:p2p-sync -- [--blocks=5000] [--transactions=10] [--rounds=3] [--json]
 */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectDefined } from '../src/util/invariant.ts';
import { freePort } from '../test/helpers/free-port.ts';
import { writeSpendingChain } from '../test/helpers/p2p/spending-chain-file.ts';
import { keyLock } from '../test/helpers/spending.ts';
import { createBenchFolder } from './bench-folder.ts';
import { type Daemon, startDaemon } from './built-daemon.ts';
import { alternate, countOption, type Measure } from './rounds.ts';
import { reportSync } from './sync-report.ts';

const BLOCKS = countOption('blocks', 5000);
const TRANSACTIONS = countOption('transactions', 10);
const ROUNDS = countOption('rounds', 3);

const PEER_COUNTS = [1, 3];
const LOOK_EVERY_MS = 5;

const folder = createBenchFolder();
const locks = Array.from({ length: 16 }, (_, i) => keyLock(i + 1));
const chain = writeSpendingChain({
  path: join(folder, 'bootstrap.dat'),
  blocks: BLOCKS,
  transactions: TRANSACTIONS,
  lock: (number) => expectDefined(locks[number % locks.length], 'a lock'),
});

interface Source {
  readonly daemon: Daemon;
  readonly address: string;
}

async function startSource(number: number): Promise<Source> {
  const p2pPort = await freePort();
  const home = join(folder, `source-${number}`);
  const daemon = await startDaemon('regtest', [`-loadblock=${chain.path}`], { home, p2pPort });
  await reachTip(daemon);
  return { daemon, address: `127.0.0.1:${p2pPort}` };
}

async function reachTip({ call }: Daemon): Promise<void> {
  while ((await call('getbestblockhash')) !== chain.tip) await sleep(LOOK_EVERY_MS);
}

async function coinsOf({ call }: Daemon): Promise<unknown> {
  return ((await call('gettxoutsetinfo', ['muhash'])) as { readonly muhash: string }).muhash;
}

let syncs = 0;

/** Blocks per second into a new folder. */
function measureSync(sources: readonly Source[], coins: unknown): Measure {
  return async () => {
    const daemon = await startDaemon('regtest', [], { home: join(folder, `sync-${syncs++}`) });
    const began = performance.now();
    for (const { address } of sources) await daemon.call('addnode', [address, 'onetry']);
    await reachTip(daemon);
    const rate = (1000 * BLOCKS) / (performance.now() - began);
    assert.equal(await coinsOf(daemon), coins);
    await daemon.stop();
    return rate;
  };
}

const sources: Source[] = [];
for (let number = 0; number < Math.max(...PEER_COUNTS); number++) sources.push(await startSource(number));
const coins = await coinsOf(expectDefined(sources[0], 'a source').daemon);
const nameOf = (peers: number): string => (peers === 1 ? 'from one peer' : `from ${peers} peers`);
const results = await alternate(
  new Map(PEER_COUNTS.map((peers) => [nameOf(peers), measureSync(sources.slice(0, peers), coins)])),
  ROUNDS,
);
for (const { daemon } of sources) await daemon.stop();
reportSync({
  rates: results,
  base: nameOf(1),
  ratioName: 'of one peer',
  blocks: BLOCKS,
  inputs: chain.inputs,
  rounds: ROUNDS,
});

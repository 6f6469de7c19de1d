import { randomInt } from 'node:crypto';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inspectChainFile } from '../../helpers/chain-file.ts';
import {
  type Daemon,
  launchDaemon,
  p2pAddressOf,
  startRegtest,
  temporaryDatadir,
} from '../../helpers/daemon.ts';
import { type SpendingChainFile, writeSpendingChain } from '../../helpers/p2p/spending-chain-file.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

/**
 * A new node gets a chain from its peers, and is killed while it does. NONCED_SYNC_BLOCKS says how long the chain is
 * (20000 with 200,000 payments for a release, and five kills), NONCED_SEED repeats the choices of an earlier run.
 */

const LONG_BLOCKS = process.env['NONCED_SYNC_BLOCKS'];
const BLOCKS = Number(LONG_BLOCKS ?? 600);
const PAYMENTS_PER_BLOCK = LONG_BLOCKS === undefined ? 6 : 10;
const KILLS = LONG_BLOCKS === undefined ? 1 : 5;
const SEED = Number(process.env['NONCED_SEED'] ?? randomInt(2 ** 32));
const PATIENCE_MS = 60_000 + 20 * BLOCKS;
const LOOK_EVERY_MS = 5;

interface Sources {
  readonly chain: SpendingChainFile;
  readonly daemons: readonly Daemon[];
}

/** Nodes that have the same chain, each in a folder of its own. */
async function startSources(count: number): Promise<Sources> {
  const datadir = temporaryDatadir();
  mkdirSync(datadir, { recursive: true });
  const chain = writeSpendingChain({
    path: join(datadir, 'bootstrap.dat'),
    blocks: BLOCKS,
    transactions: PAYMENTS_PER_BLOCK,
  });
  const importer = launchDaemon({
    datadir,
    network: '-regtest',
    args: [`-loadblock=${chain.path}`, '-stopafterblockimport'],
  });
  expect(await importer.process.ended).toEqual({ status: 0, signal: null });
  const folders = [datadir, ...Array.from({ length: count - 1 }, temporaryDatadir)];
  for (const folder of folders.slice(1)) {
    mkdirSync(dirname(folder), { recursive: true });
    cpSync(datadir, folder, { recursive: true });
  }
  const daemons = await Promise.all(folders.map((folder) => startRegtest({ datadir: folder })));
  for (const daemon of daemons) expect(await daemon.call('getbestblockhash')).toBe(chain.tip);
  return { chain, daemons };
}

async function waitForHeight({ call }: Daemon, height: number): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while ((await call<number>('getblockcount')) < height) {
    if (performance.now() > deadline) throw new Error(`never at height ${height}`);
    await sleep(LOOK_EVERY_MS);
  }
}

const coinsOf = ({ call }: Daemon, hashType: string) => call('gettxoutsetinfo', [hashType]);

/** What its file holds is what its blocks leave. @returns its height */
function expectWholeChain(daemon: Pick<Daemon, 'chainFile'>): number {
  const { integrity, hashes, coins, replayed, withoutUndo } = inspectChainFile(daemon.chainFile);
  expect({ integrity, withoutUndo }, `seed ${SEED}`).toEqual({ integrity: 'ok', withoutUndo: 0 });
  expect(coins, `seed ${SEED}`).toEqual(replayed);
  return Math.max(hashes.length - 1, 0);
}

describe.for([{ peers: 1 }, { peers: 3 }])('a new node with $peers peers', ({ peers }) => {
  it(
    `gets the whole chain of ${BLOCKS} blocks, killed ${KILLS}× on the way`,
    async () => {
      const random = seededRandom(SEED + peers);
      const { chain, daemons } = await startSources(peers);
      const args = daemons.map((daemon) => `-addnode=${p2pAddressOf(daemon)}`);
      let datadir = temporaryDatadir();
      let heights: number[] = [];
      while (heights.length < KILLS) {
        const victim = await startRegtest({ datadir, args });
        // The first half of what is left to get.
        const before = heights.at(-1) ?? 0;
        await waitForHeight(victim, before + 1 + Math.floor(((BLOCKS - before) / 2) * random()));
        await victim.kill9();
        heights.push(expectWholeChain(victim));
        if (heights.at(-1) !== BLOCKS) continue;
        // It had everything before it was killed, which proves nothing: another one begins anew.
        datadir = temporaryDatadir();
        heights = [];
      }
      console.log(`kill -9 of a sync from ${peers}: at heights ${heights.join(', ')}, seed ${SEED}`);
      // What was committed stays.
      expect(heights).toEqual(heights.toSorted((a, b) => a - b));

      const synced = await startRegtest({ datadir, args });
      await waitForHeight(synced, BLOCKS);
      expect(await synced.call('getblockchaininfo')).toMatchObject({
        blocks: BLOCKS,
        headers: BLOCKS,
        bestblockhash: chain.tip,
        initialblockdownload: false,
      });
      const [source] = daemons as [Daemon];
      for (const hashType of ['muhash', 'hash_serialized_3']) {
        const { disk_size: _, ...coins } = (await coinsOf(synced, hashType)) as Record<string, unknown>;
        expect(coins).toMatchObject({ height: BLOCKS, bestblock: chain.tip });
        expect(await coinsOf(source, hashType)).toMatchObject(coins);
      }
      await Promise.all([synced, ...daemons].map((daemon) => daemon.stop()));
      expect(expectWholeChain(synced)).toBe(BLOCKS);
    },
    3 * PATIENCE_MS + 60_000 * KILLS,
  );
});

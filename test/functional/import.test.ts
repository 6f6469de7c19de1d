import { randomInt } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../src/primitives/block.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { blockRecord } from '../helpers/block-files.ts';
import { GENESIS } from '../helpers/chain-builder.ts';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { launchDaemon, startRegtest, temporaryDatadir } from '../helpers/daemon.ts';
import { REGTEST } from '../helpers/regtest.ts';
import { seededRandom } from '../helpers/seeded-random.ts';
import { spendingChain } from '../helpers/spending-chain.ts';
import { replayedCoins } from '../helpers/test-chain.ts';

/**
 * Daemons that import a file of blocks, and are killed in the middle of it. NONCED_IMPORT_KILLS says how often
 * (default 6; a release takes 30), NONCED_SEED repeats the choices of an earlier run.
 */

const KILLS = Number(process.env['NONCED_IMPORT_KILLS'] ?? 6);
const SEED = Number(process.env['NONCED_SEED'] ?? randomInt(2 ** 32));
const BLOCKS = 1_200;
const TRANSACTIONS = 10;
const LONGEST_LIFE_MS = 1_200;

/** A chain of blocks with transactions, and a file that holds it with pairs of blocks changed round. */
function makeFile(folder: string): { readonly path: string; readonly chain: readonly Block[] } {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'bootstrap.dat');
  const chain: Block[] = [];
  for (const block of spendingChain(GENESIS, { params: REGTEST.consensus, transactions: TRANSACTIONS })) {
    chain.push(block);
    if (chain.length === BLOCKS) break;
  }
  const file = openSync(path, 'w');
  for (let i = 0; i < chain.length; i++) {
    // Every third pair comes in the wrong order.
    const place = i % 6 === 0 && i + 1 < chain.length ? i + 1 : i % 6 === 1 ? i - 1 : i;
    writeSync(file, blockRecord(expectDefined(chain[place], 'a block of the chain')));
  }
  closeSync(file);
  return { path, chain };
}

describe('-loadblock', () => {
  it('imports a file while the node answers, and ends with -stopafterblockimport', async () => {
    const datadir = temporaryDatadir();
    const { path, chain } = makeFile(datadir);
    const daemon = await startRegtest({ datadir, args: [`-loadblock=${path}`] });
    await daemon.process.waitFor(/ Loaded 1200 blocks from external file in \d+ms\n/);
    const tip = displayHash(expectDefined(chain.at(-1), 'a tip').hash);
    await expect.poll(() => daemon.call('getBestBlockHash')).toBe(tip);
    await daemon.stop();
    const again = launchDaemon({
      datadir,
      network: '-regtest',
      args: [`-loadblock=${path}`, '-stopafterblockimport'],
    });
    expect(await again.process.ended).toEqual({ status: 0, signal: null });
    expect(again.process.stdout()).toContain(' Loaded 0 blocks from external file in ');
  }, 120_000);

  it(
    `leaves a whole chain wherever it is killed, ${KILLS} times, and in the end all of it`,
    async () => {
      const random = seededRandom(SEED);
      const datadir = temporaryDatadir();
      const { path, chain } = makeFile(datadir);
      const args = [`-loadblock=${path}`, '-stopafterblockimport'];
      const heights: number[] = [];
      for (let kill = 1; kill <= KILLS; kill++) {
        const daemon = launchDaemon({ datadir, network: '-regtest', args });
        await daemon.process.waitFor(/ Importing blocks file /);
        await sleep(random() * LONGEST_LIFE_MS);
        daemon.process.kill('SIGKILL');
        await daemon.process.ended;
        const { integrity, hashes, coins, replayed, withoutUndo } = inspectChainFile(daemon.chainFile);
        expect({ integrity, withoutUndo }, `seed ${SEED}`).toEqual({ integrity: 'ok', withoutUndo: 0 });
        expect(coins, `kill ${kill}, seed ${SEED}`).toEqual(replayed);
        heights.push(hashes.length - 1);
      }
      // What was committed stays.
      expect(heights, `seed ${SEED}`).toEqual(heights.toSorted((a, b) => a - b));
      const last = launchDaemon({ datadir, network: '-regtest', args });
      expect(await last.process.ended).toEqual({ status: 0, signal: null });
      const { hashes, coins } = inspectChainFile(last.chainFile);
      expect(hashes.slice(1)).toEqual(chain.map(({ hash }) => displayHash(hash)));
      expect(coins).toEqual(replayedCoins(chain));
      console.log(`kill -9 of an import: ${KILLS} times, at heights ${heights.join(', ')}, seed ${SEED}`);
    },
    120_000 + KILLS * 30_000,
  );
});

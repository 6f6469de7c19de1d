/**
 * How many blocks a second a daemon makes on regtest, where proof of work takes no time: template, search, checks and
 * a durable commit. Blocks of one call share commits; blocks of a call each have one of their own. In turns, each time
 * on a new chain.
 *   npm run bench:generate -- [--rounds=5] [--blocks=1000] [--json]
 * It measures the built daemon (`npm run build`), and fails where a block is missing from the chain.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { spawnNonced } from '../test/helpers/nonced-process.ts';
import { createRpcClient, type RpcClient } from '../test/helpers/rpc-client.ts';
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

const ROUNDS = countOption('rounds', 5);
const BLOCKS = countOption('blocks', 1000);

const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** Lets the compiler see what it will have to do; on the chain, but not counted. */
const WARM_UP_BLOCKS = 100;

const folder = createBenchFolder();

/** Blocks per second. @param perCall - how many blocks each call asks for */
function generating(perCall: number): Measure {
  return () =>
    withNewChain(async ({ call }) => {
      await call('generatetoaddress', [WARM_UP_BLOCKS, ADDRESS]);
      const hashes: string[] = [];
      const began = performance.now();
      while (hashes.length < BLOCKS) {
        const count = Math.min(perCall, BLOCKS - hashes.length);
        hashes.push(...(await call<string[]>('generatetoaddress', [count, ADDRESS])));
      }
      const seconds = (performance.now() - began) / 1000;
      assert.equal(await call('getblockcount'), WARM_UP_BLOCKS + BLOCKS);
      assert.equal(await call('getbestblockhash'), hashes.at(-1));
      return BLOCKS / seconds;
    });
}

/** Runs `measure` on a daemon whose chain is new, and stops it. */
async function withNewChain(measure: (client: RpcClient) => Promise<number>): Promise<number> {
  const datadir = mkdtempSync(join(folder, 'data-'));
  const daemon = spawnNonced(['-regtest', `-datadir=${datadir}`, '-rpcport=0'], { home: folder });
  const { groups } = await daemon.waitFor(/ Ready: .* JSON-RPC on (?<url>http:\S+)\n/);
  const cookie = readFileSync(join(datadir, 'regtest', '.cookie'), 'utf8');
  const client = createRpcClient(groups?.['url'] ?? '', cookie);
  const result = await measure(client);
  client.close();
  daemon.kill('SIGTERM');
  assert.deepEqual(await daemon.ended, { status: 0, signal: null });
  rmSync(datadir, { recursive: true });
  return result;
}

const rates = await alternate(
  new Map([
    ['together', generating(BLOCKS)],
    ['one by one', generating(1)],
  ]),
  ROUNDS,
);
const [together = [], oneByOne = []] = [...rates.values()];
const result = {
  together: summarize(together),
  oneByOne: summarize(oneByOne),
  togetherToOneByOne: summarize(ratios(together, oneByOne)),
};
report(
  { cpu: cpus()[0]?.model, node: process.version, blocks: BLOCKS, blocksPerSecond: result },
  [
    `${cpus()[0]?.model}, Node ${process.version}; medians (extremes)`,
    `generatetoaddress on regtest, ${ROUNDS} rounds of ${BLOCKS} blocks`,
    '',
    formatTable([
      ['', 'blocks per second'],
      [`one call of ${BLOCKS}`, formatSummary(result.together, 0)],
      [`${BLOCKS} calls of 1`, formatSummary(result.oneByOne, 0)],
      ['ratio', formatSummary(result.togetherToOneByOne)],
    ]),
  ].join('\n'),
);

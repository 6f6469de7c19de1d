import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { reversed, toHex } from '../../src/util/bytes.ts';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { type Daemon, launchDaemon, startRegtest } from '../helpers/daemon.ts';
import { eventually } from '../helpers/eventually.ts';
import { dumpIndexes } from '../helpers/indexes.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';
import { readmeQueries } from '../helpers/readme-queries.ts';
import { hex } from '../helpers/script.ts';

const INDEXES = ['-txindex', '-addressindex', '-txospenderindex', '-blockfilterindex', '-coinstatsindex'];
const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
const OTHER_ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

type IndexInfo = Record<string, { readonly synced: boolean; readonly best_block_height: number }>;

async function allSynced({ call }: Daemon, count = INDEXES.length): Promise<void> {
  await eventually('a whole index', async () => {
    const height = await call<number>('getBlockCount');
    const info = Object.values(await call<IndexInfo>('getIndexInfo'));
    expect(info).toHaveLength(count);
    return info.every((each) => each.synced && each.best_block_height === height);
  });
}

const indexFile = ({ folder }: Daemon) => join(folder, 'indexes', 'index.sqlite');

it('indexes survive kill -9 in the middle, and are those of a rebuild', {
  timeout: 6 * PATIENCE_MS,
}, async () => {
  let daemon = await startRegtest({ args: INDEXES });
  const { datadir } = daemon;
  for (let life = 0; life < 3; life++) {
    await daemon.call('generateToAddress', [60, life % 2 === 0 ? ADDRESS : OTHER_ADDRESS]);
    if (life === 1) {
      const height = await daemon.call<number>('getBlockCount');
      await daemon.call('invalidateBlock', [await daemon.call('getBlockHash', [height - 5])]);
      await daemon.call('generateToAddress', [7, ADDRESS]);
    }
    await daemon.kill9();
    daemon = await launchDaemon({ network: '-regtest', datadir, args: INDEXES }).ready();
  }
  await allSynced(daemon);
  expect(await daemon.call('getAddressHistory', [ADDRESS, 1])).toMatchObject({ txcount: 127 });
  await daemon.stop();

  const file = indexFile(daemon);
  const active = inspectChainFile(daemon.chainFile).hashes.map((hash) => toHex(reversed(hex(hash))));
  const before = dumpIndexes(file, active);
  // Without its file an index is made again.
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  const again = await launchDaemon({ network: '-regtest', datadir, args: INDEXES }).ready();
  await allSynced(again);
  await again.stop();
  expect(dumpIndexes(file, active)).toEqual(before);
});

it('the queries of the README run', { timeout: 2 * PATIENCE_MS }, async () => {
  const daemon = await startRegtest({ args: [...INDEXES, '-connect=0'] });
  await daemon.call('generateToAddress', [105, ADDRESS]);
  await allSynced(daemon);
  // Known other nodes, which are written down every 15 minutes.
  await daemon.call('addPeerAddress', ['1.2.3.4', 8333]);
  await daemon.call('mockScheduler', [15 * 60]);
  const queries = readmeQueries();
  expect(queries.length).toBeGreaterThanOrEqual(5);
  for (const { file, sql } of queries) {
    const db = new Database(join(daemon.folder, file), { readonly: true });
    expect(db.prepare(sql).all().length, sql).toBeGreaterThan(0);
    db.close();
  }
  await daemon.stop();
});

it.each(['-txindex', '-addressindex', '-txospenderindex'])(
  '%s and pruning exclude each other',
  async (index) => {
    const starting = launchDaemon({ network: '-regtest', args: ['-prune=1', '-blockfilterindex', index] });
    const { status } = await starting.process.ended;
    expect(status).toBe(1);
    expect(starting.process.stderr()).toContain(`Prune mode is incompatible with ${index}.`);
  },
);

it('filters and statistics stay of blocks that are pruned', { timeout: 2 * PATIENCE_MS }, async () => {
  const kept = ['-blockfilterindex', '-coinstatsindex'];
  const args = ['-prune=1', '-fastprune', '-blockinterval=0', ...kept];
  const daemon = await startRegtest({ args });
  await daemon.call('generateToAddress', [400, ADDRESS]);
  await allSynced(daemon, kept.length);
  const hash = await daemon.call('getBlockHash', [50]);
  const answers = async ({ call }: Daemon) => [
    await call('getBlockFilter', [hash]),
    await call('getTxOutSetInfo', ['muhash', 50]),
  ];
  const before = await answers(daemon);
  expect(await daemon.call('pruneBlockchain', [100])).toBe(100);
  await expect(daemon.call('getBlock', [hash])).rejects.toThrow('Block not available (pruned data)');
  expect(await answers(daemon)).toEqual(before);
  await daemon.stop();

  const again = await startRegtest({ datadir: daemon.datadir, args });
  expect(await answers(again)).toEqual(before);
  await again.call('generateToAddress', [1, ADDRESS]);
  await allSynced(again, kept.length);
  await again.stop();
});

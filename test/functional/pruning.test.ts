import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startRegtest } from '../helpers/daemon.ts';
import { eventually } from '../helpers/eventually.ts';
import { PATIENCE_MS, runNonced } from '../helpers/nonced-process.ts';

const TIMEOUT_MS = 4 * PATIENCE_MS;
const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** Blocks with an output of 900 kB each: 30 MiB that can be pruned. */
const BLOCKS = 35;
const LARGE = `raw(6a4e${'a0bb0d00'}${'00'.repeat(900_000)})`;
const KEPT = 288;
const MIB = 2 ** 20;

describe('a pruned node', () => {
  it('gives the room back, remembers it, and starts with -prune alone', { timeout: TIMEOUT_MS }, async () => {
    const first = await startRegtest({ args: ['-prune=1', '-fastprune', '-blockinterval=0'] });
    for (let i = 0; i < BLOCKS; i++) await first.call('generateBlock', [LARGE, []]);
    await first.call('generateToAddress', [KEPT, ADDRESS]);
    const info = await first.call<object>('getTxOutSetInfo', ['none']);
    const sizeOnDisk = async () =>
      (await first.call<{ size_on_disk: number }>('getBlockchainInfo')).size_on_disk;
    expect(await sizeOnDisk()).toBeGreaterThan(29 * MIB);
    expect(await first.call('pruneBlockchain', [BLOCKS])).toBe(BLOCKS);
    await eventually(
      'a file of little more than a spare of 16 MiB',
      async () => (await sizeOnDisk()) < 18 * MIB,
    );
    await first.stop();
    expect(statSync(first.chainFile).size).toBeLessThan(18 * MIB);

    const { datadir } = first;
    const { status, stderr } = await runNonced([`-datadir=${datadir}`, '-regtest', '-rpcport=0']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(
        /^Error: You need to rebuild the database to go back to unpruned mode\. [^\n]+\n$/,
      ),
    });
    const again = await startRegtest({ datadir, args: ['-prune=550', '-checkblocks=0'] });
    expect(await again.call('getBlockchainInfo')).toMatchObject({
      blocks: BLOCKS + KEPT,
      pruned: true,
      pruneheight: BLOCKS + 1,
      automatic_pruning: true,
      prune_target_size: 550 * MIB,
    });
    expect(again.log()).toContain(`Block verification stopping at height ${BLOCKS} (no data)`);
    const { disk_size: _, ...coins } = info as { disk_size: number };
    expect(await again.call('getTxOutSetInfo', ['none'])).toMatchObject(coins);
    await again.stop();
  });
});

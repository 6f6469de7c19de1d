import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_ADDRESS, EXAMPLE_PRIVATE_KEY } from '../../../src/rpc/methods/examples.ts';
import { startRegtest } from '../../helpers/daemon.ts';
import { PATIENCE_MS } from '../../helpers/nonced-process.ts';

/** python-bitcoinlib, Debian's python3-bitcoinlib, as a client: its own encoding of blocks, transactions, signatures. */

const BLOCKS = 101;
const SCRIPT = join(import.meta.dirname, 'bitcoinlib-client.py');

/** A Python that has the library; Debian's packages are for Debian's own. */
const python = ['/usr/bin/python3', 'python3'].find(
  (each) => spawnSync(each, ['-c', 'import bitcoin.rpc']).status === 0,
);

describe.runIf(python)('python-bitcoinlib (where it is installed)', () => {
  it('reads the chain, sends a transaction and finds it in a block', {
    timeout: 4 * PATIENCE_MS,
  }, async () => {
    const daemon = await startRegtest();
    await daemon.call('generateToAddress', [BLOCKS, EXAMPLE_ADDRESS]);
    const url = daemon.url.replace('://', `://${readFileSync(join(daemon.folder, '.cookie'), 'utf8')}@`);
    const run = promisify(execFile);
    const { stdout, stderr } = await run(python ?? '', [SCRIPT, url, EXAMPLE_PRIVATE_KEY]);
    expect(stderr).toBe('');
    const found = JSON.parse(stdout) as { readonly txid: string };
    expect(found).toMatchObject({
      blocks: 1 + BLOCKS,
      address: EXAMPLE_ADDRESS,
      value: 50e8 - 10_000,
      // Transaction outputs already in utxo set.
      refusal: -27,
    });
    const hash = await daemon.call<string>('getBestBlockHash');
    expect(await daemon.call('getBlock', [hash])).toMatchObject({ tx: [expect.any(String), found.txid] });
    await daemon.stop();
  });
});

import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { temporaryFolder } from '../helpers/config-sources.ts';
import { type Daemon, launchDaemon, startDaemon, startRegtest, temporaryDatadir } from '../helpers/daemon.ts';
import { eventually } from '../helpers/eventually.ts';
import { PATIENCE_MS, spawnNonced } from '../helpers/nonced-process.ts';

/** A daemon's life: from nothing to blocks, stopped in every way there is, started again where it was. */

const TIMEOUT_MS = 4 * PATIENCE_MS;
const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** Waits until the chain is that high. @returns its height then */
function heightOf({ call }: Daemon, least: number): Promise<number> {
  return eventually(`block ${least}`, async () => {
    const height = await call<number>('getBlockCount');
    return height >= least && height;
  });
}

describe('a daemon without options', () => {
  it('mines cpunet, ends well in every way, and goes on from its tip', { timeout: TIMEOUT_MS }, async () => {
    const datadir = temporaryDatadir();
    let known = { height: 0, hash: '' };
    for (const end of ['rpc', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      const daemon = await startDaemon({ datadir });
      if (known.height > 0) expect(await daemon.call('getBlockHash', [known.height])).toBe(known.hash);
      const height = await heightOf(daemon, known.height + 2);
      known = { height, hash: await daemon.call<string>('getBlockHash', [height]) };
      await daemon.stop(end);
      const { integrity, hashes, coins, replayed } = inspectChainFile(daemon.chainFile);
      expect(integrity).toBe('ok');
      expect(hashes[height]).toBe(known.hash);
      expect(coins).toEqual(replayed);
      // Every reward, of every life, went to one key.
      expect(new Set(coins.map((line) => line.split(' ').at(-1))).size).toBe(1);
    }
  });

  it('keeps its data in ~/.nonced', { timeout: TIMEOUT_MS }, async () => {
    const home = temporaryFolder();
    onTestFinished(() => home.remove());
    const daemon = spawnNonced(['-rpcport=0', '-port=0', '-mine=0'], { home: home.path });
    onTestFinished(() => daemon.kill('SIGKILL'));
    await daemon.waitFor(/ Ready: cpunet at height 0/);
    daemon.kill('SIGTERM');
    expect({ ...(await daemon.ended), stderr: daemon.stderr() }).toEqual({
      status: 0,
      signal: null,
      stderr: '',
    });
    expect(statSync(join(home.path, '.nonced', 'cpunet', 'chainstate', 'chain.sqlite')).isFile()).toBe(true);
  });
});

describe('the key that rewards go to', () => {
  it('is for its owner alone and is written nowhere but in its file', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startDaemon({ args: ['-debug'] });
    await heightOf(daemon, 1);
    await daemon.stop();
    const path = join(daemon.folder, 'wallets', 'default', 'mnemonic.txt');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    const words = readFileSync(path, 'utf8').trim().split(' ');
    expect(words.length).toBeGreaterThanOrEqual(12);
    const told = daemon.log() + daemon.process.stdout() + daemon.process.stderr();
    expect(told).toContain(path);
    // One word may stand in a log by chance, two of them in this order do not.
    for (const [i, word] of words.slice(1).entries()) expect(told).not.toContain(`${words[i]} ${word}`);
  });
});

describe('a stop', () => {
  it('that comes while the daemon starts waits for it, and is clean', { timeout: TIMEOUT_MS }, async () => {
    const starting = launchDaemon({ network: '-regtest' });
    await starting.process.waitFor(/ Network regtest/);
    starting.process.kill('SIGTERM');
    expect(await starting.process.ended).toEqual({ status: 0, signal: null });
    expect(starting.process.stderr()).toBe('');
    expect(inspectChainFile(starting.chainFile).hashes).toHaveLength(1);
  });

  it('cuts long work short, and what was answered is kept', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    const work = daemon.call<string[]>('generateToAddress', [1_000_000, ADDRESS]).catch(() => []);
    await heightOf(daemon, 100);
    await daemon.stop('SIGTERM');
    const { hashes, coins, replayed } = inspectChainFile(daemon.chainFile);
    expect(hashes.length).toBeGreaterThan(100);
    expect(hashes).toEqual(expect.arrayContaining(await work));
    expect(coins).toEqual(replayed);
  });

  it('asked for twice is one', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    daemon.process.kill('SIGINT');
    daemon.process.kill('SIGTERM');
    await daemon.stop('SIGINT');
    expect(daemon.log().match(/ Stopping\n/g)).toHaveLength(1);
  });
});

describe('standard output', () => {
  it('that nobody reads any more does not stop the daemon', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    daemon.process.closeStdout();
    expect(await daemon.call('generateToAddress', [3, ADDRESS])).toHaveLength(3);
    await daemon.stop();
    expect(daemon.log()).toContain('height=3');
  });
});

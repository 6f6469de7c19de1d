import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { temporaryFolder } from '../helpers/config-sources.ts';
import { type Daemon, startDaemon, startRegtest } from '../helpers/daemon.ts';
import { eventually } from '../helpers/eventually.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';
import { EASIEST_BITS, makeNetwork } from '../helpers/own-network.ts';

/** Mining on a real daemon: paced, on threads, halted and let on again. */

const TIMEOUT_MS = 4 * PATIENCE_MS;
const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** What these tests read of getMiningInfo. */
interface MiningInfo {
  readonly blocks: number;
  readonly generate: boolean;
  readonly state: string;
  readonly genproclimit: number;
  readonly hashespersec: number;
  readonly threadhashespersec: readonly number[];
  readonly luck: number | null;
  readonly found: { readonly accepted: number; readonly stale: number; readonly rejected: number };
  readonly warnings: readonly string[];
}

function miningInfo({ call }: Daemon): Promise<MiningInfo> {
  return call<MiningInfo>('getMiningInfo');
}

/** What these tests read of getHashRate. */
interface HashRates {
  readonly hashrate: { readonly '10s': number | null };
  readonly hashes: number;
  readonly threads: readonly object[];
}

/** The nice value of each thread of a process, its first thread's at the front. */
function niceValues(pid: number | undefined): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const fields = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ');
    return Number(fields?.[16]);
  });
}

/** Waits until mining is as `isSo` wants it. */
function whenMining(daemon: Daemon, what: string, isSo: (info: MiningInfo) => boolean): Promise<MiningInfo> {
  return eventually(what, async () => {
    const info = await miningInfo(daemon);
    return isSo(info) && info;
  });
}

describe('-regtest -mine=1', () => {
  it('makes a block every -blockinterval, and none when told to stop', { timeout: TIMEOUT_MS }, async () => {
    const startedAt = performance.now();
    const daemon = await startRegtest({ args: ['-mine=1', '-blockinterval=1', `-mineraddress=${ADDRESS}`] });
    const { blocks } = await whenMining(daemon, 'block 2', (info) => info.blocks >= 2);
    expect(blocks).toBeLessThanOrEqual((performance.now() - startedAt) / 1000);
    await daemon.call('setGenerate', [false]);
    const stopped = await miningInfo(daemon);
    expect(stopped).toMatchObject({ generate: false, state: 'stopped', hashespersec: 0, genproclimit: 0 });
    await sleep(1500);
    // A block that was in the making when the order came may have been finished.
    const rested = await miningInfo(daemon);
    expect(rested.blocks - stopped.blocks).toBeLessThanOrEqual(1);
    // However often it is told to, it keeps one pace.
    const restartedAt = performance.now();
    await Promise.all([1, 2, 3, 4].map(() => daemon.call('setGenerate', [true])));
    const again = await whenMining(daemon, 'more blocks', (info) => info.blocks >= rested.blocks + 2);
    expect(again.blocks - rested.blocks).toBeLessThanOrEqual((performance.now() - restartedAt) / 1000);
    await daemon.stop();
  });

  it('waits while the clock is behind the chain, and says so', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest({ args: ['-blockinterval=0', `-mineraddress=${ADDRESS}`] });
    await daemon.call('generateToAddress', [11, ADDRESS]);
    const { mediantime } = await daemon.call<{ mediantime: number }>('getBlockchainInfo');
    await daemon.call('setMockTime', [mediantime - 7200]);
    await daemon.call('setGenerate', [true]);
    const waiting = await whenMining(daemon, 'waiting', ({ state }) => state === 'waiting');
    expect(waiting.blocks).toBe(11);
    expect(waiting.warnings).toEqual([expect.stringContaining('time-too-new')]);
    expect(daemon.log()).toMatch(/ Mining waits: .*time-too-new.*\n/);
    await daemon.call('setMockTime', [mediantime - 7199]);
    const mining = await whenMining(daemon, 'mining', ({ blocks }) => blocks > 11);
    expect(mining.generate).toBe(true);
    await daemon.stop();
  });
});

describe('setGenerate on cpunet', () => {
  it('changes the threads, and the live hash rate with them', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startDaemon({ args: ['-mine=0', '-threads=2'] });
    expect(await miningInfo(daemon)).toMatchObject({ generate: false, state: 'stopped', hashespersec: 0 });
    for (const threads of [1, 2]) {
      await daemon.call('setGenerate', [true, threads]);
      const info = await whenMining(
        daemon,
        `${threads} threads that hash`,
        ({ threadhashespersec: rates }) => rates.length === threads && rates.every((rate) => rate > 0),
      );
      expect(info).toMatchObject({ generate: true, state: 'mining', genproclimit: threads, warnings: [] });
      const sum = info.threadhashespersec.reduce((total, rate) => total + rate, 0);
      expect(Math.abs(info.hashespersec - sum)).toBeLessThanOrEqual(threads);
    }
    const rates = await daemon.call<HashRates>('getHashRate');
    expect(rates).toMatchObject({
      generate: true,
      kernel: expect.any(String),
      hashrate: { '15m': null },
      versionrolling: { mask: '1fffe000' },
    });
    expect(rates.hashrate['10s']).toBeGreaterThan(0);
    expect(rates.hashes).toBeGreaterThan(0);
    expect(rates.threads).toHaveLength(2);
    await daemon.process.waitFor(/ Mined block [0-9a-f]{64} at \d+\.\d\d MH\/s\n/);
    await daemon.call('setGenerate', [false]);
    const stopped = await miningInfo(daemon);
    expect(stopped).toMatchObject({ generate: false, state: 'stopped', hashespersec: 0 });
    expect(stopped.found.accepted).toBeGreaterThan(0);
    expect(stopped.luck).toBeGreaterThan(0);
    await daemon.stop();
  });

  it.runIf(process.platform === 'linux')(
    'hashes at the priority asked for, and does all else at the usual one',
    { timeout: TIMEOUT_MS },
    async () => {
      const daemon = await startDaemon({
        args: ['-mine=1', '-threads=2', '-miningpriority=7', '-kernel=noble'],
      });
      await whenMining(daemon, 'two threads that hash', ({ threadhashespersec: rates }) => {
        return rates.length === 2 && rates.every((rate) => rate > 0);
      });
      expect(await miningInfo(daemon)).toMatchObject({ kernel: 'noble' });
      const nices = niceValues(daemon.process.pid);
      expect(nices.filter((nice) => nice === 7)).toHaveLength(2);
      expect(nices.filter((nice) => nice !== 7).every((nice) => nice === nices[0])).toBe(true);
      await daemon.stop();
    },
  );
});

describe('a network where work is easy', () => {
  const LEAD_S = 10;

  /** Its difficulty hardly rises, so that nothing but the clock holds its blocks back. */
  async function easyNetwork(): Promise<string> {
    const folder = temporaryFolder();
    onTestFinished(() => folder.remove());
    return makeNetwork(folder.path, 'easy', [
      EASIEST_BITS,
      '-halflife=1000',
      '-targetspacing=1',
      `-maxfutureblocktime=${LEAD_S}`,
    ]);
  }

  it('is mined no further ahead than its rules allow; the node answers all the while', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const network = await easyNetwork();
    const daemon = await startDaemon({ network: `-network=${network}`, networkName: 'easy' });
    const waiting = await whenMining(daemon, 'waiting', ({ state }) => state === 'waiting');
    expect(waiting.warnings).toEqual([
      expect.stringMatching(/median time is \d+ s further ahead .*: mining waits/),
    ]);
    expect(daemon.log()).toMatch(/ Mining: the chain's median time .*: mining waits\n/);
    await whenMining(daemon, 'mining again', ({ blocks }) => blocks > waiting.blocks + 12);
    await daemon.call('setGenerate', [false]);
    const { found } = await miningInfo(daemon);
    const { time } = await daemon.call<{ time: number }>('getBlockchainInfo');
    expect(time).toBeLessThanOrEqual(Date.now() / 1000 + LEAD_S);
    expect(found.rejected).toBe(0);
    await daemon.stop();
    const { integrity, coins, replayed } = inspectChainFile(daemon.chainFile);
    expect(integrity).toBe('ok');
    expect(coins).toEqual(replayed);
  });
});

import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectDefined } from '../../src/util/invariant.ts';
import { inspectChainFile } from '../helpers/chain-file.ts';
import { type Daemon, startRegtest } from '../helpers/daemon.ts';
import { eventually } from '../helpers/eventually.ts';
import { PATIENCE_MS, runNonced } from '../helpers/nonced-process.ts';
import { holdingsOf, makeCoins, OWNER_ADDRESS, signPayment } from '../helpers/paying-client.ts';
import { RpcFailure } from '../helpers/rpc-client.ts';
import { mountSmallDisk, NO_SMALL_DISK, type SmallDisk } from '../helpers/small-disk.ts';
import type { Spendable } from '../helpers/spending.ts';
import { BOUNDED_ARGS, sampleDaemon } from '../soak/bounds.ts';

/** Real daemons on a disk of a few MiB that is filled and emptied under them. */

const TIMEOUT_MS = 3 * PATIENCE_MS;
const MIB = 2 ** 20;
const DATABASE_ERROR = -20;

/** Full when a write fails; debug lines fill what is left without anybody's help. */
const NO_RESERVE = ['-diskreserve=0', ...BOUNDED_ARGS];

/** What a daemon acknowledged: blocks and transactions that must be there from now on. */
interface Told {
  readonly blocks: string[];
  readonly txids: string[];
}

interface Scene {
  readonly disk: SmallDisk;
  readonly daemon: Daemon;
  readonly told: Told;
  /** Coins that can be spent. */
  readonly coins: Spendable[];
}

async function generate({ call }: Daemon, count: number, told: Told): Promise<void> {
  told.blocks.push(...(await call<string[]>('generateToAddress', [count, OWNER_ADDRESS])));
}

function nextPayment({ coins }: Scene): string {
  return signPayment(expectDefined(coins.pop(), 'a coin')).hex;
}

async function pay(scene: Scene): Promise<void> {
  const { daemon, told } = scene;
  told.txids.push(await daemon.call<string>('submitTransaction', [nextPayment(scene)]));
}

/** A regtest daemon on a disk of 8 MiB with a hundred blocks, some coins and a transaction that waits. */
async function setScene(args: readonly string[]): Promise<Scene> {
  const disk = mountSmallDisk(8);
  const daemon = await startRegtest({ datadir: `${disk.path}/data`, args });
  const scene: Scene = { disk, daemon, told: { blocks: [], txids: [] }, coins: await makeCoins(daemon, 50) };
  await generate(daemon, 1, scene.told);
  await pay(scene);
  return scene;
}

/** The error that the daemon answers with; it must be that the disk is full. */
async function refusal({ call }: Daemon, method: string, params: readonly unknown[] = []): Promise<string> {
  try {
    return `answered ${JSON.stringify(await call(method, params))}`;
  } catch (error) {
    if (!(error instanceof RpcFailure)) throw error;
    expect(error.code, error.message).toBe(DATABASE_ERROR);
    return error.message;
  }
}

/** Makes blocks and pays until there is no room for more; what was answered is noted. */
async function workUntilFull(scene: Scene): Promise<void> {
  try {
    for (;;) {
      await pay(scene);
      await generate(scene.daemon, 1, scene.told);
    }
  } catch (error) {
    if (!(error instanceof RpcFailure)) throw error;
    expect(error.message).toContain('Disk space is too low!');
    expect(error.code).toBe(DATABASE_ERROR);
  }
}

function warningsOf({ call }: Daemon, method = 'getBlockchainInfo'): Promise<readonly string[]> {
  return call<{ warnings: string[] }>(method).then(({ warnings }) => warnings);
}

async function expectAllKept(daemon: Daemon, told: Told): Promise<void> {
  const { blocks, txids } = await holdingsOf(daemon);
  expect(told.blocks.filter((hash) => !blocks.has(hash))).toEqual([]);
  expect(told.txids.filter((txid) => !txids.has(txid))).toEqual([]);
}

function expectWholeFile({ chainFile }: Daemon): void {
  const { integrity, coins, replayed, withoutUndo } = inspectChainFile(chainFile);
  expect({ integrity, withoutUndo }).toEqual({ integrity: 'ok', withoutUndo: 0 });
  expect(coins).toEqual(replayed);
}

describe.skipIf(NO_SMALL_DISK !== undefined)(`a full disk ${NO_SMALL_DISK ?? ''}`, () => {
  it('stops writing with a clear state, and goes on when there is room', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const scene = await setScene(NO_RESERVE);
    const { disk, daemon, told } = scene;
    const { call } = daemon;
    disk.fill(20_000);
    await workUntilFull(scene);

    const sizes = () => [daemon.chainFile, `${daemon.chainFile}-wal`].map((path) => statSync(path).size);
    const before = sizes();
    const tip = await call<string>('getBestBlockHash');
    const payment = nextPayment(scene);
    for (const [method, params] of [
      ['generateToAddress', [1, OWNER_ADDRESS]],
      ['submitTransaction', [payment]],
      ['sendRawTransaction', [payment]],
      ['prioritiseTransaction', [told.txids[0], 0, 1000]],
      ['invalidateBlock', [tip]],
      ['submitBlock', [await call('getBlock', [tip, 0])]],
      ['getDefaultAddress', []],
    ] as const) {
      expect(await refusal(daemon, method, params), method).toContain('Make room on that disk');
    }
    for (let i = 0; i < 200; i++) await refusal(daemon, 'generateToAddress', [1, OWNER_ADDRESS]);
    expect(sizes()).toEqual(before);
    sampleDaemon(daemon, await call<number>('getBlockCount'));

    for (const method of ['getBlockchainInfo', 'getMiningInfo', 'getNetworkInfo'])
      expect(await warningsOf(daemon, method)).toContainEqual(
        expect.stringContaining('Disk space is too low!'),
      );
    await expectAllKept(daemon, told);
    expect(await call('getTxOutSetInfo', ['muhash'])).toMatchObject({ bestblock: tip });
    expect(await call('verifyChain', [4, 6])).toBe(true);
    expect(await call('testMempoolAccept', [[payment]])).toMatchObject([{ allowed: true }]);

    disk.empty();
    await eventually('room', async () => (await warningsOf(daemon)).length === 0);
    await pay(scene);
    await generate(daemon, 2, told);
    await call('getDefaultAddress');
    await expectAllKept(daemon, told);
    expect(daemon.log()).toMatch(/There is room on the disk again/);
    expect(daemon.log()).toMatch(/\d+ log lines could not be written/);
    await daemon.stop();
    expectWholeFile(daemon);
  });

  it('makes mining wait, which goes on by itself', { timeout: TIMEOUT_MS }, async () => {
    const scene = await setScene(['-diskreserve=2', '-blockinterval=0']);
    const { disk, daemon } = scene;
    const { call } = daemon;
    await call('setGenerate', [true]);
    disk.fill(MIB);
    const notice = 'the disk is full';
    await eventually('the miner waits', async () =>
      (await warningsOf(daemon, 'getMiningInfo')).includes(notice),
    );
    expect(await call('getMiningInfo')).toMatchObject({ state: 'waiting', generate: true });
    expect(await refusal(daemon, 'generateToAddress', [1, OWNER_ADDRESS])).toMatch(
      /^generateToAddress: error -20: Disk space is too low! [\d.]+ MiB are free on the disk of \S+, 2 MiB are to stay free \(-diskreserve\)\. /,
    );
    expect(disk.free()).toBeGreaterThan(MIB / 2);
    const height = await call<number>('getBlockCount');
    disk.empty();
    await eventually('a block', async () => (await call<number>('getBlockCount')) > height);
    await daemon.stop();
    expectWholeFile(daemon);
  });

  it('survives kill -9, and a start on it says what is wrong', { timeout: TIMEOUT_MS }, async () => {
    const scene = await setScene(NO_RESERVE);
    const { disk, daemon, told } = scene;
    disk.fill(20_000);
    await workUntilFull(scene);
    disk.fill();
    await daemon.kill9();
    for (const args of [NO_RESERVE, ['-diskreserve=1']]) {
      const { status, stderr } = await runNonced([
        `-datadir=${daemon.datadir}`,
        '-regtest',
        '-rpcport=0',
        ...args,
      ]);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringMatching(
          /^Error: Disk space is too low! .*Make room on that disk, then start again\.\n$/,
        ),
      });
    }
    disk.empty();
    expectWholeFile(daemon);
    const again = await startRegtest({ datadir: daemon.datadir, args: NO_RESERVE });
    await expectAllKept(again, told);
    await generate(again, 1, told);
    await again.stop();
    expectWholeFile(again);
  });

  it('can be stopped, and ends well', { timeout: TIMEOUT_MS }, async () => {
    const scene = await setScene(NO_RESERVE);
    const { disk, daemon, told } = scene;
    disk.fill(20_000);
    await workUntilFull(scene);
    await daemon.stop();
    disk.empty();
    const again = await startRegtest({ datadir: daemon.datadir, args: NO_RESERVE });
    await expectAllKept(again, told);
    await again.stop();
    expectWholeFile(again);
  });
});

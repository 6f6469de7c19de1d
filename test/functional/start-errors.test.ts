import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../helpers/config-sources.ts';
import { type Daemon, startDaemon, startRegtest, temporaryDatadir } from '../helpers/daemon.ts';
import { PATIENCE_MS, runNonced } from '../helpers/nonced-process.ts';
import { EASIEST_BITS, makeNetwork } from '../helpers/own-network.ts';

/** Starts that fail by something the operator can mend: one line on stderr, status 1, nothing lost or left behind. */

const TIMEOUT_MS = 2 * PATIENCE_MS;
const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** @returns the one line that the daemon refuses to start with, without `Error: ` */
async function refusal(datadir: string, args: readonly string[]): Promise<string> {
  const { status, stderr } = await runNonced([`-datadir=${datadir}`, ...args]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^Error: [^\n]+\n$/) });
  return stderr.slice('Error: '.length, -1);
}

/** A stopped regtest daemon with some blocks. */
async function stoppedWithBlocks(): Promise<Daemon> {
  const daemon = await startRegtest();
  await daemon.call('generateToAddress', [30, ADDRESS]);
  await daemon.stop();
  return daemon;
}

describe('a second daemon on a datadir', () => {
  it('is refused, and the first goes on', { timeout: TIMEOUT_MS }, async () => {
    const first = await startRegtest();
    const cookie = readFileSync(join(first.folder, '.cookie'), 'utf8');
    expect(await refusal(first.datadir, ['-regtest', '-rpcport=0'])).toBe(
      `Cannot obtain a lock on directory ${first.folder}. nonced is probably already running.`,
    );
    expect(await first.call('generateToAddress', [1, ADDRESS])).toHaveLength(1);
    expect(readFileSync(join(first.folder, '.cookie'), 'utf8')).toBe(cookie);
    await first.stop();
    expect(first.log().match(/nonced version/g)).toHaveLength(1);
  });
});

describe('a folder of another network', () => {
  it('is refused with what to do', { timeout: TIMEOUT_MS }, async () => {
    const folder = temporaryFolder();
    onTestFinished(() => folder.remove());
    const [here, there] = ['here', 'there'].map((name) => join(folder.path, name));
    for (const place of [here, there]) mkdirSync(place ?? '');
    const ours = await makeNetwork(here ?? '', 'twin', [EASIEST_BITS, '-message=one']);
    const theirs = await makeNetwork(there ?? '', 'twin', [EASIEST_BITS, '-message=the other']);
    const daemon = await startDaemon({ network: `-network=${ours}`, networkName: 'twin', args: ['-mine=0'] });
    await daemon.stop();
    const { genesis } = JSON.parse(readFileSync(theirs, 'utf8')) as { genesis: { hash: string } };
    expect(await refusal(daemon.datadir, [`-network=${theirs}`, '-rpcport=0'])).toBe(
      `${daemon.chainFile} holds the chain of another network: it does not begin with the genesis block of twin, ` +
        `${genesis.hash}. Give the network file that it was made with, or another folder with -datadir=DIR`,
    );
    await (await startDaemon({ ...daemon, network: `-network=${ours}`, networkName: 'twin' })).stop();
  });
});

describe('a damaged chain.sqlite', () => {
  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ['no database at all', (path) => writeFileSync(path, 'not what SQLite writes'.repeat(1000))],
    ['pages overwritten', (path) => overwrite(path, 3 * 4096, 6 * 4096)],
    ['cut off', (path) => writeFileSync(path, readFileSync(path).subarray(0, 5 * 4096))],
    ['a header missing', (path) => change(path, 'DELETE FROM headers WHERE height = 15')],
    [
      'a header changed',
      (path) => change(path, 'UPDATE headers SET header = zeroblob(80) WHERE height = 15'),
    ],
    ['undo data missing', (path) => change(path, 'DELETE FROM undos WHERE id = 30')],
    ['a coin missing', (path) => change(path, 'DELETE FROM coins WHERE height = 30')],
    ['written by a newer version', (path) => change(path, 'PRAGMA user_version = 999')],
  ];

  it('is told in one line with what to do, and leaves the folder free', { timeout: TIMEOUT_MS }, async () => {
    const { datadir, chainFile } = await stoppedWithBlocks();
    const whole = readFileSync(chainFile);
    for (const [name, damage] of damages) {
      damage(chainFile);
      const line = await refusal(datadir, ['-regtest', '-rpcport=0']);
      expect(line, name).toContain(`database ${chainFile}`);
      expect(line, name).toMatch(/Restore a copy of its folder|start that one/);
      for (const left of ['-wal', '-shm']) rmSync(`${chainFile}${left}`, { force: true });
      writeFileSync(chainFile, whole);
    }
    const again = await startRegtest({ datadir });
    expect(await again.call('getBlockCount')).toBe(30);
    await again.stop();
  });
});

describe('damage below the last blocks', () => {
  it('is looked for as deep as -checkblocks says', { timeout: TIMEOUT_MS }, async () => {
    const { datadir, chainFile } = await stoppedWithBlocks();
    change(chainFile, 'DELETE FROM undos WHERE id = 3');
    const line = await refusal(datadir, ['-regtest', '-rpcport=0', '-checkblocks=-1']);
    expect(line).toContain(`database ${chainFile}: corrupted block database detected: block `);
    expect(line).toMatch(/ at height 3 has no undo data: missing\. Restore a copy/);
    await (await startRegtest({ datadir })).stop();
  });
});

function overwrite(path: string, from: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0xa5, from, from + length);
  writeFileSync(path, bytes);
}

function change(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

describe('a datadir that cannot be used', () => {
  it('is named, with what stands in the way', { timeout: TIMEOUT_MS }, async () => {
    const folder = temporaryFolder();
    onTestFinished(() => folder.remove());
    const file = folder.write('file', '');
    const link = join(folder.path, 'unplugged');
    symlinkSync(join(folder.path, 'disk'), link);
    for (const [datadir, reason] of [
      [file, `${file} is a file where a folder for the data should be`],
      [join(file, 'below/it'), `${file} is a file where a folder for the data should be`],
      [link, `${link} is a link that leads nowhere where a folder for the data should be`],
      [join(link, 'below/it'), `${link} is a link that leads nowhere where a folder for the data should be`],
    ] as const) {
      const line = await refusal(datadir, ['-regtest', '-rpcport=0']);
      expect(line).toBe(`${reason}; choose another folder with -datadir=DIR`);
    }
  });

  it.skipIf(!existsSync('/proc/self'))(
    'ends where nothing can be made',
    { timeout: TIMEOUT_MS },
    async () => {
      const line = await refusal('/proc/nonced/data', ['-regtest', '-rpcport=0']);
      expect(line).toMatch(
        /^the folder \/proc\/nonced\/data can't be made .*; choose another folder with -datadir=DIR$/,
      );
    },
  );
});

describe('a port in use', () => {
  it('is told with the option, and leaves neither lock nor cookie', { timeout: TIMEOUT_MS }, async () => {
    const datadir = temporaryDatadir();
    const port = await occupyPort();
    const line = await refusal(datadir, ['-regtest', `-rpcport=${port}`]);
    expect(line).toContain(`127.0.0.1:${port}`);
    expect(line).toContain('in use');
    expect(line).toContain('-rpcport');
    expect(existsSync(join(datadir, 'regtest', '.cookie'))).toBe(false);
    await (await startRegtest({ datadir })).stop();
  });
});

async function occupyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('-mineraddress', () => {
  it('of another network is refused by name, before anything is mined', { timeout: TIMEOUT_MS }, async () => {
    const datadir = temporaryDatadir();
    const line = await refusal(datadir, ['-rpcport=0', `-mineraddress=${ADDRESS}`]);
    expect(line).toContain(`-mineraddress=${ADDRESS} is no address of cpunet`);
    expect(existsSync(join(datadir, 'cpunet', 'wallets', 'default'))).toBe(false);
  });
});

describe('who may log in', () => {
  it('is refused in the words of Bitcoin Core, its log has the reason', { timeout: TIMEOUT_MS }, async () => {
    const datadir = temporaryDatadir();
    const refused = async (...args: readonly string[]) => {
      expect(await refusal(datadir, ['-regtest', '-rpcport=0', ...args])).toBe(
        'Unable to start HTTP server. See debug log for details.',
      );
      return readFileSync(join(datadir, 'regtest/debug.log'), 'utf8').trimEnd().split('\n').at(-1);
    };
    const good = `bob:0a1b$${'cd'.repeat(32)}`;
    for (const bad of [
      ['-rpcauth'],
      ['-rpcauth='],
      ['-rpcauth=bob:0a1b'],
      [`-rpcauth=${good}`, '-rpcauth='],
    ]) {
      expect(await refused(...bad)).toContain('[error] -rpcauth must be USER:SALT$HASH');
    }
    expect(await refused('-rpcauth=bob:0a1b$c0ffee')).toContain(
      '[error] the hash of -rpcauth must be 64 hex',
    );
    const inTheWay = join(datadir, 'regtest/.cookie.tmp');
    mkdirSync(inTheWay);
    expect(await refused()).toContain(`[error] the cookie file ${join(datadir, 'regtest/.cookie')} can't be`);
    rmSync(inTheWay, { recursive: true });
    await (await startRegtest({ datadir, args: [`-rpcauth=${good}`] })).stop();
  });
});

describe('-blockreservedweight', () => {
  it('is refused where a block has no room for it', { timeout: TIMEOUT_MS }, async () => {
    const line = await refusal(temporaryDatadir(), ['-regtest', '-rpcport=0', '-blockmaxweight=7999']);
    expect(line).toBe('-blockreservedweight (8000) exceeds -blockmaxweight (7999)');
  });
});

describe('a network folder', () => {
  it('copied while stopped starts elsewhere with the same tip', { timeout: TIMEOUT_MS }, async () => {
    const { folder } = await stoppedWithBlocks();
    const datadir = temporaryDatadir();
    cpSync(folder, join(datadir, 'regtest'), { recursive: true });
    rmSync(dirname(folder), { recursive: true });
    const copy = await startRegtest({ datadir });
    expect(await copy.call('getBlockCount')).toBe(30);
    expect(await copy.call('generateToAddress', [1, ADDRESS])).toHaveLength(1);
    await copy.stop();
  });
});

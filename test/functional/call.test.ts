import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';
import { EXAMPLE_ADDRESS } from '../../src/rpc/methods/examples.ts';
import { type Daemon, startRegtest } from '../helpers/daemon.ts';
import { PATIENCE_MS, runNonced } from '../helpers/nonced-process.ts';

/** `nonced call` against a real daemon, as a person types it. */

const TIMEOUT_MS = 4 * PATIENCE_MS;
const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** The arguments that find this daemon. */
function reach({ datadir, url }: Daemon): readonly string[] {
  return [`-datadir=${datadir}`, '-regtest', `-rpcport=${new URL(url).port}`];
}

async function call(daemon: Daemon, ...words: readonly string[]) {
  const { status, stdout, stderr } = await runNonced(['call', ...reach(daemon), ...words]);
  return { status, stdout, stderr };
}

describe('nonced call', () => {
  it('prints strings bare, numbers as they came, objects over lines, and null not at all', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const daemon = await startRegtest();
    const mined = await call(daemon, 'generateToAddress', '2', ADDRESS);
    const hashes = JSON.parse(mined.stdout) as readonly string[];
    expect(mined).toEqual({ status: 0, stdout: `[\n  "${hashes[0]}",\n  "${hashes[1]}"\n]\n`, stderr: '' });
    expect(await call(daemon, 'getbestblockhash')).toEqual({
      status: 0,
      stdout: `${hashes[1]}\n`,
      stderr: '',
    });
    expect(await call(daemon, 'GETBLOCKCOUNT')).toEqual({ status: 0, stdout: '2\n', stderr: '' });
    expect(await call(daemon, 'setMockTime', '0')).toEqual({ status: 0, stdout: '', stderr: '' });
    const block = await call(daemon, 'getBlock', '2', '2');
    expect(block.stdout).toMatch(/^\{\n {2}"hash": "[0-9a-f]{64}",\n/);
    expect(block.stdout).toContain('"value": 50.00000000,');
    expect(block.stdout).toContain('"value": 0.00000000,');
    await daemon.stop();
  });

  it('passes hashes, objects and named parameters as what they are', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    const genesis = await daemon.call<string>('getBlockHash', [0]);
    const header = await call(daemon, 'getBlockHeader', genesis, 'false');
    expect(header).toMatchObject({ status: 0, stdout: expect.stringMatching(/^[0-9a-f]{160}\n$/) });
    const template = await call(daemon, 'getBlockTemplate', '{"rules": ["segwit"]}');
    expect(JSON.parse(template.stdout)).toMatchObject({ height: 1, coinbasevalue: 5_000_000_000 });
    const named = await call(daemon, '-named', 'getBlock', `blockhash=${genesis}`, 'verbosity=0');
    expect(named.stdout).toMatch(/^0100000000/);
    // The method takes a string alone, so it is one, whatever it looks like.
    expect(await call(daemon, 'echoIpc', '123')).toMatchObject({ status: 0, stdout: '123\n' });
    expect(await call(daemon, '-named', 'echoIpc', 'arg=true')).toMatchObject({ stdout: 'true\n' });
    await daemon.stop();
  });

  it('runs the examples that help prints', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    await daemon.call('generateToAddress', [101, EXAMPLE_ADDRESS]);
    const executable = join(PACKAGE_ROOT, 'dist/src/cli/nonced.js');
    for (const method of ['uptime', 'getBlockStats', 'verifyMessage', 'testMempoolAccept']) {
      const { stdout } = await call(daemon, 'help', method);
      const line = /^> nonced (?:-regtest )?(?<words>call .*)$/m.exec(stdout)?.groups?.['words'] ?? '';
      const command = [process.execPath, executable, ...reach(daemon), line].join(' ');
      expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' }), command).not.toBe('');
    }
    await daemon.stop();
  });

  it('reads words from standard input, as many and as long as they are', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const daemon = await startRegtest();
    const executable = join(PACKAGE_ROOT, 'dist/src/cli/nonced.js');
    const ask = (input: string, ...words: readonly string[]) =>
      execFileSync(process.execPath, [executable, 'call', ...reach(daemon), '-stdin', ...words], {
        input,
        encoding: 'utf8',
      });
    const long = 'ab'.repeat(100_000);
    expect(JSON.parse(ask(`${long}\n5\n`, 'echo', 'first'))).toEqual(['first', long, 5]);
    expect(ask('getblockcount')).toBe('0\n');
    await daemon.stop();
  });

  it("ends with the error's code, its text on stderr", { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    expect(await call(daemon, 'getBlockHash', '99')).toEqual({
      status: 8,
      stdout: '',
      stderr: 'error code: -8\nerror message:\nBlock height out of range\n',
    });
    expect(await call(daemon, 'getBlok')).toMatchObject({
      status: 32_601 % 256,
      stdout: '',
      stderr: expect.stringMatching(/^error code: -32601\nerror message:\nMethod not found/),
    });
    expect(await call(daemon, '-rpcuser=me', '-rpcpassword=guess', 'uptime')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'error: Authorization failed: Incorrect rpcuser or rpcpassword\n',
    });
    await daemon.stop();
  });

  it('stops the daemon, and says how to start one when there is none', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    expect(await call(daemon, 'stop')).toEqual({ status: 0, stdout: 'nonced stopping\n', stderr: '' });
    expect(await daemon.process.ended).toEqual({ status: 0, signal: null });
    const port = new URL(daemon.url).port;
    expect(await call(daemon, 'getBlockCount')).toEqual({
      status: 1,
      stdout: '',
      stderr:
        `error: no daemon is running at 127.0.0.1:${port} (regtest); ` +
        `start one with: nonced -regtest -datadir=${daemon.datadir} -rpcport=${port}\n`,
    });
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readShippedNetwork } from '../../src/node/network-file-reader.ts';
import { EXAMPLE_ADDRESS } from '../../src/rpc/methods/examples.ts';
import { encodeAddress } from '../../src/script/address.ts';
import { payToWitnessProgram } from '../../src/script/output-scripts.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { type Daemon, startRegtest } from '../helpers/daemon.ts';
import { PATIENCE_MS, runNonced } from '../helpers/nonced-process.ts';
import { CONTROL_C, openTerminal, SCRIPT, type Terminal } from '../helpers/terminal.ts';

/** `nonced pay` and the balance, against a real daemon that mines to its own key. */

const TIMEOUT_MS = 4 * PATIENCE_MS;

/** A good address, of another network. */
const CPUNET_ADDRESS = expectDefined(
  encodeAddress(payToWitnessProgram(0, new Uint8Array(20)), readShippedNetwork('cpunet').addresses),
  'P2WPKH has an address',
);

/** What one payment with change costs at one satoshi for each virtual byte, in coins. */
const FEE = 0.00000141;

/** The arguments that find this daemon. */
function reach({ datadir, url }: Daemon): readonly string[] {
  return [`-datadir=${datadir}`, '-regtest', `-rpcport=${new URL(url).port}`];
}

async function pay(daemon: Daemon, ...words: readonly string[]) {
  const { status, stdout, stderr } = await runNonced(['pay', ...reach(daemon), ...words]);
  return { status, stdout, stderr };
}

/** A daemon with one mature reward of 50 coins. */
async function startRich(): Promise<Daemon> {
  const daemon = await startRegtest();
  await daemon.call('generateToAddress', [1, await daemon.call('getDefaultAddress')]);
  await daemon.call('generateToAddress', [100, EXAMPLE_ADDRESS]);
  return daemon;
}

const balanceOf = ({ call }: Daemon) => call<number>('getBalance');
const txidIn = (stdout: string) => /Sent: (?<txid>[0-9a-f]{64})\n/.exec(stdout)?.groups?.['txid'] ?? '';

describe('nonced pay', { timeout: TIMEOUT_MS }, () => {
  it('pays what it shows, in the next block, and a reorganisation loses nothing', async () => {
    const daemon = await startRich();
    expect(await balanceOf(daemon)).toBe(50);
    const paid = await pay(daemon, EXAMPLE_ADDRESS, '12.34567891', '-yes');
    expect(paid).toMatchObject({ status: 0, stderr: '' });
    expect(paid.stdout).toMatch(
      /^Pay {6}12\.34567891\nto {7}bcrt1qw508\S+\nfee {6}0\.00000141 {2}\(1 satoshis for each of 141 virtual bytes\)\nchange {3}37\.65431968 /,
    );
    const txid = txidIn(paid.stdout);
    const left = 50 - 12.34567891 - FEE;
    expect(await daemon.call('getRawMempool')).toEqual([txid]);
    expect(await daemon.call('getMempoolEntry', [txid])).toMatchObject({ fees: { base: FEE } });
    expect(await balanceOf(daemon)).toBeCloseTo(left, 8);
    const [block] = await daemon.call<string[]>('generateToAddress', [1, EXAMPLE_ADDRESS]);
    expect(await daemon.call('getBlock', [block])).toMatchObject({
      height: 102,
      tx: [expect.any(String), txid],
    });
    expect(await daemon.call('getBalance', ['*', 1])).toBeCloseTo(left, 8);
    await daemon.call('invalidateBlock', [block]);
    expect(await daemon.call('getRawMempool')).toEqual([txid]);
    expect(await balanceOf(daemon)).toBeCloseTo(left, 8);
    expect(await daemon.call('getBalance', ['*', 1])).toBe(0);
    await daemon.call('reconsiderBlock', [block]);
    expect(await daemon.call('getRawMempool')).toEqual([]);
    expect(await daemon.call('getBalance', ['*', 1])).toBeCloseTo(left, 8);
    await daemon.stop();
  });

  it('is there after a crash', async () => {
    const daemon = await startRich();
    const txid = txidIn((await pay(daemon, EXAMPLE_ADDRESS, '1', '-yes')).stdout);
    await daemon.kill9();
    const again = await startRegtest({ datadir: daemon.datadir });
    await expect.poll(() => again.call('getRawMempool')).toEqual([txid]);
    expect(await balanceOf(again)).toBeCloseTo(49 - FEE, 8);
    await again.stop();
  });

  it('leaves the words to the daemon: no log and no answer has them', async () => {
    const daemon = await startRich();
    const { stdout } = await pay(daemon, EXAMPLE_ADDRESS, '1', '-yes');
    const words = readFileSync(join(daemon.folder, 'wallets/default/mnemonic.txt'), 'utf8').trim();
    for (const text of [stdout, daemon.log(), daemon.process.stdout()]) expect(text).not.toContain(words);
    await daemon.stop();
  });

  it('says what is wrong, and pays nothing', async () => {
    const daemon = await startRich();
    const refusals: readonly [words: readonly string[], message: RegExp][] = [
      [[], /^Error: whom to pay, and how much\?/],
      [[EXAMPLE_ADDRESS, '1', '2', '-yes'], /^Error: unexpected argument '2'/],
      [[EXAMPLE_ADDRESS, '0,5', '-yes'], /^Error: 0,5 is no amount to pay: give an amount in coins/],
      [[EXAMPLE_ADDRESS, '0.000000001', '-yes'], /^Error: 0\.000000001 is no amount to pay/],
      [[EXAMPLE_ADDRESS, '1', '-yes', '-feerate=0'], /^Error: -feerate=0 is not valid: give a whole number/],
      [[EXAMPLE_ADDRESS, '1'], /^Error: there is no terminal on which to ask .*; -yes pays without asking$/m],
      [[EXAMPLE_ADDRESS, '50', '-yes'], /^error: Insufficient funds: 50\.00000000 is to be paid/],
      [
        [EXAMPLE_ADDRESS, '0.00000001', '-yes'],
        /^error: Transaction amount too small: pay at least 0\.00000294/,
      ],
      [
        [CPUNET_ADDRESS, '1', '-yes'],
        /^error: Invalid address: cpu1q\w+ is an address of cpunet; this node runs regtest, whose addresses start with bcrt1$/m,
      ],
    ];
    for (const [words, message] of refusals) {
      const { status, stdout, stderr } = await pay(daemon, ...words);
      expect({ status, stdout }, words.join(' ')).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(message);
    }
    expect(await daemon.call('getRawMempool')).toEqual([]);
    expect(await balanceOf(daemon)).toBe(50);
    await daemon.stop();
  });

  it('says where no daemon answers', async () => {
    const daemon = await startRegtest();
    await daemon.stop();
    const { status, stderr } = await pay(daemon, EXAMPLE_ADDRESS, '1', '-yes');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error: no daemon is running at 127\.0\.0\.1:\d+ \(regtest\); start one with: nonced -regtest/,
    );
  });

  it('explains itself', async () => {
    for (const args of [
      ['pay', '--help'],
      ['help', 'pay'],
      ['pay', '-regtest', '-h'],
    ]) {
      const { status, stdout, stderr } = await runNonced(args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('nonced pay ADDRESS 0.5 -feerate=5');
      expect(stdout).toContain('  -yes, -y\n');
    }
  });
});

describe.skipIf(!existsSync(SCRIPT))('nonced pay on a terminal', { timeout: TIMEOUT_MS }, () => {
  const open = (daemon: Daemon): Terminal =>
    openTerminal(['pay', ...reach(daemon), EXAMPLE_ADDRESS, '1'], daemon.folder);

  it('asks, and sends after a yes', async () => {
    const daemon = await startRich();
    const terminal = open(daemon);
    await terminal.waitFor(/Send it\? \[y\/N\] /);
    expect(terminal.screen()).toContain('fee      0.00000141');
    expect(await daemon.call('getRawMempool')).toEqual([]);
    terminal.type('y\r');
    expect(await terminal.status).toBe(0);
    const txid = txidIn(terminal.screen().replaceAll('\r', ''));
    expect(await daemon.call('getRawMempool')).toEqual([txid]);
    await daemon.stop();
  });

  it.each([
    ['n', 'n\r'],
    ['Enter', '\r'],
    ['Ctrl-C', CONTROL_C],
  ])('sends nothing after %s, and frees the coins', async (_, answer) => {
    const daemon = await startRich();
    const terminal = open(daemon);
    await terminal.waitFor(/Send it\? \[y\/N\] /);
    expect(await daemon.call('listUnspent')).toEqual([]);
    terminal.type(answer);
    expect(await terminal.status).toBe(1);
    expect(terminal.screen()).toContain('Nothing was sent.');
    expect(await daemon.call('getRawMempool')).toEqual([]);
    expect(await daemon.call('listUnspent')).toHaveLength(1);
    await daemon.stop();
  });

  it('sends what was shown, whatever was mined in the meantime', async () => {
    const daemon = await startRich();
    const terminal = open(daemon);
    await terminal.waitFor(/Send it\? \[y\/N\] /);
    const change = /change {3}(?<change>\S+)/.exec(terminal.screen())?.groups?.['change'];
    // More coins, and another payment, which has to take another coin.
    await daemon.call('generateToAddress', [101, await daemon.call('getDefaultAddress')]);
    expect(await pay(daemon, EXAMPLE_ADDRESS, '2', '-yes')).toMatchObject({ status: 0 });
    terminal.type('y\r');
    expect(await terminal.status).toBe(0);
    const txid = txidIn(terminal.screen().replaceAll('\r', ''));
    const tx = await daemon.call<{ vout: { value: number }[] }>('getRawTransaction', [txid, true]);
    expect(tx.vout.map(({ value }) => value.toFixed(8))).toEqual(['1.00000000', change]);
    expect(await daemon.call('getRawMempool')).toHaveLength(2);
    await daemon.stop();
  });
});

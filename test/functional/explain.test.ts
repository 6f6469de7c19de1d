import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';
import {
  EXAMPLE_ADDRESS,
  EXAMPLE_SIGNED_HEX,
  EXAMPLE_TXID,
  EXAMPLE_UNSIGNED_HEX,
} from '../../src/rpc/methods/examples.ts';
import { type Daemon, startRegtest } from '../helpers/daemon.ts';
import { PATIENCE_MS, runNonced } from '../helpers/nonced-process.ts';

/** `nonced explain` against a real daemon. */

const TIMEOUT_MS = 4 * PATIENCE_MS;
const EXECUTABLE = join(PACKAGE_ROOT, 'dist/src/cli/nonced.js');

function reach({ datadir, url }: Daemon): readonly string[] {
  return [`-datadir=${datadir}`, '-regtest', `-rpcport=${new URL(url).port}`];
}

async function explain(daemon: Daemon, ...words: readonly string[]) {
  const { status, stdout, stderr } = await runNonced(['explain', ...reach(daemon), ...words]);
  return { status, stdout, stderr };
}

/** The value that the example's signature covers is another one. */
const WRONGLY_SIGNED_HEX = EXAMPLE_SIGNED_HEX.replace('f0ca052a01000000', 'efca052a01000000');

describe('nonced explain', { timeout: TIMEOUT_MS }, () => {
  it('follows a transaction from immature to confirmed', async () => {
    const daemon = await startRegtest();
    await daemon.call('generateToAddress', [99, EXAMPLE_ADDRESS]);
    const immature = await explain(daemon, EXAMPLE_SIGNED_HEX);
    expect(immature).toMatchObject({ status: 1, stderr: '' });
    expect(immature.stdout).toContain('is refused: bad-txns-premature-spend-of-coinbase\n');
    expect(immature.stdout).toContain('It is the reward of block 1. Block 101 is the first that can hold');
    await daemon.call('generateToAddress', [1, EXAMPLE_ADDRESS]);
    expect(await explain(daemon, EXAMPLE_SIGNED_HEX)).toEqual({
      status: 0,
      stdout: `Transaction ${EXAMPLE_TXID}\nwould be accepted: it pays 0.00010000 for 110 virtual bytes, 90.909 satoshis for each.\nNothing was sent. To send it: nonced call submitTransaction TXHEX\n`,
      stderr: '',
    });
    expect(await daemon.call('getRawMempool')).toEqual([]);
    await daemon.call('submitTransaction', [EXAMPLE_SIGNED_HEX]);
    const known = await explain(daemon, EXAMPLE_SIGNED_HEX);
    expect(known).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('is known already: txn-already-in-mempool'),
    });
    await daemon.call('generateToAddress', [1, EXAMPLE_ADDRESS]);
    expect((await explain(daemon, EXAMPLE_SIGNED_HEX)).stdout).toContain(
      'is known already: txn-already-known',
    );
    await daemon.stop();
  });

  it('shows where a script fails', async () => {
    const daemon = await startRegtest();
    await daemon.call('generateToAddress', [101, EXAMPLE_ADDRESS]);
    const { status, stdout } = await explain(daemon, WRONGLY_SIGNED_HEX);
    expect(status).toBe(1);
    expect(stdout).toContain(
      [
        'The witness script fails at the arrow (SIG_NULLFAIL):',
        '',
        '        OP_DUP',
        '        OP_HASH160',
        '        751e76e8199196d454941c45d1b3a323f1433bd6',
        '        OP_EQUALVERIFY',
        '   -->  OP_CHECKSIG',
        '',
        'The stack before it, the top first:',
        '',
        '        0279be667ef9dcbbac55…28d959f2815b16f81798  33 bytes, public key',
      ].join('\n'),
    );
    expect((await explain(daemon, EXAMPLE_UNSIGNED_HEX)).stdout).toContain(
      'An input that is not signed has no witness',
    );
    await daemon.stop();
  });

  it('reads a transaction from standard input, too', async () => {
    const daemon = await startRegtest();
    await daemon.call('generateToAddress', [101, EXAMPLE_ADDRESS]);
    const args = [EXECUTABLE, ...reach(daemon), 'explain', '-'];
    const stdout = execFileSync(process.execPath, args, {
      input: `${EXAMPLE_SIGNED_HEX}\n`,
      encoding: 'utf8',
    });
    expect(stdout).toContain(`Transaction ${EXAMPLE_TXID}\nwould be accepted`);
    await daemon.stop();
  });

  it('says what is wrong with a question', async () => {
    const daemon = await startRegtest();
    const refusals: readonly [words: readonly string[], message: RegExp][] = [
      [[], /^Error: which transaction\?/],
      [['00', '01'], /^Error: unexpected argument '01'/],
      [['xyz'], /^error: TX decode failed: 3 characters are given/],
      [['0200'], /^error: TX decode failed: the 2 bytes are no transaction/],
    ];
    for (const [words, message] of refusals) {
      const { status, stdout, stderr } = await explain(daemon, ...words);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(message);
    }
    await daemon.stop();
  });

  it('explains itself', async () => {
    for (const args of [
      ['explain', '--help'],
      ['help', 'explain'],
    ]) {
      const { status, stdout, stderr } = await runNonced(args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('nonced explain - < transaction.hex');
    }
  });
});

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { expectDefined } from '../../src/util/invariant.ts';
import { temporaryDatadir } from './daemon.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import type { ForeignNode } from './p2p/foreign-node.ts';
import { createRpcClient } from './rpc-client.ts';

/** Bitcoin Core's own daemon, version 29 or later, where BITCOIND names it; it needs no wallet. Tests with it are skipped elsewhere. */

export const BITCOIND = process.env['BITCOIND'];

export interface Bitcoind extends ForeignNode {
  /** Where it answers. */
  readonly url: string;
  /** `user:password` */
  readonly login: string;
}

/** A bitcoind on regtest, which is gone, with its folder, when the test has ended. */
export async function startBitcoind(...args: readonly string[]): Promise<Bitcoind> {
  const datadir = temporaryDatadir();
  mkdirSync(datadir, { recursive: true });
  const [port, rpcPort] = [await freePort(), await freePort()];
  const p2p = `127.0.0.1:${port}`;
  const options = [`-datadir=${datadir}`, `-bind=${p2p}`, `-rpcport=${rpcPort}`, '-printtoconsole=0'];
  const child = spawn(
    expectDefined(BITCOIND, 'BITCOIND'),
    ['-regtest', ...options, '-dnsseed=0', '-fixedseeds=0', ...args],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const login = await eventually('the cookie of bitcoind', async () => cookieIn(datadir));
  const url = `http://127.0.0.1:${rpcPort}`;
  const client = createRpcClient(url, login);
  onTestFinished(client.close);
  await eventually('an answer of bitcoind', () =>
    client.call('uptime').then(
      () => true,
      () => false,
    ),
  );
  return { url, login, p2p, call: client.call, encrypts: !args.includes('-v2transport=0') };
}

function cookieIn(datadir: string): string | undefined {
  try {
    return readFileSync(join(datadir, 'regtest', '.cookie'), 'utf8') || undefined;
  } catch {
    return undefined;
  }
}

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../src/node/package-info.ts';
import { freePort } from '../test/helpers/free-port.ts';
import { createBenchFolder } from './bench-folder.ts';
import { bodyOf, PATIENCE_MS, post, spawnServer } from './child-server.ts';

/** The built daemon (`npm run build`) for benches, in a folder of its own that goes with the process. */

const DAEMON = join(PACKAGE_ROOT, 'dist/src/cli/nonced.js');

export type Call = (method: string, params?: readonly unknown[]) => Promise<unknown>;

export interface Daemon {
  readonly call: Call;
  /** From the spawn to the first answer, milliseconds. */
  readonly startMs: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const datadir = createBenchFolder();

export interface DaemonPlace {
  /** Where it keeps its data; one folder for all unless given. */
  readonly home?: string;
  /** Where peers connect to it; nowhere unless given. */
  readonly p2pPort?: number;
}

/** Starts it, not mining; resolves once it answers. @param more - options beside those that every bench needs */
export async function startDaemon(
  network: 'regtest' | 'cpunet' | 'main',
  more: readonly string[] = [],
  { home = datadir, p2pPort }: DaemonPlace = {},
): Promise<Daemon> {
  const port = await freePort();
  const listening = p2pPort === undefined ? ['-listen=0'] : ['-bind=127.0.0.1', `-port=${p2pPort}`];
  const began = performance.now();
  const options = [
    `-network=${network}`,
    `-datadir=${home}`,
    `-rpcport=${port}`,
    '-mine=0',
    ...listening,
    ...more,
  ];
  const child = spawnServer(process.execPath, [DAEMON, ...options], ['ignore', 'ignore', 'inherit']);
  // Main is directly under the datadir, as in Core.
  const call = caller(port, join(home, network === 'main' ? '' : network, '.cookie'));
  await firstAnswer(child, call);
  const startMs = performance.now() - began;
  const stop = async () => {
    const exited = once(child, 'exit');
    await call('stop');
    assert.deepEqual(await exited, [0, null]);
  };
  return { call, startMs, pid: child.pid ?? -1, stop };
}

async function firstAnswer(child: ChildProcess, call: Call): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    assert.equal(child.exitCode, null, 'the daemon ended; is it built?');
    // Not listening yet, no cookie yet, or still warming up.
    const height = await call('getblockcount').catch(() => undefined);
    if (height !== undefined) return assert.equal(typeof height, 'number');
    await sleep(2);
  }
  assert.fail('the daemon does not answer');
}

/** Calls over one kept connection. */
function caller(port: number, cookieFile: string): Call {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async (method, params = []) => {
    const login = readFileSync(cookieFile, 'utf8');
    const text = String(await post({ port, login }, bodyOf(method, params), agent));
    const answer = JSON.parse(text) as { readonly result?: unknown };
    assert('result' in answer, text);
    return answer.result;
  };
}

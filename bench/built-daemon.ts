import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../src/node/package-info.ts';

/** The built daemon (`npm run build`) for benches, in a folder of its own that goes with the process. */

const DAEMON = join(PACKAGE_ROOT, 'dist/src/cli/nonced.js');

/** How long to wait for a start, or for the first hash, before the bench fails. */
export const PATIENCE_MS = 30_000;

export type Call = (method: string, params?: readonly unknown[]) => Promise<unknown>;

export interface Daemon {
  readonly call: Call;
  /** From the spawn to the first answer, milliseconds. */
  readonly startMs: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const datadir = mkdtempSync(join(tmpdir(), 'nonced-bench-'));
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(datadir, { recursive: true, force: true });
});

/** Starts it, not mining; resolves once it answers. @param more - options beside those that every bench needs */
export async function startDaemon(
  network: 'regtest' | 'cpunet' | 'main',
  more: readonly string[] = [],
): Promise<Daemon> {
  const port = await freePort();
  const began = performance.now();
  const options = [
    `-network=${network}`,
    `-datadir=${datadir}`,
    `-rpcport=${port}`,
    '-mine=0',
    '-listen=0',
    ...more,
  ];
  const child = spawn(process.execPath, [DAEMON, ...options], { stdio: ['ignore', 'ignore', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  // Main is directly under the datadir, as in Core.
  const call = caller(port, join(datadir, network === 'main' ? '' : network, '.cookie'));
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
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const auth = readFileSync(cookieFile, 'utf8');
    const headers = { 'Content-Length': Buffer.byteLength(body) };
    const outgoing = request({ host: '127.0.0.1', port, agent, auth, headers, method: 'POST' });
    outgoing.end(body);
    const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
    let text = '';
    for await (const chunk of incoming) text += String(chunk);
    const answer = JSON.parse(text) as { readonly result?: unknown };
    assert('result' in answer, text);
    return answer.result;
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}

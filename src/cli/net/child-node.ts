import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readCookie } from '../../node/cookie.ts';
import { PACKAGE_ROOT } from '../../node/package-info.ts';
import { StartError } from '../../node/start-error.ts';
import { postRpc } from '../rpc-client.ts';

/** One daemon of a network of one's own, as a process. */
export interface ChildNode {
  readonly pid: number;
  /** Where peers connect to, and where JSON-RPC is answered. */
  readonly p2pAddress: string;
  readonly rpcUrl: string;
  call<T>(method: string, params?: readonly unknown[]): Promise<T>;
}

/** A daemon that was started; it may not answer yet. */
export interface LaunchedNode {
  /** @throws StartError where it ends instead of answering */
  readonly ready: Promise<ChildNode>;
  /** Ends it cleanly, or by force where that takes too long. */
  stop(): Promise<void>;
}

export interface ChildNodeRequest {
  readonly datadir: string;
  readonly network: 'cpunet' | 'regtest';
  readonly options: readonly string[];
  readonly onLine: (line: string) => void;
  /** It ended, whether asked to or not: how, and the last that it said. */
  readonly onEnd: (reason: string, lastLines: readonly string[]) => void;
}

/** Who does not end in this time when asked to is ended, milliseconds. */
const STOP_PATIENCE_MS = 20_000;

const RPC_PATIENCE_MS = 30_000;

const LAST_LINES = 5;

/**
 * Starts a daemon that ends with this process, however that ends: the channel between them closes then. It is of a
 * process group of its own, so that Ctrl-C reaches it through this process alone.
 */
export function launchChildNode(request: ChildNodeRequest): LaunchedNode {
  const { datadir, network } = request;
  const child = spawn(process.execPath, [executable(), ...argumentsOf(request)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    env: environment(),
  });
  const last: string[] = [];
  const ready = new Promise<{ readonly p2pAddress: string; readonly rpcUrl: string }>((resolve, reject) => {
    let p2pAddress = '';
    const onLine = (line: string) => {
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
      p2pAddress = / Bound to (\S+)$/.exec(line)?.[1] ?? p2pAddress;
      const rpcUrl = / Ready: .* JSON-RPC on (http:\S+)$/.exec(line)?.[1];
      if (rpcUrl !== undefined) resolve({ p2pAddress, rpcUrl });
      request.onLine(line);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', onLine);
    }
    child.once('error', reject);
    child.once('close', (status, signal) => {
      const reason = signal === null ? `status ${status}` : signal;
      reject(new StartError(`a node ended before it answered (${reason}): ${last.join(' | ')}`));
      request.onEnd(reason, last);
    });
  });
  const cookieFile = join(datadir, network, '.cookie');
  return {
    ready: ready.then((addresses) => ({
      pid: child.pid ?? -1,
      ...addresses,
      call: (method, params = []) => call({ url: addresses.rpcUrl, cookieFile, method, params }),
    })),
    stop: () => stop(child),
  };
}

/** The daemon needs no terminal, and no options from this process's environment. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NONCED_')));
}

function executable(): string {
  return join(PACKAGE_ROOT, 'dist/src/cli/nonced.js');
}

function argumentsOf({ datadir, network, options }: ChildNodeRequest): readonly string[] {
  const own = ['-rpcport=0', '-port=0', '-bind=127.0.0.1', '-mine=0', '-dnsseed=0', '-logtimemicros'];
  return [`-datadir=${datadir}`, `-network=${network}`, ...own, ...options];
}

interface Call {
  readonly url: string;
  readonly cookieFile: string;
  readonly method: string;
  readonly params: readonly unknown[];
}

async function call<T>({ url, cookieFile, method, params }: Call): Promise<T> {
  const { hostname: host, port } = new URL(url);
  const login = readCookie(cookieFile) ?? { user: '', password: '' };
  const endpoint = { host, port: Number(port), timeoutMs: RPC_PATIENCE_MS, ...login };
  const { body } = await postRpc(endpoint, method, JSON.stringify(params));
  const answer = JSON.parse(body) as { readonly result: T; readonly error?: { readonly message: string } };
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    child.once('close', () => {
      clearTimeout(force);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

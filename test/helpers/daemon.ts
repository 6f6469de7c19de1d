import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { expectDefined } from '../../src/util/invariant.ts';
import { temporaryFolder } from './config-sources.ts';
import { type NoncedProcess, type ProcessEnd, type ProcessOptions, spawnNonced } from './nonced-process.ts';
import { createRpcClient, type RpcClient } from './rpc-client.ts';

/** Real daemons for tests: each a process on a free port, which is gone, with its folder, when the test has ended. */

export interface DaemonRequest extends ProcessOptions {
  /** Where it keeps its data; a folder of its own unless given. */
  readonly datadir?: string;
  /** What says which network it runs, e.g. `-regtest`; cpunet unless given. */
  readonly network?: string;
  /** The network's name, which is its folder's; `regtest` or `cpunet` as the flag says unless given. */
  readonly networkName?: string;
  /** More arguments. */
  readonly args?: readonly string[];
}

/** A daemon that was started; it may not answer yet. */
export interface StartingDaemon {
  readonly process: NoncedProcess;
  readonly datadir: string;
  /** The network's folder in the datadir. */
  readonly folder: string;
  /** The file of the chain. */
  readonly chainFile: string;
  /** All of debug.log, of earlier lives too. */
  log(): string;
  /** Waits until it answers. @throws Error with what it said where it ends instead */
  ready(): Promise<Daemon>;
  /** Ends it as a loss of power would end its process; nothing may have been on stderr. */
  kill9(): Promise<void>;
}

/** A daemon that answers. */
export interface Daemon extends StartingDaemon {
  /** Where it answers, e.g. `http://127.0.0.1:43701`. */
  readonly url: string;
  readonly call: RpcClient['call'];
  /** Asks it to stop, by RPC unless a signal is given, and sees that it ends well: status 0, stderr empty. */
  stop(by?: 'rpc' | NodeJS.Signals): Promise<void>;
}

/** A datadir that goes with the running test. */
export function temporaryDatadir(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  return join(folder.path, 'data');
}

/** Where peers connect to a daemon that answers, e.g. `127.0.0.1:40001`. */
export function p2pAddressOf(daemon: Pick<StartingDaemon, 'log'>): string {
  const bound = [...daemon.log().matchAll(/ Bound to (?<address>\S+)\n/g)].at(-1);
  return expectDefined(bound?.groups?.['address'], 'it listens for peers');
}

/** Starts a daemon and waits until it answers. */
export async function startDaemon(request: DaemonRequest = {}): Promise<Daemon> {
  return launchDaemon(request).ready();
}

/** Starts a regtest daemon and waits until it answers. */
export async function startRegtest(request: DaemonRequest = {}): Promise<Daemon> {
  return startDaemon({ network: '-regtest', ...request });
}

/** By default mining takes what others leave, which is nothing where tests run side by side: some wait for blocks. */
const ENVIRONMENT = { NONCED_MININGPRIORITY: '5' };

/** Starts a daemon and doesn't wait for it. */
export function launchDaemon(request: DaemonRequest): StartingDaemon {
  const { datadir = temporaryDatadir(), network, args = [], ...processOptions } = request;
  const networkArgs = network === undefined ? [] : [network];
  const running = spawnNonced(
    [
      `-datadir=${datadir}`,
      ...networkArgs,
      '-rpcport=0',
      '-port=0',
      '-bind=127.0.0.1',
      '-dnsseed=0',
      ...args,
    ],
    { ...processOptions, environment: { ...ENVIRONMENT, ...processOptions.environment } },
  );
  onTestFinished(async () => {
    running.kill('SIGKILL');
    await running.ended;
  });
  const folder = join(datadir, request.networkName ?? network?.replace('-', '') ?? 'cpunet');
  const starting: Omit<StartingDaemon, 'ready'> = {
    process: running,
    datadir,
    folder,
    chainFile: join(folder, 'chainstate', 'chain.sqlite'),
    log: () => readFileSync(join(folder, 'debug.log'), 'utf8'),
    async kill9() {
      running.kill('SIGKILL');
      expectEnd(await running.ended, { status: null, signal: 'SIGKILL' }, running);
    },
  };
  return { ...starting, ready: () => connect(starting, running) };
}

async function connect(starting: Omit<StartingDaemon, 'ready'>, running: NoncedProcess): Promise<Daemon> {
  const match = await running.waitFor(/ Ready: .* JSON-RPC on (?<url>http:\S+)\n/);
  const url = match.groups?.['url'] ?? '';
  const client = createRpcClient(url, readFileSync(join(starting.folder, '.cookie'), 'utf8'));
  running.ended.then(() => client.close());
  const daemon: Daemon = {
    ...starting,
    ready: async () => daemon,
    url,
    call: client.call,
    async stop(by = 'rpc') {
      if (by === 'rpc') expect(await client.call('stop')).toBe('nonced stopping');
      else running.kill(by);
      expectEnd(await running.ended, { status: 0, signal: null }, running);
    },
  };
  return daemon;
}

function expectEnd(end: ProcessEnd, expected: ProcessEnd, { stdout, stderr }: NoncedProcess): void {
  expect({ ...end, stderr: stderr() }, stdout()).toEqual({ ...expected, stderr: '' });
}

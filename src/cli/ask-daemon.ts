import { homedir } from 'node:os';
import { join } from 'node:path';
import { readCookie } from '../node/cookie.ts';
import type { CONNECT_OPTIONS, ConnectOptions } from '../node/options/call-options.ts';
import type { Configuration } from '../node/options/read-config.ts';
import { DEFAULT_NETWORK } from '../node/options/start-options.ts';
import type { processSources } from './config-sources.ts';
import { memberTexts } from './json-text.ts';
import { type HttpReply, postRpc, type RpcEndpoint } from './rpc-client.ts';
import { quoteForShell } from './shell.ts';

/** One question to the daemon that the options name, and its answer. */

/** The configuration of a command that asks a daemon. */
export type DaemonConfiguration = Pick<
  Configuration<typeof CONNECT_OPTIONS, ReturnType<ReturnType<typeof processSources>['loadNetwork']>>,
  'network' | 'selection' | 'paths' | 'values' | 'origins'
>;

export type DaemonAnswer =
  /** The result as the daemon wrote it, as JSON. */
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  /** Nobody answered, or not with JSON-RPC: why, and what to do. */
  | { readonly kind: 'none'; readonly reason: string };

/** Asks the daemon. @param params - JSON text of an array or an object */
export async function askDaemon(
  configuration: DaemonConfiguration,
  method: string,
  params: string,
): Promise<DaemonAnswer> {
  const { values } = configuration;
  const endpoint = {
    host: values.rpcConnect,
    port: values.rpcPort,
    timeoutMs: 1000 * values.rpcClientTimeout,
    ...findCredentials(values),
  };
  try {
    return readReply(await postRpc(endpoint, method, params), endpoint);
  } catch (error) {
    return noAnswer(describeNoAnswer(error as NodeJS.ErrnoException, endpoint, configuration));
  }
}

/** The words that start a command line for the same daemon, e.g. `nonced -regtest`. */
export function daemonCommand({ selection, origins, paths, values }: DaemonConfiguration): string {
  const parts = ['nonced'];
  if (selection.kind === 'file') parts.push(`-network=${selection.path}`);
  else if (selection.name !== DEFAULT_NETWORK) parts.push(`-${selection.name}`);
  if (paths.datadir !== join(homedir(), '.nonced')) parts.push(`-datadir=${paths.datadir}`);
  if (origins.rpcPort.source === 'flag') parts.push(`-rpcport=${values.rpcPort}`);
  return parts.map(quoteForShell).join(' ');
}

/** An empty user means that no cookie was found. */
function findCredentials({ rpcUser, rpcPassword, rpcCookieFile }: ConnectOptions): {
  user: string;
  password: string;
} {
  if (rpcPassword !== undefined) return { user: rpcUser ?? '', password: rpcPassword };
  const cookie = rpcCookieFile === undefined ? undefined : readCookie(rpcCookieFile);
  return cookie ?? { user: '', password: '' };
}

function readReply({ status, body }: HttpReply, endpoint: RpcEndpoint): DaemonAnswer {
  if (status === 401) {
    return noAnswer(
      endpoint.user === ''
        ? 'the daemon wants a password and there is no cookie file; give its -datadir and network, or -rpcuser and -rpcpassword'
        : 'Authorization failed: Incorrect rpcuser or rpcpassword',
    );
  }
  // In the words of bitcoin-cli, for scripts that look for them.
  if (status === 503) return noAnswer(`Server response: ${body.trim()}`);
  if (status === 403) {
    return noAnswer('server returned HTTP error 403: this user may not call this method (-rpcwhitelist)');
  }
  if (!isJsonObject(body)) {
    return noAnswer(
      `${endpoint.host}:${endpoint.port} answers, but not with JSON-RPC (HTTP status ${status})`,
    );
  }
  const members = memberTexts(body);
  const error = members.get('error') ?? 'null';
  if (error === 'null') return { kind: 'result', json: members.get('result') ?? 'null' };
  const { code, message } = JSON.parse(error) as { code: number; message: string };
  return { kind: 'error', code, message };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function describeNoAnswer(
  error: NodeJS.ErrnoException,
  { host, port }: RpcEndpoint,
  configuration: DaemonConfiguration,
): string {
  if (error.code !== 'ECONNREFUSED') return `no answer from ${host}:${port} (${error.message})`;
  return `no daemon is running at ${host}:${port} (${configuration.network.name}); start one with: ${daemonCommand(configuration)}`;
}

function noAnswer(reason: string): DaemonAnswer {
  return { kind: 'none', reason };
}

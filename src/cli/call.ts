import { homedir } from 'node:os';
import { join } from 'node:path';
import { readCookie } from '../node/cookie.ts';
import { CALL_OPTIONS, type CallOptions } from '../node/options/call-options.ts';
import { type Configuration, readConfiguration, readInformationFlags } from '../node/options/read-config.ts';
import { DEFAULT_NETWORK } from '../node/options/start-options.ts';
import { StartError } from '../node/start-error.ts';
import { namedParams, positionalParams } from './call-params.ts';
import { processSources } from './config-sources.ts';
import { printInformation } from './information.ts';
import { memberTexts, prettyJson } from './json-text.ts';
import { printLines } from './output.ts';
import { type HttpReply, postRpc, type RpcEndpoint } from './rpc-client.ts';
import { quoteForShell } from './shell.ts';

/** `nonced call METHOD [params…]`: asks a running daemon and prints the answer as bitcoin-cli does. */

type CallConfiguration = Configuration<
  typeof CALL_OPTIONS,
  ReturnType<ReturnType<typeof processSources>['loadNetwork']>
>;

const COMMAND = { table: CALL_OPTIONS, takesOperands: true };

/**
 * Runs the command.
 * @returns the exit status: 0, or the RPC error's code without its sign, or 1 where there was no answer
 * @throws StartError for a bad command line or configuration
 */
export async function runCall(args: readonly string[]): Promise<number> {
  const sources = processSources(args);
  if (printInformation('call', readInformationFlags(COMMAND, sources))) return 0;
  const configuration = readConfiguration(COMMAND, sources);
  const [method, ...words] = configuration.operands;
  if (method === undefined) {
    throw new StartError(
      'which method? For example: nonced call getBlockCount; nonced call help lists them all',
    );
  }
  const endpoint = findEndpoint(configuration);
  const params = configuration.values.named ? namedParams(words) : positionalParams(words);
  try {
    return printReply(await postRpc(endpoint, method, params), endpoint);
  } catch (error) {
    return fail(describeNoAnswer(error as NodeJS.ErrnoException, endpoint, configuration));
  }
}

/** Where the daemon answers, and as whom to ask. An empty user means that no cookie was found. */
function findEndpoint({ values }: CallConfiguration): RpcEndpoint {
  return { host: values.rpcConnect, port: values.rpcPort, ...findCredentials(values) };
}

function findCredentials({ rpcUser, rpcPassword, rpcCookieFile }: CallOptions): {
  user: string;
  password: string;
} {
  if (rpcPassword !== undefined) return { user: rpcUser ?? '', password: rpcPassword };
  const cookie = rpcCookieFile === undefined ? undefined : readCookie(rpcCookieFile);
  return cookie ?? { user: '', password: '' };
}

/** Prints the result on stdout or the error on stderr. @returns the exit status */
function printReply({ status, body }: HttpReply, endpoint: RpcEndpoint): number {
  if (status === 401) {
    return fail(
      endpoint.user === ''
        ? 'the daemon wants a password and there is no cookie file; give its -datadir and network, or -rpcuser and -rpcpassword'
        : 'Authorization failed: Incorrect rpcuser or rpcpassword',
    );
  }
  if (!isJsonObject(body))
    return fail(`${endpoint.host}:${endpoint.port} answers, but not with JSON-RPC (HTTP status ${status})`);
  const members = memberTexts(body);
  const error = members.get('error') ?? 'null';
  if (error !== 'null') return printRpcError(JSON.parse(error) as RpcErrorBody);
  const result = members.get('result') ?? 'null';
  if (result !== 'null') printLines([resultText(result)]);
  return 0;
}

interface RpcErrorBody {
  readonly code: number;
  readonly message: string;
}

function printRpcError({ code, message }: RpcErrorBody): number {
  process.stderr.write(`error code: ${code}\nerror message:\n${message}\n`);
  return Math.abs(code);
}

/** A string as it is, anything else as JSON with the server's own numbers. */
function resultText(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : prettyJson(json);
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
  endpoint: RpcEndpoint,
  configuration: CallConfiguration,
): string {
  const place = `${endpoint.host}:${endpoint.port}`;
  if (error.code !== 'ECONNREFUSED') return `no answer from ${place} (${error.message})`;
  return `no daemon is running at ${place} (${configuration.network.name}); start one with: ${startCommand(configuration)}`;
}

/** The command line that starts the daemon which was called. */
function startCommand({ selection, origins, paths, values }: CallConfiguration): string {
  const parts = ['nonced'];
  if (selection.kind === 'file') parts.push(`-network=${selection.path}`);
  else if (selection.name !== DEFAULT_NETWORK) parts.push(`-${selection.name}`);
  if (paths.datadir !== join(homedir(), '.nonced')) parts.push(`-datadir=${paths.datadir}`);
  if (origins.rpcPort.source === 'flag') parts.push(`-rpcport=${values.rpcPort}`);
  return parts.map(quoteForShell).join(' ');
}

function fail(reason: string): number {
  process.stderr.write(`error: ${reason}\n`);
  return 1;
}

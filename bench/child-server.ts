import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Agent, request } from 'node:http';

/** Servers that a bench starts, and talks to as a client does. None outlives the process. */

/** How long to wait for a start, or for the first hash, before the bench fails. Milliseconds. */
export const PATIENCE_MS = 30_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export function spawnServer(program: string, args: readonly string[], stdio: StdioOptions): ChildProcess {
  const child = spawn(program, args, { stdio });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

export interface RpcAddress {
  readonly port: number;
  /** `user:password`. */
  readonly login: string;
}

/** Posts a body. @returns the answer's bytes as they come */
export async function post({ port, login: auth }: RpcAddress, body: string, agent: Agent): Promise<Buffer> {
  const headers = { 'Content-Length': Buffer.byteLength(body) };
  const outgoing = request({ host: '127.0.0.1', port, agent, auth, headers, method: 'POST' });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer>];
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The body of a call. */
export function bodyOf(method: string, params: readonly unknown[]): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
}

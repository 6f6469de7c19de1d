import { describe, expect, it } from 'vitest';
import { allowClients } from '../../../src/http/allowed-clients.ts';
import { createHttpApp } from '../../../src/http/app.ts';
import { createLogin, passwordCredential } from '../../../src/http/auth.ts';
import { createDispatcher } from '../../../src/rpc/dispatcher.ts';
import { helpText } from '../../../src/rpc/help.ts';
import { type NodeContext, RPC_METHODS } from '../../../src/rpc/methods/all.ts';
import { createRegistry, type RpcMethod } from '../../../src/rpc/registry.ts';
import { createWarmup } from '../../../src/rpc/warmup.ts';
import { createWhitelist } from '../../../src/rpc/whitelist.ts';
import { basic } from '../../helpers/http.ts';
import { recordingLog } from '../../helpers/rpc.ts';

/** Who may call what, for every method that there is. No handler may run: none has anything to work with. */

const PASSWORD = 'correct horse';
const FULL = basic('full', PASSWORD);

/** A server with a user `full`, and a user for each method who may call it alone. */
function createServer() {
  const logged: string[] = [];
  const log = recordingLog(logged);
  const context = (): NodeContext => {
    throw new Error('a handler ran');
  };
  const registry = createRegistry(RPC_METHODS, context);
  const lists = RPC_METHODS.map(({ lowerName }) => `only-${lowerName}:${lowerName}`);
  const warmup = createWarmup();
  warmup.finish();
  const dispatcher = createDispatcher({
    registry,
    warmup,
    whitelist: createWhitelist({ lists, isDefault: false }, registry),
    clock: { monotonicMs: () => 0 },
    log,
    onFault: () => {},
  });
  const users = ['full', ...RPC_METHODS.map(({ lowerName }) => `only-${lowerName}`)];
  const app = createHttpApp({
    dispatcher,
    login: createLogin(users.map((user) => passwordCredential(user, PASSWORD))),
    log,
    allowedHosts: [],
    isAllowed: allowClients([]),
    maxRequests: 10_000,
    idleTimeoutMs: 30_000,
  });
  async function post(body: unknown, authorization?: string, headers: Record<string, string> = {}) {
    const payload = JSON.stringify(body);
    const sent = authorization === undefined ? headers : { authorization, ...headers };
    const { statusCode, body: text } = await app.inject({ method: 'POST', url: '/', payload, headers: sent });
    return { status: statusCode, text };
  }
  return { post, logged };
}

/** A call that every method refuses before its handler runs: by its help, as there are too many parameters. */
function callOf({ name, params }: RpcMethod): object {
  return { jsonrpc: '2.0', id: 1, method: name, params: Array(Object.keys(params).length + 1).fill(null) };
}

/** What is sent, and the Authorization header. */
type Request = (method: RpcMethod) => readonly [unknown, string | undefined];

const otherThan = (method: RpcMethod) => (method.lowerName === 'uptime' ? 'stop' : 'uptime');

describe('every method', () => {
  const table: readonly (readonly [string, number, Request])[] = [
    ['without a login', 401, (method) => [callOf(method), undefined]],
    ['with a wrong password', 401, (method) => [callOf(method), basic('full', 'wrong')]],
    ['with another user’s password', 401, (method) => [callOf(method), basic('nobody', PASSWORD)]],
    [
      'by a user who may call another',
      403,
      (method) => [callOf(method), basic(`only-${otherThan(method)}`, PASSWORD)],
    ],
    [
      'in a batch behind one that the user may call',
      403,
      (method) => {
        const allowed = otherThan(method);
        const batch = [{ method: allowed, params: [0, 0, 0] }, callOf(method)];
        return [batch, basic(`only-${allowed}`, PASSWORD)];
      },
    ],
    [
      'by a user who may call it',
      200,
      (method) => [callOf(method), basic(`only-${method.lowerName}`, PASSWORD)],
    ],
    ['by a user who may call all', 200, (method) => [callOf(method), FULL]],
  ];

  it.each(table)('%s is answered with %d', async (_who, status, request) => {
    const { post, logged } = createServer();
    await Promise.all(
      RPC_METHODS.map(async (method) => {
        const [body, authorization] = request(method);
        const answer = await post(body, authorization);
        expect(answer.status, method.name).toBe(status);
        if (status !== 200) return expect(answer.text).not.toContain('"result"');
        expect(JSON.parse(answer.text)).toEqual({
          jsonrpc: '2.0',
          id: 1,
          error: { code: -1, message: helpText(method) },
        });
      }),
    );
    expect(logged.join('\n')).not.toContain('a handler ran');
    expect(logged.join('\n')).not.toContain(PASSWORD);
  });
});

describe('a web page', () => {
  const call = { method: 'stop', params: [0, 0] };

  it.each([
    ['of another origin', { origin: 'http://example.com', host: '127.0.0.1' }],
    ['in a sandbox', { origin: 'null', host: '127.0.0.1' }],
    ['whose name was bound to this address', { host: 'rebound.example' }],
  ])('%s is refused even with the right password', async (_name, headers) => {
    const { post } = createServer();
    expect(await post(call, FULL, headers)).toMatchObject({ status: 403 });
  });
});

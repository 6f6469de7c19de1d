import type { Socket } from 'node:net';
import { finished } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RpcDispatcher, RpcReply } from '../rpc/dispatcher.ts';
import { RPC_ERRORS } from '../rpc/errors.ts';
import type { Log } from '../util/log.ts';
import type { Login } from './auth.ts';
import { checkOrigin } from './origin.ts';

/** JSON-RPC at `POST /`, with Core's HTTP statuses. @source Bitcoin Core src/httprpc.cpp HTTPReq_JSONRPC */
export interface RpcRouteOptions {
  readonly dispatcher: RpcDispatcher;
  readonly login: Login;
  readonly log: Log;
  /** Names, beside `localhost` and IP addresses, under which clients may reach this server. */
  readonly allowedHosts: readonly string[];
  /** How many requests may be in work at once; more are answered 503. */
  readonly maxRequests: number;
}

/** How long the answer to a wrong password waits: guessing is slow. @source Bitcoin Core src/httprpc.cpp */
const WRONG_PASSWORD_DELAY_MS = 250;

const UNAUTHORIZED_TEXT =
  'Unauthorized: log in with the user and password of the .cookie file in the network folder of the data directory, or with -rpcuser and -rpcpassword';

/** Adds the route; the login is checked before the body is read. */
export function addRpcRoute(app: FastifyInstance, options: RpcRouteOptions): void {
  let inWork = 0;
  const takeTurn = createTurns();
  const users = new WeakMap<FastifyRequest, string>();
  app.post('/', {
    onRequest: [
      (request, reply, done) => {
        const refusal = checkOrigin(request.headers, options.allowedHosts);
        if (refusal === undefined) done();
        else sendText(reply.code(403), refusal);
      },
      async (request, reply) => {
        const user = await logIn(request, reply, options);
        if (user !== undefined) users.set(request, user);
      },
    ],
    handler: async (request, reply) => {
      const afterAnswer = actionsAfter(reply);
      await takeTurn(request.raw.socket, afterAnswer);
      if (inWork >= options.maxRequests) return refuseWork(reply, options.log);
      inWork++;
      afterAnswer(() => inWork--);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const user = users.get(request) ?? '';
      return sendAnswer(reply, await options.dispatcher.handle(body, { user, afterAnswer }));
    },
  });
}

/** Who is logged in; undefined where the request was answered with 401. */
export async function logIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { login, log }: Pick<RpcRouteOptions, 'login' | 'log'>,
): Promise<string | undefined> {
  const result = login(request.headers.authorization);
  if (typeof result === 'object') return result.user;
  if (result === 'wrong') {
    log.warn(`ThreadRPCServer incorrect password attempt from ${request.ip}:${request.socket.remotePort}`);
    await sleep(WRONG_PASSWORD_DELAY_MS);
  }
  sendText(reply.code(401).header('WWW-Authenticate', 'Basic realm="jsonrpc"'), UNAUTHORIZED_TEXT);
  return undefined;
}

/**
 * One request of a connection after the other: what is sent behind another one may expect its effects.
 * @returns a function that waits until the answers to all earlier requests of the connection have left
 */
function createTurns(): (connection: Socket, afterAnswer: AfterAnswer) => Promise<void> {
  const last = new WeakMap<Socket, Promise<void>>();
  return async (connection, afterAnswer) => {
    const earlier = last.get(connection);
    last.set(connection, new Promise((resolve) => afterAnswer(resolve)));
    await earlier;
  };
}

/** @source Bitcoin Core src/httpserver.cpp MaybeDispatchRequestToWorker */
function refuseWork(reply: FastifyReply, log: Log): FastifyReply {
  log.warn(
    'Request rejected because http work queue depth exceeded, it can be increased with the -rpcworkqueue= setting',
  );
  sendText(reply.code(503), 'Work queue depth exceeded');
  return reply;
}

function sendAnswer(reply: FastifyReply, { body, failure, forbidden }: RpcReply): FastifyReply {
  if (forbidden) return reply.code(403).send();
  if (body === undefined) return reply.code(204).send();
  // Bytes, not text: Fastify would add a charset, and clients compare the type as a whole.
  return reply.code(statusOf(failure)).header('Content-Type', 'application/json').send(body);
}

function statusOf(failure: number | undefined): number {
  if (failure === undefined) return 200;
  if (failure === RPC_ERRORS.RPC_INVALID_REQUEST) return 400;
  return failure === RPC_ERRORS.RPC_METHOD_NOT_FOUND ? 404 : 500;
}

/** Runs the action once the answer has left. */
type AfterAnswer = (action: () => void) => void;

/** Collects what is to run once the answer has been handed to the system, or can't be any more. */
function actionsAfter(reply: FastifyReply): AfterAnswer {
  const actions: (() => void)[] = [];
  let isOver = false;
  finished(reply.raw, () => {
    isOver = true;
    for (const action of actions.splice(0)) action();
  });
  return (action) => {
    if (isOver) action();
    else actions.push(action);
  };
}

/** A short answer for people. */
export function sendText(reply: FastifyReply, text: string): void {
  reply.header('Cache-Control', 'no-store').type('text/plain; charset=utf-8').send(text);
}

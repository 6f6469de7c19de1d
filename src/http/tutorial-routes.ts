import { isIP } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, HTTPMethods } from 'fastify';
import type { ChainQuery } from '../rpc/tutorial/chain-page.ts';
import { type Problem, refuse, type TutorialReply } from '../rpc/tutorial/reply.ts';
import type { Tutorial } from '../rpc/tutorial/tutorial.ts';
import { checkFetchMetadata } from './fetch-metadata.ts';
import { checkOrigin } from './origin.ts';

/**
 * The tutorial's routes: `POST /txion`, `GET /getchain`, `GET /blocks`, `GET /mine`. They are for people who learn, at
 * their own machine: nobody logs in, so they are to be added to servers that only this machine reaches, and no web
 * page may call them. As in the tutorial GET /mine changes something, which GET elsewhere must not.
 */
export interface TutorialRouteOptions {
  readonly tutorial: Tutorial;
  /** Names, beside `localhost` and IP addresses, under which clients may reach this server. */
  readonly allowedHosts: readonly string[];
}

/** What the largest transaction that nodes relay takes in hex, with room to spare. Bytes. */
const MAX_TRANSFER_SIZE = 1024 * 1024;

const STATUS: Readonly<Record<TutorialReply['outcome'], number>> = {
  done: 200,
  refused: 400,
  unavailable: 503,
  fault: 500,
};

const READS = ['/getchain', '/blocks'] as const;

/** Adds the routes to a server that only this machine can reach; see isLoopback. */
export function addTutorialRoutes(app: FastifyInstance, options: TutorialRouteOptions): void {
  const { tutorial } = options;
  app.register(async (routes) => {
    refuseWebPages(routes, options.allowedHosts);
    routes.setErrorHandler(answerError);
    for (const path of READS) {
      routes.get<{ Querystring: ChainQuery }>(path, async ({ query }, reply) =>
        send(reply, await tutorial.readChain(query, path)),
      );
      answerOtherMethod(routes, path, 'GET');
    }
    routes.get('/mine', async (_request, reply) => send(reply, await tutorial.mine(abandonmentOf(reply))));
    answerOtherMethod(routes, '/mine', 'GET');
    routes.post('/txion', { bodyLimit: MAX_TRANSFER_SIZE }, async ({ body }, reply) => {
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      return send(reply, await tutorial.submitTransfer(bytes));
    });
    answerOtherMethod(routes, '/txion', 'POST');
  });
}

/** True where only this machine can connect to a server that listens on the host. @param host - a name or an address */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host.toLowerCase() === 'localhost';
}

function refuseWebPages(routes: FastifyInstance, allowedHosts: readonly string[]): void {
  routes.addHook('onRequest', (request, reply, done) => {
    const refusal = checkOrigin(request.headers, allowedHosts) ?? checkFetchMetadata(request.headers);
    if (refusal === undefined) done();
    else
      sendProblem(reply, 403, { error: 'forbidden', explanation: refusal, next: 'Use curl, or a program.' });
  });
}

/** A path that is known under the other method says so. */
function answerOtherMethod(routes: FastifyInstance, path: string, right: 'GET' | 'POST'): void {
  const method: HTTPMethods = right === 'GET' ? 'POST' : 'GET';
  routes.route({
    method,
    url: path,
    handler: async (_request, reply) => {
      reply.header('Allow', right);
      const next = right === 'GET' ? `curl http://HOST:PORT${path}` : `curl -d JSON http://HOST:PORT${path}`;
      const explanation = `${path} is asked for with ${right}, not with ${method}.`;
      return sendProblem(reply, 405, { error: 'method-not-allowed', explanation, next: `Try: ${next}` });
    },
  });
}

/** Tells that the client has gone before its answer came. */
function abandonmentOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}

/** What goes wrong before a route's own code runs: a body that is too large or can't be read. */
function answerError(error: FastifyError, _request: unknown, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 500) throw error;
  if (status !== 413) {
    const next = 'Send the request again, whole.';
    return sendProblem(reply, status, { error: 'bad-request', explanation: `${error.message}.`, next });
  }
  const explanation = `A request here may have ${MAX_TRANSFER_SIZE} bytes.`;
  return sendProblem(reply, status, { error: 'too-large', explanation, next: 'Send a smaller transaction.' });
}

function sendProblem(reply: FastifyReply, status: number, problem: Problem): FastifyReply {
  return send(reply.code(status), refuse(problem), status);
}

/** Never cached: the chain goes on, and a cached /mine would mine nothing. */
function send(reply: FastifyReply, { outcome, text }: TutorialReply, status = STATUS[outcome]): FastifyReply {
  return reply
    .code(status)
    .header('Cache-Control', 'no-store')
    .header('Content-Type', 'application/json')
    .send(Buffer.from(text));
}

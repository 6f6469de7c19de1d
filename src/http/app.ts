import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify';
import { InvariantError } from '../util/invariant.ts';
import type { Log } from '../util/log.ts';
import type { IsAllowed } from './allowed-clients.ts';
import { headersSize, onClientError, watchConnections } from './connections.ts';
import { REST_PATH } from './rest-routes.ts';
import { addRpcRoute, type RpcRouteOptions, sendText } from './rpc-route.ts';

/**
 * The HTTP server: Fastify, set up to answer Core's clients as Core does, which never looks at the content type and
 * takes bodies and headers of its own sizes.
 */
export interface HttpOptions extends RpcRouteOptions {
  /** A connection this long silent is cut, unless it waits for our answer. Milliseconds. */
  readonly idleTimeoutMs: number;
  /** The connections of others are cut. */
  readonly isAllowed: IsAllowed;
}

/** @source Bitcoin Core src/httpserver.h MAX_BODY_SIZE, in bytes */
export const MAX_BODY_SIZE = 32 * 1024 * 1024;

/** Request line and headers together. @source Bitcoin Core src/httpserver.h MAX_HEADERS_SIZE, in bytes */
export const MAX_HEADERS_SIZE = 8192;

/** A request must be complete in this time, however steadily its bytes drip in. */
const WHOLE_REQUEST_TIMEOUT_MS = 300_000;

/** The methods that Core's server knows; all others get 405 everywhere. */
const KNOWN_METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT'];

/** The RPC checks its calls against its own table. */
function refuseSchemas(): never {
  throw new InvariantError('routes have no Fastify schemas here');
}

/** The server, not yet listening. `close()` answers what is in flight and ends idle connections. */
export function createHttpApp(options: HttpOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY_SIZE,
    connectionTimeout: options.idleTimeoutMs,
    keepAliveTimeout: options.idleTimeoutMs,
    requestTimeout: WHOLE_REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    // Core's own tests send requests without Host.
    http: { maxHeaderSize: MAX_HEADERS_SIZE, requireHostHeader: false },
    clientErrorHandler: onClientError,
    frameworkErrors: answerBadUrl,
    rewriteUrl: ({ url = '' }) => (url.startsWith(REST_PATH) ? REST_PATH : url),
    // Fastify would load its own compilers of schemas at every start, for nothing.
    schemaController: { compilersFactory: { buildValidator: refuseSchemas, buildSerializer: refuseSchemas } },
  });
  cutOthers(app, options);
  watchConnections(app.server);
  endConnectionsWhenClosing(app);
  takeBodiesAsBytes(app);
  app.addHook('onRequest', (request, reply, done) => {
    if (headersSize(request.raw) > MAX_HEADERS_SIZE) return refuseLargeHeaders(reply);
    options.log.debug(
      'http',
      () => `Received a ${request.method} request for ${request.originalUrl} from ${request.ip}`,
    );
    done();
  });
  app.setNotFoundHandler(answerNotFound);
  app.setErrorHandler((error: FastifyError, _request, reply) => answerError(error, reply, options.log));
  addRpcRoute(app, options);
  return app;
}

/**
 * Begins to listen.
 * @param at - port 0 takes a free one
 * @returns the port
 * @throws Error that says why the address can't be had, for the caller to add which option takes another
 */
export async function listen(
  app: FastifyInstance,
  at: { readonly host: string; readonly port: number },
): Promise<number> {
  try {
    await app.listen(at);
  } catch (cause) {
    throw new Error(listenErrorText(at, cause as NodeJS.ErrnoException), { cause });
  }
  return boundPort(app) ?? at.port;
}

function boundPort(app: FastifyInstance): number | undefined {
  const address = app.server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

function listenErrorText(at: { host: string; port: number }, cause: NodeJS.ErrnoException): string {
  const where = `Unable to bind to ${at.host}:${at.port} for RPC`;
  if (cause.code === 'EADDRINUSE') return `${where}: the port is in use, perhaps by another nonced`;
  if (cause.code === 'EADDRNOTAVAIL') return `${where}: this machine has no such address`;
  return `${where}: ${cause.message}`;
}

/** A connection that is answered while the server closes would otherwise stay, and hold up the end, until it idles out. */
function endConnectionsWhenClosing(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) reply.header('Connection', 'close');
    done();
  });
}

/** Connections of others are cut before anything is read. @source Bitcoin Core src/httpserver.cpp AcceptConnection */
function cutOthers(app: FastifyInstance, { isAllowed, log }: Pick<HttpOptions, 'isAllowed' | 'log'>): void {
  app.server.prependListener('connection', (socket) => {
    const { remoteAddress = '', remotePort } = socket;
    if (isAllowed(remoteAddress)) return;
    log.debug(
      'http',
      () =>
        `Connection from ${remoteAddress}:${remotePort} rejected: Client network is not allowed HTTP access`,
    );
    socket.destroy();
  });
}

function refuseLargeHeaders(reply: FastifyReply): void {
  sendText(
    reply.code(400).header('Connection', 'close'),
    `Bad request: request line and headers may have ${MAX_HEADERS_SIZE} bytes`,
  );
}

/** Any content type, or none, is a body of bytes. */
function takeBodiesAsBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, _reply, done) => {
    // Fastify would refuse a type that it can't read, such as `json;`.
    delete request.headers['content-type'];
    done();
  });
}

function answerNotFound(request: FastifyRequest, reply: FastifyReply): void {
  const isRpcPath = request.url === '/';
  if (isRpcPath) sendText(reply.code(405), 'JSONRPC server handles only POST requests');
  else if (!KNOWN_METHODS.includes(request.method))
    sendText(reply.code(405), `Method ${request.method} is not served`);
  else sendText(reply.code(404), 'Not found: JSON-RPC is at POST /');
}

function answerBadUrl(_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  sendText(reply.code(400), 'Bad request');
}

/** Errors outside of the RPC: the client's with their reason, ours without. */
function answerError(error: FastifyError, reply: FastifyReply, log: Log): void {
  const status = error.statusCode ?? 500;
  if (status === 413) {
    reply.raw.statusMessage = 'Content too large';
    sendText(reply.code(413), `Content too large: a request may have ${MAX_BODY_SIZE} bytes`);
  } else if (status < 500) {
    sendText(reply.code(status), error.message);
  } else {
    log.error(`HTTP request failed: ${error.stack}`);
    sendText(reply.code(500), 'Internal error: see debug.log of the node');
  }
}

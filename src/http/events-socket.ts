import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { WebSocket, WebSocketServer } from 'ws';
import type { PushHub } from '../notify/push-hub.ts';

import { encodeJson } from '../rpc/json.ts';
import { eventView } from '../rpc/push/event-view.ts';
import { readSubscription } from '../rpc/push/subscription.ts';
import type { Log } from '../util/log.ts';
import type { Login } from './auth.ts';
import { checkOrigin } from './origin.ts';

/** Events as they happen, over a WebSocket at `/events`: docs/events.md says what is sent. */
export interface EventsSocketOptions {
  /** Undefined until the node is ready. */
  readonly source: () => EventSource | undefined;
  readonly login: Login;
  /** Whether the user may hear of events. */
  readonly mayListen: (user: string) => boolean;
  readonly allowedHosts: readonly string[];
  readonly log: Log;
}

export interface EventSource {
  readonly hub: PushHub;
  readonly prefixes: Parameters<typeof eventView>[1];
}

const EVENTS_PATH = '/events';

/** A client's message: ten thousand addresses fit. */
const MAX_MESSAGE_SIZE = 1024 * 1024;

/** A client that leaves so many bytes unread is cut: it would take our memory. */
const MAX_UNSENT_SIZE = 16 * 1024 * 1024;

/** One that does not answer a ping until the next is gone. */
const PING_INTERVAL_MS = 30_000;

const WRONG_PASSWORD_DELAY_MS = 250;

/** WebSocket's codes of why a connection ends. @source RFC 6455 section 7.4.1 */
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

export function addEventsSocket(app: FastifyInstance, options: EventsSocketOptions): void {
  const clients = new Set<WebSocket>();
  let server: WebSocketServer | undefined;
  async function open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const admitted = await admit(request, options);
    if ('status' in admitted) return refuse(socket, admitted.status);
    // Most nodes never need it.
    server ??= await openServer();
    server.handleUpgrade(request, socket, head, (client) => {
      clients.add(client);
      client.once('close', () => clients.delete(client));
      serve(client, admitted);
    });
  }
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      serveAsItIs(app.server, request, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    open(request, socket, head).catch((error: unknown) => {
      options.log.error(`WebSocket failed: ${error instanceof Error ? error.stack : String(error)}`);
      socket.destroy();
    });
  });
  app.addHook('preClose', (done) => {
    for (const client of clients) client.close(GOING_AWAY, 'the node stops');
    for (const client of clients) client.terminate();
    done();
  });
}

/** What only says that another protocol would be welcome; HTTP/1.1 lets a server go on without it. */
const UPGRADE_HEADERS = new Set(['upgrade', 'connection', 'http2-settings']);

/**
 * Answers a request that offers another protocol than WebSocket, such as HTTP/2, as if it had not: clients of some
 * languages offer it with every call. Node gives such a socket away, so the request is put before what follows it.
 */
function serveAsItIs(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (!UPGRADE_HEADERS.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[i + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}

async function openServer(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import('ws');
  return new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: MAX_MESSAGE_SIZE });
}

interface Refused {
  readonly status: string;
}

/** Who may come in; the same rules as for calls. */
async function admit(request: IncomingMessage, options: EventsSocketOptions): Promise<EventSource | Refused> {
  const { headers, socket, url = '' } = request;
  if (url.split('?')[0] !== EVENTS_PATH) return { status: '404 Not Found' };
  if (checkOrigin(headers, options.allowedHosts) !== undefined) return { status: '403 Forbidden' };
  const login = options.login(headers.authorization);
  if (typeof login !== 'object') {
    if (login === 'wrong') {
      options.log.warn(`WebSocket: incorrect password attempt from ${socket.remoteAddress}`);
      await sleep(WRONG_PASSWORD_DELAY_MS);
    }
    return { status: '401 Unauthorized' };
  }
  if (!options.mayListen(login.user)) return { status: '403 Forbidden' };
  return options.source() ?? { status: '503 Service Unavailable' };
}

function refuse(socket: Duplex, status: string): void {
  const login = status.startsWith('401') ? 'WWW-Authenticate: Basic realm="jsonrpc"\r\n' : '';
  socket.end(`HTTP/1.1 ${status}\r\n${login}Content-Length: 0\r\nConnection: close\r\n\r\n`);
}

/** Until the client goes: each of its messages replaces what it subscribed to before. */
function serve(client: WebSocket, { hub, prefixes }: EventSource): void {
  let leave = (): void => {};
  const send = (message: object): void => {
    if (client.bufferedAmount > MAX_UNSENT_SIZE)
      client.close(TRY_AGAIN_LATER, 'events are not read fast enough');
    else client.send(encodeJson(message), { binary: false });
  };
  const stopPinging = keepAlive(client);
  client.on('message', (data: Buffer) => {
    const subscription = readSubscription(data, prefixes);
    if (!subscription.ok) {
      send({ type: 'error', message: subscription.debug });
      return;
    }
    const { topics, matches } = subscription.value;
    leave();
    leave = hub.subscribe(topics, (event) => {
      if (matches(event)) send(eventView(event, prefixes));
    });
    send({ type: 'subscribed', topics: [...topics] });
  });
  // What the client does wrong ends its connection: close follows.
  client.on('error', () => {});
  client.once('close', () => {
    leave();
    stopPinging();
  });
}

function keepAlive(client: WebSocket): () => void {
  let isAlive = true;
  client.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) client.terminate();
    isAlive = false;
    client.ping();
  }, PING_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}

import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import type { Endpoint } from '../../util/endpoint.ts';
import type { Log } from '../../util/log.ts';
import type { Verdict } from '../../util/verdict.ts';
import {
  equalNetAddresses,
  formatNetService,
  type NetService,
  NO_ADDRESS,
  parseNetService,
  socketService,
  splitHostPort,
} from '../net-address.ts';
import { type ConnectionKind, logName } from '../peer.ts';
import type { Permissions } from '../permissions.ts';
import type { Transport } from '../transport/transport.ts';
import type { Closed, Connections } from './connections.ts';

/** Whom to connect to, and what for. */
export interface OutboundRequest {
  readonly kind: Exclude<ConnectionKind, 'inbound'>;
  /** BIP324 first. */
  readonly useV2: boolean;
  /** An address of the address book, or a name of the operator's with or without a port. */
  readonly target: NetService | string;
  /** Where nobody answers, the address book holds it against the address. */
  readonly countsFailure?: boolean;
}

export interface OutboundParts {
  readonly connections: Connections;
  readonly isActive: () => boolean;
  readonly defaultPort: number;
  /** What an address that was looked up, or given as text, is taken for, see resolveCjdns(). */
  readonly takenFor: (service: NetService) => NetService;
  /** Opens a socket, directly or through the proxy of its network. */
  readonly dial: (target: NetService) => Promise<Verdict<Socket, string>>;
  /** Opens a socket to a name through a proxy, which looks it up; undefined: names are looked up here. */
  readonly dialName: ((target: Endpoint) => Promise<Verdict<Socket, string>>) | undefined;
  /** What a peer of the operator's may do (`-whitelist=out,…`). */
  readonly permissionsOf: (service: NetService, kind: ConnectionKind) => Permissions;
  readonly createTransport: (useV2: boolean) => Transport;
  /** An attempt was made. @param countsFailure - that counts against it until it succeeds */
  readonly noteAttempt: (service: NetService, countsFailure: boolean) => void;
  readonly log: Log;
  readonly onFault: (fault: unknown) => void;
}

export interface Outbound {
  /** Connects. @returns false where nobody answers, or there is a connection already */
  connect(request: OutboundRequest): Promise<boolean>;
  /** The addresses behind a name, with or without a port; none where there is no such name. */
  resolve(text: string): Promise<readonly NetService[]>;
}

/** @source Bitcoin Core src/net.cpp CConnman::OpenNetworkConnection, ConnectNode */
export function createOutbound(parts: OutboundParts): Outbound {
  const { connections, log } = parts;
  const underWay = new Set<string>();

  const isConnected = (service: NetService): boolean =>
    connections
      .peers()
      .some((peer) => equalNetAddresses(peer.service, service) && peer.service.port === service.port);

  async function connect(request: OutboundRequest): Promise<boolean> {
    const { target } = request;
    const name = typeof target === 'string' ? target : formatNetService(target);
    if (!parts.isActive() || underWay.has(name)) return false;
    if (connections.peers().some((peer) => peer.name === name)) return false;
    underWay.add(name);
    try {
      return await open(name, request);
    } finally {
      underWay.delete(name);
    }
  }

  async function open(name: string, request: OutboundRequest): Promise<boolean> {
    const { kind, target, useV2 } = request;
    log.debug('net', `trying ${useV2 ? 'v2' : 'v1'} connection (${kind}) to ${name}`);
    const services = typeof target === 'string' ? (await resolve(target)).map(parts.takenFor) : [target];
    const known = services.find(isConnected);
    if (known) {
      log.info(`Not opening a connection to ${name}, already connected to ${formatNetService(known)}`);
      return false;
    }
    if (typeof target === 'string' && services.length === 0) return openByName(target, request);
    for (const service of services) {
      const socket = await parts.dial(service);
      // A proxy that is not there says nothing of who is behind it.
      if (socket.ok || socket.code !== 'proxy-unreachable') {
        parts.noteAttempt(service, request.countsFailure ?? false);
      }
      if (!socket.ok) {
        log.debug('net', socket.debug ?? socket.code);
        continue;
      }
      if (!parts.isActive() || isConnected(service)) {
        socket.value.destroy();
        return false;
      }
      attach(socket.value, service, { ...request, name });
      return true;
    }
    return false;
  }

  /** Nobody but the proxy knows where the name leads. */
  async function openByName(target: string, request: OutboundRequest): Promise<boolean> {
    const { host, port = parts.defaultPort } = splitHostPort(target) ?? {};
    if (!parts.dialName || host === undefined) return false;
    const socket = await parts.dialName({ host, port });
    if (!socket.ok) {
      log.debug('net', socket.debug ?? socket.code);
      return false;
    }
    if (parts.isActive()) attach(socket.value, { ...NO_ADDRESS, port: 0 }, { ...request, name: target });
    else socket.value.destroy();
    return parts.isActive();
  }

  function attach(
    socket: Socket,
    service: NetService,
    request: OutboundRequest & { readonly name: string },
  ): void {
    const { kind, useV2, name } = request;
    const { id } = connections.attach({
      socket,
      transport: parts.createTransport(useV2),
      kind,
      service,
      name,
      permissions: parts.permissionsOf(service, kind),
      onClosed: (closed) => reconnect(closed, request),
    });
    if (useV2) log.debug('net', `start sending v2 handshake to peer=${id}`);
  }

  /** A peer that leaves at once may not have understood the newer transport. */
  function reconnect({ peer, connection, reason }: Closed, request: OutboundRequest): void {
    if (reason.kind === 'closed-here' || !request.useV2 || !connection.shouldReconnectV1()) return;
    log.debug('net', `retrying with v1 transport protocol for ${logName(peer)}`);
    connect({ ...request, useV2: false }).catch(parts.onFault);
  }

  async function resolve(text: string): Promise<readonly NetService[]> {
    const direct = parseNetService(text, parts.defaultPort);
    if (direct) return [direct];
    const { host, port = parts.defaultPort } = splitHostPort(text) ?? {};
    if (host === undefined) return [];
    if (parts.dialName) return [];
    const found = await lookup(host, { all: true }).catch((error: Error) => {
      log.debug('net', `${host} could not be looked up: ${error.message}`);
      return [];
    });
    return found
      .map(({ address }) => socketService(address, port))
      .filter((service) => service !== undefined);
  }

  return { connect, resolve };
}

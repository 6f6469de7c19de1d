import type { Socket } from 'node:net';
import type { Clock } from '../../util/clock.ts';
import { expectDefined } from '../../util/invariant.ts';
import type { Log } from '../../util/log.ts';
import { type CloseReason, type Connection, openConnection } from '../connection.ts';
import type { MessageLoop } from '../message-loop.ts';
import type { NetService } from '../net-address.ts';
import type { ConnectionKind, Peer } from '../peer.ts';
import { createPeer, type PeerLink, type PeerState } from '../peer-state.ts';
import type { Permissions } from '../permissions.ts';
import { networkClassOf } from '../routability.ts';
import type { Transport } from '../transport/transport.ts';

/** Everybody we are connected with: makes a peer of an open socket, and gives it to the message loop. */
export interface Connections {
  /** In the order of their ids; without those whose connection has ended. */
  peers(): readonly PeerState[];
  attach(arrival: Arrival): PeerState;
  connectionOf(peer: Peer): Connection;
  /** Bytes over all connections, also those that have ended. */
  totals(): { readonly received: number; readonly sent: number };
}

/** A socket that is open, and whom it leads to. */
export interface Arrival {
  readonly socket: Socket;
  readonly transport: Transport;
  readonly kind: ConnectionKind;
  readonly service: NetService;
  /** It came through Tor. */
  readonly isOnion?: boolean;
  readonly name: string;
  readonly permissions: Permissions;
  /** It may be the first to go where room is needed. */
  readonly prefersEviction?: boolean;
  /** Told after everybody has forgotten the peer. */
  readonly onClosed?: (closed: Closed) => void;
}

/** A connection that has ended. */
export interface Closed {
  readonly peer: Peer;
  readonly connection: Connection;
  readonly reason: CloseReason;
}

export interface ConnectionsParts {
  /** The loop, which is made after this. */
  readonly loop: () => Pick<MessageLoop, 'add' | 'wakePeer' | 'remove'>;
  /** What we offer whom. */
  readonly ourServices: bigint;
  readonly discourage: (peer: Peer) => void;
  /** Bytes were sent to anybody. */
  readonly noteSent: (bytes: number) => void;
  /** The types that bytes are counted by. */
  readonly knownTypes: ReadonlySet<string>;
  readonly maxReceiveBuffer: number;
  readonly maxSendBuffer: number;
  readonly clock: Clock;
  readonly log: Log;
}

export function createConnections(parts: ConnectionsParts): Connections {
  const { loop, ourServices, discourage, knownTypes, clock, log, maxReceiveBuffer, maxSendBuffer } = parts;
  const open = new Map<Peer, Connection>();
  const ended = { received: 0, sent: 0 };
  let nextId = 0;

  function attach(request: Arrival): PeerState {
    const { socket, transport, onClosed, prefersEviction = false, isOnion = false, ...arrival } = request;
    const id = nextId++;
    const listeners = {
      received: () => loop().wakePeer(peer),
      drained: () => loop().wakePeer(peer),
      written: parts.noteSent,
      dropped: (reason: string) => log.debug('net', `${reason}, peer=${id}`),
      closed(reason: CloseReason): void {
        if (reason.kind !== 'closed-here') log.debug('net', `${reason.text}, disconnecting peer=${id}`);
        const { bytesReceived, bytesSent } = connection.stats();
        ended.received += bytesReceived;
        ended.sent += bytesSent;
        open.delete(peer);
        loop().remove(peer);
        onClosed?.({ peer, connection, reason });
      },
    };
    const buffers = { maxReceiveBuffer, maxSendBuffer };
    const connection = openConnection({ socket, transport, listeners, clock, knownTypes, ...buffers });
    const connectedAt = clock.nowSeconds();
    const link = linkOf(connection);
    const peer = createPeer({
      ...arrival,
      network: isOnion ? 'onion' : networkClassOf(arrival.service),
      id,
      ourServices,
      connectedAt,
      link,
      prefersEviction,
      log,
      discourage,
    });
    open.set(peer, connection);
    log.debug('net', `Added connection peer=${id}`);
    loop().add(peer);
    return peer;
  }

  return {
    // Only an attached peer has a connection, and it is a PeerState.
    peers: () => [...open.keys()] as PeerState[],
    attach,
    connectionOf: (peer) => expectDefined(open.get(peer), 'the peer is connected'),
    totals() {
      const all = [...open.values()].map((connection) => connection.stats());
      return {
        received: all.reduce((sum, { bytesReceived }) => sum + bytesReceived, ended.received),
        sent: all.reduce((sum, { bytesSent }) => sum + bytesSent, ended.sent),
      };
    },
  };
}

function linkOf(connection: Connection): PeerLink {
  return {
    take: connection.poll,
    send: connection.send,
    isPaused: () => connection.isSendPaused,
    isClosed: () => connection.isClosed,
    close: connection.close,
    transport: () => connection.stats().protocol,
  };
}

import type { Socket } from 'node:net';
import type { Clock } from '../util/clock.ts';
import { createInbox } from './inbox.ts';
import { type NetService, NO_ADDRESS, socketService } from './net-address.ts';
import { createOutbox } from './outbox.ts';
import { createTrafficMeter, type Traffic } from './traffic.ts';
import type { ReceivedItem, ReceivedMessage, Transport, TransportInfo } from './transport/transport.ts';

/**
 * A connection to one peer: a socket that is open, and the transport that makes messages of its bytes. It neither knows
 * what messages mean nor when a peer has been silent for too long; it keeps what a peer can make it hold within bounds.
 * @source Bitcoin Core src/net.cpp CNode, CConnman::SocketSendData, PushMessage
 */
export interface Connection {
  /** Our end of it. */
  readonly local: NetService;
  readonly isClosed: boolean;
  /** The next message that was received and not taken yet; nothing once closed. */
  poll(): ReceivedMessage | undefined;
  /** Sends a message, as soon as the transport can and the socket takes it; nothing once closed. */
  send(command: string, payload: Uint8Array): void;
  /** Whether so much waits to be sent that no more of this peer's messages should be worked on. */
  readonly isSendPaused: boolean;
  /** Closes the socket and drops what waits on both sides. Only the first reason counts. */
  close(text: string): void;
  stats(): ConnectionStats;
  /** Whether a connection of version 1 should be tried after this one. See {@link Transport.shouldReconnectV1}. */
  shouldReconnectV1(): boolean;
}

export interface ConnectionStats extends Traffic, TransportInfo {
  /** Whether nothing is read from the peer for now, since too many of its messages wait. */
  readonly isReceivePaused: boolean;
}

/** Why a connection ended. */
export interface CloseReason {
  readonly kind:
    | 'closed-here'
    /** The peer closed it. */
    | 'closed-there'
    | 'socket-error'
    /** Its bytes made no sense. */
    | 'broken-stream'
    /** It read so little that what was to be sent outgrew all bounds. */
    | 'send-overflow';
  /** For the log. */
  readonly text: string;
}

/** What a connection tells; never before the call that opened it has returned. */
export interface ConnectionListeners {
  /** There are messages to poll. */
  received(): void;
  /** A message was thrown away. @param reason - in Core's words for its log, without the peer's number */
  dropped(reason: string): void;
  /** `isSendPaused` is false again. */
  drained(): void;
  /** The system took bytes. */
  written(bytes: number): void;
  /** The last that is heard of it; told once, within `close` or `send` where these end it. */
  closed(reason: CloseReason): void;
}

export interface ConnectionOptions {
  /** Open, and nobody else's. */
  readonly socket: Socket;
  readonly transport: Transport;
  readonly listeners: ConnectionListeners;
  readonly clock: Pick<Clock, 'nowSeconds'>;
  /** The types that bytes are counted by. */
  readonly knownTypes: ReadonlySet<string>;
  /** Bytes of unread messages beyond which nothing is read from the socket (`-maxreceivebuffer`). */
  readonly maxReceiveBuffer: number;
  /** Bytes waiting to be sent beyond which `isSendPaused` (`-maxsendbuffer`). */
  readonly maxSendBuffer: number;
}

/** Makes a connection of an open socket and starts to read from it. */
export function openConnection(options: ConnectionOptions): Connection {
  const { socket, transport, listeners } = options;
  const traffic = createTrafficMeter(options.clock, options.knownTypes);
  const inbox = createInbox(options.maxReceiveBuffer);
  const outbox = createOutbox({
    socket,
    transport,
    maxSize: options.maxSendBuffer,
    listeners: { written: noteWritten, drained: listeners.drained },
  });
  let isClosed = false;

  function noteWritten(bytes: number, command: string | undefined): void {
    traffic.sent(bytes, command);
    listeners.written(bytes);
  }

  function finish(kind: CloseReason['kind'], text: string): void {
    if (isClosed) return;
    isClosed = true;
    inbox.clear();
    outbox.abandon();
    try {
      // What is logged of it is there before the other end can know.
      listeners.closed({ kind, text });
    } finally {
      socket.destroy();
    }
  }

  function receive(chunk: Uint8Array): void {
    if (isClosed) return;
    traffic.received(chunk.length);
    const items = transport.receive(chunk);
    outbox.advance();
    for (const item of items) if (!isClosed) take(item);
    if (isClosed) return;
    if (inbox.isFull) socket.pause();
    if (items.some(({ kind }) => kind === 'message')) listeners.received();
  }

  function take(item: ReceivedItem): void {
    if (item.kind === 'broken') {
      finish('broken-stream', item.reason);
      return;
    }
    traffic.receivedMessage(item.kind === 'message' ? item.command : undefined, item.wireSize);
    if (item.kind === 'message') inbox.push(item);
    else listeners.dropped(item.reason);
  }

  listenTo(socket, receive, finish);
  return {
    // One that was closed meanwhile has no address any more.
    local: socketService(socket.localAddress, socket.localPort) ?? { ...NO_ADDRESS, port: 0 },
    poll() {
      const message = inbox.poll();
      if (!isClosed && socket.isPaused() && !inbox.isFull) socket.resume();
      return message;
    },
    send(command, payload) {
      if (isClosed) return;
      outbox.push(command, payload);
      if (outbox.isOverflowing) finish('send-overflow', 'too much waits to be sent');
    },
    close: (text) => finish('closed-here', text),
    stats: () => ({ ...traffic.read(), ...transport.info(), isReceivePaused: inbox.isFull }),
    shouldReconnectV1: () => transport.shouldReconnectV1(traffic.read().bytesSent),
    get isSendPaused() {
      return outbox.isFull;
    },
    get isClosed() {
      return isClosed;
    },
  };
}

/** @param finish - may be called more than once, and first with what matters */
function listenTo(
  socket: Socket,
  receive: (chunk: Uint8Array) => void,
  finish: (kind: CloseReason['kind'], text: string) => void,
): void {
  socket.setNoDelay(true);
  socket.on('data', receive);
  socket.on('error', (error) => finish('socket-error', `socket error: ${error.message}`));
  socket.on('end', () => finish('closed-there', 'socket closed'));
  socket.on('close', () => finish('closed-there', 'socket closed'));
  // One that was closed while its owner was on the way here says no more.
  if (socket.destroyed) setImmediate(finish, 'closed-there', 'socket closed');
}

import type { Socket } from 'node:net';
import { createFifo } from '../util/fifo.ts';
import { createSocketWriter, QUEUED_ITEM_OVERHEAD } from './socket-writer.ts';
import { MAX_PAYLOAD_SIZE, type Transport } from './transport/transport.ts';

/** What is to be sent to a peer: messages until the transport can encode them, then bytes until the socket takes them. */
export interface Outbox {
  push(command: string, payload: Uint8Array): void;
  /** Goes on after bytes were received: the transport may have something to say, or be able to send at last. */
  advance(): void;
  abandon(): void;
  /** Whether more waits than should. */
  readonly isFull: boolean;
  /** Whether more waits than can be borne. */
  readonly isOverflowing: boolean;
}

export interface OutboxOptions {
  readonly socket: Socket;
  readonly transport: Transport;
  /** Bytes beyond which it is full. */
  readonly maxSize: number;
  readonly listeners: OutboxListeners;
}

export interface OutboxListeners {
  /** The system took these bytes. @param command - the message that they are of; none for the transport's own */
  written(bytes: number, command: string | undefined): void;
  /** It was full and is not any more. */
  drained(): void;
}

interface WaitingMessage {
  readonly command: string;
  readonly payload: Uint8Array;
}

/**
 * What may wait beyond the bound before it is too much. Who stops when the outbox is full adds the answer to one
 * message and some announcements. Core has no such bound, and waits for the peer's time to run out.
 */
const OVERFLOW_MARGIN = 2 * MAX_PAYLOAD_SIZE;

/** An outbox to an open socket, which at once sends what the transport has to say first. */
export function createOutbox({ socket, transport, maxSize, listeners }: OutboxOptions): Outbox {
  const waiting = createFifo<WaitingMessage>();
  let waitingSize = 0;
  let wasFull = false;
  const writer = createSocketWriter(socket, {
    written: listeners.written,
    progressed() {
      if (!wasFull || isFull()) return;
      wasFull = false;
      listeners.drained();
    },
  });
  const size = () => waitingSize + writer.queuedSize;
  const isFull = () => size() > maxSize;

  function advance(): void {
    for (const bytes of transport.takeHandshake()) writer.push(bytes);
    while (transport.canSend) {
      const message = waiting.shift();
      if (!message) break;
      waitingSize -= costOf(message);
      for (const bytes of transport.send(message.command, message.payload))
        writer.push(bytes, message.command);
    }
    wasFull ||= isFull();
  }

  advance();
  return {
    push(command, payload) {
      const message = { command, payload };
      waiting.push(message);
      waitingSize += costOf(message);
      advance();
    },
    advance,
    abandon() {
      waiting.clear();
      waitingSize = 0;
      writer.abandon();
    },
    get isFull() {
      return isFull();
    },
    get isOverflowing() {
      return size() > maxSize + OVERFLOW_MARGIN;
    },
  };
}

function costOf({ payload }: WaitingMessage): number {
  return payload.length + QUEUED_ITEM_OVERHEAD;
}

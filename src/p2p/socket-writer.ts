import type { Socket } from 'node:net';
import { createFifo } from '../util/fifo.ts';

/** Bytes on their way to a socket, of which the system is given no more than it takes. */
export interface SocketWriter {
  /** Sends them behind those before. @param command - the type of the message that they are of */
  push(bytes: Uint8Array, command?: string): void;
  /** Forgets what was not sent; nothing may follow. */
  abandon(): void;
  /** Memory of what the system has not taken yet, about, in bytes. */
  readonly queuedSize: number;
}

export interface SocketWriterListeners {
  /** The system took these bytes. */
  written(bytes: number, command: string | undefined): void;
  /** The system took all that it had been given. */
  progressed(): void;
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly command: string | undefined;
}

/** What a queued piece of bytes costs beside them, about: two small objects. */
export const QUEUED_ITEM_OVERHEAD = 256;

/** What is given to the system at a time: so long as it takes any, a slow peer is seen to be reading. */
const BATCH_SIZE = 128 * 1024;

/** A writer of nothing yet. */
export function createSocketWriter(socket: Socket, listeners: SocketWriterListeners): SocketWriter {
  const queue = createFifo<Piece>();
  let queuedSize = 0;
  let isBusy = false;

  function nextBatch(): Piece[] {
    const batch: Piece[] = [];
    for (let size = 0; size < BATCH_SIZE; ) {
      const piece = queue.shift();
      if (!piece) break;
      batch.push(piece);
      size += piece.bytes.length;
    }
    return batch;
  }

  function pump(): void {
    if (isBusy) return;
    const batch = nextBatch();
    if (batch.length === 0) return;
    isBusy = true;
    socket.cork();
    for (const { bytes } of batch.slice(0, -1)) socket.write(bytes);
    // An error closes the socket, and whoever owns it hears of that.
    socket.write(batch.at(-1)?.bytes ?? '', (error) => error || finish(batch));
    socket.uncork();
  }

  function finish(batch: readonly Piece[]): void {
    isBusy = false;
    for (const { bytes, command } of batch) {
      queuedSize -= costOf(bytes);
      listeners.written(bytes.length, command);
    }
    pump();
    listeners.progressed();
  }

  return {
    push(bytes, command) {
      for (let at = 0; at < bytes.length; at += BATCH_SIZE) {
        const part = bytes.subarray(at, at + BATCH_SIZE);
        queuedSize += costOf(part);
        queue.push({ bytes: part, command });
      }
      pump();
    },
    abandon() {
      queue.clear();
      queuedSize = 0;
      isBusy = true;
    },
    get queuedSize() {
      return queuedSize;
    },
  };
}

function costOf(bytes: Uint8Array): number {
  return bytes.length + QUEUED_ITEM_OVERHEAD;
}

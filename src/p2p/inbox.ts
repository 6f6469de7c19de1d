import { createFifo } from '../util/fifo.ts';
import { QUEUED_ITEM_OVERHEAD } from './socket-writer.ts';
import type { ReceivedMessage } from './transport/transport.ts';

/** Messages of a peer that nobody has looked at yet. */
export interface Inbox {
  push(message: ReceivedMessage): void;
  /** The oldest, which leaves; undefined where there is none. */
  poll(): ReceivedMessage | undefined;
  clear(): void;
  /** Whether they are more than should be kept, so that the peer has to wait. */
  readonly isFull: boolean;
}

/**
 * An empty inbox.
 * @param maxSize - bytes beyond which it is full; the message that goes beyond is still kept
 * @source Bitcoin Core src/net.cpp CNode::MarkReceivedMsgsForProcessing, PollMessage
 */
export function createInbox(maxSize: number): Inbox {
  const messages = createFifo<ReceivedMessage>();
  let size = 0;
  return {
    push(message) {
      messages.push(message);
      size += costOf(message);
    },
    poll() {
      const message = messages.shift();
      if (message) size -= costOf(message);
      return message;
    },
    clear() {
      messages.clear();
      size = 0;
    },
    get isFull() {
      return size > maxSize;
    },
  };
}

function costOf({ payload }: ReceivedMessage): number {
  return payload.length + QUEUED_ITEM_OVERHEAD;
}

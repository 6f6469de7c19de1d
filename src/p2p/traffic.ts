import type { Clock } from '../util/clock.ts';

/** What messages of no known type are counted under. @source Bitcoin Core src/net.h NET_MESSAGE_TYPE_OTHER */
const OTHER_MESSAGES = '*other*';

/** What went over one connection so far. */
export interface Traffic {
  /** All bytes, those of no message included. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  /** When the last byte came, in seconds since 1970; 0 where none did. */
  readonly lastReceived: number;
  /** When the system took the last byte, in seconds since 1970; 0 where it took none. */
  readonly lastSent: number;
  /** Bytes of messages, headers included, by type; only types that came. */
  readonly bytesReceivedByType: ReadonlyMap<string, number>;
  readonly bytesSentByType: ReadonlyMap<string, number>;
}

export interface TrafficMeter {
  /** Bytes came from the socket. */
  received(bytes: number): void;
  /** They made up a message. @param command - its type; none where the message was dropped */
  receivedMessage(command: string | undefined, bytes: number): void;
  /** The system took bytes. @param command - the type of the message that they are of; none where of no message */
  sent(bytes: number, command: string | undefined): void;
  read(): Traffic;
}

/**
 * A meter of nothing yet.
 * @param knownTypes - the types that bytes are counted by; the others are counted together, since a peer could invent
 * them without end
 */
export function createTrafficMeter(
  clock: Pick<Clock, 'nowSeconds'>,
  knownTypes: ReadonlySet<string>,
): TrafficMeter {
  const totals = { bytesReceived: 0, bytesSent: 0, lastReceived: 0, lastSent: 0 };
  const receivedByType = new Map<string, number>();
  const sentByType = new Map<string, number>();

  function add(counts: Map<string, number>, command: string | undefined, bytes: number): void {
    const type = command !== undefined && knownTypes.has(command) ? command : OTHER_MESSAGES;
    counts.set(type, (counts.get(type) ?? 0) + bytes);
  }

  return {
    received(bytes) {
      totals.bytesReceived += bytes;
      totals.lastReceived = clock.nowSeconds();
    },
    receivedMessage: (command, bytes) => add(receivedByType, command, bytes),
    sent(bytes, command) {
      totals.bytesSent += bytes;
      totals.lastSent = clock.nowSeconds();
      if (command !== undefined) add(sentByType, command, bytes);
    },
    read: () => ({ ...totals, bytesReceivedByType: receivedByType, bytesSentByType: sentByType }),
  };
}

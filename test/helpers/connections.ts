import type { Socket } from 'node:net';
import {
  type CloseReason,
  type Connection,
  type ConnectionOptions,
  openConnection,
} from '../../src/p2p/connection.ts';
import type { ReceivedMessage } from '../../src/p2p/transport/transport.ts';
import { createV1Transport } from '../../src/p2p/transport/v1.ts';
import { eventually } from './eventually.ts';
import { MAGIC } from './transports.ts';

/** A connection and all that it told. */
export interface ObservedConnection {
  readonly connection: Connection;
  readonly dropped: readonly string[];
  readonly closed: readonly CloseReason[];
  readonly drained: () => number;
  /** The next message, once it is there. */
  next(): Promise<ReceivedMessage>;
  /** Why it was closed, once it is. */
  reason(): Promise<CloseReason>;
}

const CLOCK = { nowSeconds: () => 1_700_000_000 };

/** Opens a connection that nobody polls but the test. */
export function observe(socket: Socket, options: Partial<ConnectionOptions> = {}): ObservedConnection {
  const dropped: string[] = [];
  const closed: CloseReason[] = [];
  let drained = 0;
  const connection = openConnection({
    socket,
    transport: createV1Transport(MAGIC),
    clock: CLOCK,
    knownTypes: new Set(['ping', 'block', 'tx']),
    listeners: {
      received() {},
      dropped: (reason) => void dropped.push(reason),
      drained: () => void drained++,
      written() {},
      closed: (reason) => void closed.push(reason),
    },
    maxReceiveBuffer: 5_000_000,
    maxSendBuffer: 1_000_000,
    ...options,
  });
  return {
    connection,
    dropped,
    closed,
    drained: () => drained,
    next: () => eventually('a message', async () => connection.poll()),
    reason: () => eventually('the end of the connection', async () => closed[0]),
  };
}

import { Type } from '../../../util/schema.ts';
import { defineMethod } from '../../registry.ts';
import type { NetworkContext } from './context.ts';

/** What clients ask about peers in all; nothing is published over ZMQ. */

const none = (what: string) => Type.Array(Type.Object({}), { description: what, maxItems: 0 });

export const getConnectionCount = defineMethod({
  name: 'getConnectionCount',
  category: 'network',
  description: 'Returns the number of connections to other nodes.',
  params: {},
  result: Type.Integer({ description: 'The connection count' }),
  errors: [],
  example: [],
  handler: (_params, { peerNetwork }: NetworkContext) => peerNetwork.peers().length,
});

export const getNetTotals = defineMethod({
  name: 'getNetTotals',
  category: 'network',
  description: `Returns information about network traffic, including bytes in, bytes out,
and current system time.`,
  params: {},
  result: Type.Object({
    totalbytesrecv: Type.Integer({ description: 'Total bytes received' }),
    totalbytessent: Type.Integer({ description: 'Total bytes sent' }),
    timemillis: Type.Integer({ description: 'Current system UNIX epoch time in milliseconds' }),
    uploadtarget: Type.Object({
      timeframe: Type.Integer({ description: 'Length of the measuring timeframe in seconds' }),
      target: Type.Integer({ description: 'Target in bytes' }),
      target_reached: Type.Boolean({ description: 'True if target is reached' }),
      serve_historical_blocks: Type.Boolean({ description: 'True if serving historical blocks' }),
      bytes_left_in_cycle: Type.Integer({ description: 'Bytes left in current time cycle' }),
      time_left_in_cycle: Type.Integer({ description: 'Seconds left in current time cycle' }),
    }),
  }),
  errors: [],
  example: [],
  /** @source Bitcoin Core src/rpc/net.cpp getnettotals */
  handler: (_params, { peerNetwork }: NetworkContext) => {
    const { received, sent } = peerNetwork.totals();
    const upload = peerNetwork.protocol.uploadTarget.read();
    return {
      totalbytesrecv: received,
      totalbytessent: sent,
      timemillis: Date.now(),
      uploadtarget: {
        timeframe: upload.timeframe,
        target: upload.target,
        target_reached: upload.isReached,
        serve_historical_blocks: upload.servesHistoricalBlocks,
        bytes_left_in_cycle: upload.bytesLeft,
        time_left_in_cycle: upload.timeLeft,
      },
    };
  },
});

export const getZmqNotifications = defineMethod({
  name: 'getZmqNotifications',
  category: 'zmq',
  description:
    'Returns information about the active ZeroMQ notifications. There are none: see /events in docs/events.md for what is published instead.',
  params: {},
  result: none('One object per notification: none'),
  errors: [],
  example: [],
  handler: () => [],
});

import { Type } from '@sinclair/typebox';
import { RpcError } from '../../errors.ts';
import { defineMethod, withDefault } from '../../registry.ts';
import { INT32 } from '../../schemas.ts';
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
    return {
      totalbytesrecv: received,
      totalbytessent: sent,
      timemillis: Date.now(),
      uploadtarget: {
        timeframe: 86_400,
        target: 0,
        target_reached: false,
        serve_historical_blocks: true,
        bytes_left_in_cycle: 0,
        time_left_in_cycle: 0,
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

const MAX_VERBOSITY = 2;

export const getOrphanTxs = defineMethod({
  name: 'getOrphanTxs',
  category: 'rawtransactions',
  hidden: true,
  description:
    'Shows transactions in the tx orphanage: those that peers sent before what they spend. This version has no peers, so there are none.',
  params: {
    verbosity: withDefault(
      INT32,
      0,
      '0 for an array of txids, 1 for an array of objects with tx details, and 2 for details from (1) and tx hex',
    ),
  },
  result: none('One item per transaction: none'),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'the verbosity is not 0, 1 or 2' }],
  example: [1],
  handler: ({ verbosity }) => {
    if (verbosity < 0 || verbosity > MAX_VERBOSITY) {
      throw new RpcError('RPC_INVALID_PARAMETER', `Invalid verbosity value ${verbosity}`);
    }
    return [];
  },
});

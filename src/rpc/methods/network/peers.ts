import { Type } from '@sinclair/typebox';
import { RpcError } from '../../errors.ts';
import { defineMethod, withDefault } from '../../registry.ts';
import { INT32 } from '../../schemas.ts';

/** What clients ask about peers: this version has none, and publishes nothing over ZMQ. */

const none = (what: string) => Type.Array(Type.Object({}), { description: what, maxItems: 0 });

export const getConnectionCount = defineMethod({
  name: 'getConnectionCount',
  category: 'network',
  description: 'Returns the number of connections to other nodes. This version connects to none.',
  params: {},
  result: Type.Integer({ description: 'The connection count' }),
  errors: [],
  example: [],
  handler: () => 0,
});

export const getPeerInfo = defineMethod({
  name: 'getPeerInfo',
  category: 'network',
  description: 'Returns data about each connected network peer. This version connects to none.',
  params: {},
  result: none('One object per peer: none'),
  errors: [],
  example: [],
  handler: () => [],
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

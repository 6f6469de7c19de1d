import { formatNetService } from '../../../p2p/net-address.ts';
import { isInbound } from '../../../p2p/peer.ts';
import { hasServices, SERVICE } from '../../../p2p/services.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { usageOf } from '../../help.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { INT64 } from '../../schemas.ts';
import type { NetworkContext } from './context.ts';

/** Methods by which the operator makes and ends connections. @source Bitcoin Core src/rpc/net.cpp */

const ADD_COMMANDS: readonly string[] = ['add', 'remove', 'onetry'];

function offersV2({ peerNetwork }: NetworkContext): boolean {
  return hasServices(peerNetwork.ourServices, SERVICE.p2pV2);
}

export const addNode = defineMethod({
  name: 'addNode',
  category: 'network',
  description: `Attempts to add or remove a node from the addnode list.
Or try a connection to a node once.
Nodes added using addnode (or -connect) are protected from DoS disconnection and are not required to be
full nodes/support SegWit as other outbound peers are (though such peers will not be synced from).`,
  params: {
    node: required(
      Type.String(),
      'The IP address/hostname optionally followed by :port of the peer to connect to',
    ),
    command: required(
      Type.String(),
      "'add' to add a node to the list, 'remove' to remove a node from the list, 'onetry' to try a connection to the node once",
    ),
    v2transport: optional(
      Type.Boolean(),
      "Attempt to connect using BIP324 v2 transport protocol (ignored for 'remove' command)",
      { defaultHint: 'set by -v2transport' },
    ),
  },
  result: Type.Null(),
  errors: [
    { error: 'RPC_CLIENT_NODE_ALREADY_ADDED', when: 'the node is on the list' },
    { error: 'RPC_CLIENT_NODE_NOT_ADDED', when: 'the node to be removed is not on the list' },
    { error: 'RPC_INVALID_PARAMETER', when: 'the address is empty, or v2 is asked for and not enabled' },
  ],
  example: ['127.0.0.1:1', 'onetry'],
  handler: async ({ node, command, v2transport }, context: NetworkContext, call) => {
    if (!ADD_COMMANDS.includes(command)) throw new RpcError('RPC_MISC_ERROR', usageOf('addNode', call));
    if (node.trim() === '') {
      throw new RpcError('RPC_INVALID_PARAMETER', 'Error: Node address cannot be empty');
    }
    const useV2 = v2transport ?? offersV2(context);
    if (useV2 && !offersV2(context)) {
      const text = 'Error: v2transport requested but not enabled (see -v2transport)';
      throw new RpcError('RPC_INVALID_PARAMETER', text);
    }
    const { addedNodes, connect } = context.peerNetwork;
    if (command === 'onetry') await connect({ kind: 'manual', useV2, target: node });
    else if (command === 'add' && !addedNodes.add(node, useV2)) {
      throw new RpcError('RPC_CLIENT_NODE_ALREADY_ADDED', 'Error: Node already added');
    } else if (command === 'remove' && !addedNodes.remove(node)) {
      const text = 'Error: Node could not be removed. It has not been added previously.';
      throw new RpcError('RPC_CLIENT_NODE_NOT_ADDED', text);
    }
    return null;
  },
});

export const getAddedNodeInfo = defineMethod({
  name: 'getAddedNodeInfo',
  category: 'network',
  description: `Returns information about the given added node, or all added nodes
(note that onetry addnodes are not listed here)`,
  params: {
    node: optional(
      Type.String(),
      'If provided, return information about this specific node, otherwise all nodes are returned.',
      { defaultHint: 'all nodes' },
    ),
  },
  result: Type.Array(
    Type.Object({
      addednode: Type.String({ description: 'The node IP address or name (as provided to addnode)' }),
      connected: Type.Boolean({ description: 'If connected' }),
      addresses: Type.Array(
        Type.Object({
          address: Type.String({ description: "The bitcoin server IP and port we're connected to" }),
          connected: Type.String({ description: 'connection, inbound or outbound' }),
        }),
        { description: 'Only when connected = true' },
      ),
    }),
    { description: 'One object per node' },
  ),
  errors: [{ error: 'RPC_CLIENT_NODE_NOT_ADDED', when: 'the node is not on the list' }],
  example: [],
  handler: ({ node }, { peerNetwork }: NetworkContext) => {
    const listed = peerNetwork.addedNodes.list().filter(({ name }) => node === undefined || name === node);
    if (node !== undefined && listed.length === 0) {
      throw new RpcError('RPC_CLIENT_NODE_NOT_ADDED', 'Error: Node has not been added.');
    }
    return listed.map(({ name, peer }) => ({
      addednode: name,
      connected: peer !== undefined,
      addresses: peer
        ? [{ address: formatNetService(peer.service), connected: isInbound(peer) ? 'inbound' : 'outbound' }]
        : [],
    }));
  },
});

const TEST_KINDS = ['outbound-full-relay', 'block-relay-only', 'addr-fetch', 'feeler'] as const;

/** @source Bitcoin Core src/net.cpp CConnman::AddConnection */
function maxOfKind(
  kind: (typeof TEST_KINDS)[number],
  { limits: { fullRelay, blockRelay } }: NetworkContext['peerNetwork'],
): number {
  if (kind === 'outbound-full-relay') return fullRelay;
  return kind === 'block-relay-only' ? blockRelay : Number.POSITIVE_INFINITY;
}

export const addConnection = defineMethod({
  name: 'addConnection',
  category: 'network',
  hidden: true,
  description: 'Open an outbound connection to a specified node. This RPC is for testing only.',
  params: {
    address: required(Type.String(), 'The IP address and port to attempt connecting to.'),
    connection_type: required(
      Type.String(),
      'Type of connection to open ("outbound-full-relay", "block-relay-only", "addr-fetch" or "feeler").',
    ),
    v2transport: required(Type.Boolean(), 'Attempt to connect using BIP324 v2 transport protocol'),
  },
  result: Type.Object({
    address: Type.String({ description: 'Address of newly added connection.' }),
    connection_type: Type.String({ description: 'Type of connection opened.' }),
  }),
  errors: [
    { error: 'RPC_CLIENT_NODE_CAPACITY_REACHED', when: 'there are as many of that kind as may be' },
    { error: 'RPC_INVALID_PARAMETER', when: 'the kind is none of these, or v2 is not enabled' },
    { error: 'RPC_MISC_ERROR', when: 'the chain is no test chain' },
  ],
  example: ['127.0.0.1:1', 'feeler', false],
  handler: async (params, context: NetworkContext, call) => {
    const { address, v2transport } = params;
    const { peerNetwork, network } = context;
    if (!network.testChain) {
      const text = 'addconnection is for regression testing (-regtest mode) only.';
      throw new RpcError('RPC_MISC_ERROR', text);
    }
    const wanted = params.connection_type.trim();
    const kind = TEST_KINDS.find((one) => one === wanted);
    if (!kind) throw new RpcError('RPC_INVALID_PARAMETER', usageOf('addConnection', call));
    if (v2transport && !offersV2(context)) {
      const text = 'Error: Adding v2transport connections requires -v2transport init flag to be set.';
      throw new RpcError('RPC_INVALID_PARAMETER', text);
    }
    const existing = peerNetwork.peers().filter((peer) => peer.kind === kind).length;
    if (existing >= maxOfKind(kind, peerNetwork)) {
      const text = 'Error: Already at capacity for specified connection type.';
      throw new RpcError('RPC_CLIENT_NODE_CAPACITY_REACHED', text);
    }
    await peerNetwork.connect({ kind, useV2: v2transport, target: address });
    return { address, connection_type: kind };
  },
});

export const disconnectNode = defineMethod({
  name: 'disconnectNode',
  category: 'network',
  description: `Immediately disconnects from the specified peer node.

Strictly one out of 'address' and 'nodeid' can be provided to identify the node.

To disconnect by nodeid, either set 'address' to the empty string, or call using the named 'nodeid' argument only.`,
  params: {
    address: optional(Type.String(), 'The IP address/port of the node', {
      defaultHint: 'fallback to nodeid',
    }),
    nodeid: optional(INT64, 'The node ID (see getpeerinfo for node IDs)', {
      defaultHint: 'fallback to address',
    }),
  },
  result: Type.Null(),
  errors: [
    { error: 'RPC_CLIENT_NODE_NOT_CONNECTED', when: 'there is no such peer' },
    { error: 'RPC_INVALID_PARAMS', when: 'both are given, or neither' },
  ],
  example: ['192.168.0.6:8333'],
  handler: ({ address, nodeid }, { peerNetwork }: NetworkContext) => {
    const isByAddress = address !== undefined && nodeid === undefined;
    if (!isByAddress && !(nodeid !== undefined && !address)) {
      throw new RpcError('RPC_INVALID_PARAMS', 'Only one of address and nodeid should be provided.');
    }
    const peer = peerNetwork.peers().find((one) => (isByAddress ? one.name === address : one.id === nodeid));
    if (!peer) {
      throw new RpcError('RPC_CLIENT_NODE_NOT_CONNECTED', 'Node not found in connected nodes');
    }
    peer.disconnect('disconnectnode');
    return null;
  },
});

export const setNetworkActive = defineMethod({
  name: 'setNetworkActive',
  category: 'network',
  description: 'Disable/enable all p2p network activity.',
  params: { state: required(Type.Boolean(), 'true to enable networking, false to disable') },
  result: Type.Boolean({ description: 'The value that was passed in' }),
  errors: [],
  example: [true],
  handler: ({ state }, { peerNetwork }: NetworkContext) => {
    peerNetwork.setActive(state);
    return peerNetwork.isActive();
  },
});

export const ping = defineMethod({
  name: 'ping',
  category: 'network',
  description: `Requests that a ping be sent to all other nodes, to measure ping time.
Results are provided in getpeerinfo.
Ping command is handled in queue with all other commands, so it measures processing backlog, not just network ping.`,
  params: {},
  result: Type.Null(),
  errors: [],
  example: [],
  handler: (_params, { peerNetwork }: NetworkContext) => {
    peerNetwork.protocol.pingAll();
    return null;
  },
});

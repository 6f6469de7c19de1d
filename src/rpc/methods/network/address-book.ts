import type { AddressBook, ListedAddress } from '../../../p2p/addrman/address-book.ts';
import type { PeerAddress } from '../../../p2p/codec/message.ts';
import { formatNetAddress, type NetAddress, parseNetAddress } from '../../../p2p/net-address.ts';
import { NETWORK_NAMES, parseNetworkName } from '../../../p2p/reachability.ts';
import { type NetworkClass, networkClassOf } from '../../../p2p/routability.ts';
import { SERVICE } from '../../../p2p/services.ts';
import { type Static, Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, required, withDefault } from '../../registry.ts';
import { INT32, UINT16 } from '../../schemas.ts';
import type { KnownPeersContext } from './context.ts';

/** The address book. @source Bitcoin Core src/rpc/net.cpp */

const SHOWN_NETWORKS = NETWORK_NAMES.join(', ');

/** Bits of a 64-bit number. */
const servicesResult = Type.Unsafe<bigint>({
  type: 'integer',
  description: 'The services offered by the node',
});

const AddressSchema = Type.Object({
  time: Type.Integer({ description: 'The UNIX epoch time when the node was last seen' }),
  services: servicesResult,
  address: Type.String({ description: 'The address of the node' }),
  port: Type.Integer({ description: 'The port number of the node' }),
  network: Type.String({ description: `The network (${SHOWN_NETWORKS}) the node connected through` }),
});

function viewOf({ time, services, service }: PeerAddress): Static<typeof AddressSchema> {
  return {
    time,
    services,
    address: formatNetAddress(service),
    port: service.port,
    network: networkClassOf(service),
  };
}

export const getNodeAddresses = defineMethod({
  name: 'getNodeAddresses',
  category: 'network',
  description: [
    'Return known addresses, after filtering for quality and recency.',
    'These can potentially be used to find new peers in the network.',
    'The total number of addresses known to the node may be higher.',
  ].join('\n'),
  params: {
    count: withDefault(
      INT32,
      1,
      'The maximum number of addresses to return. Specify 0 to return all known addresses.',
    ),
    network: optional(
      Type.String(),
      `Return only addresses of the specified network. Can be one of: ${SHOWN_NETWORKS}.`,
      { defaultHint: 'all networks' },
    ),
  },
  result: Type.Array(AddressSchema),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'the count is below 0, or there is no such network' }],
  example: [8],
  handler: ({ count, network: name }, { knownPeers }: KnownPeersContext) => {
    if (count < 0) throw new RpcError('RPC_INVALID_PARAMETER', 'Address count out of range');
    const network = name === undefined ? undefined : parseNetworkName(name);
    if (name !== undefined && !network) {
      throw new RpcError('RPC_INVALID_PARAMETER', `Network not recognized: ${name}`);
    }
    return knownPeers.responses.sample({ maxCount: count, maxPercent: 0, network }).map(viewOf);
  },
});

const CountsSchema = Type.Object({
  new: Type.Integer({
    description:
      "number of addresses in the new table, which represent potential peers the node has discovered but hasn't yet successfully connected to.",
  }),
  tried: Type.Integer({
    description:
      'number of addresses in the tried table, which represent peers the node has successfully connected to in the past.',
  }),
  total: Type.Integer({ description: 'total number of addresses in both new/tried tables' }),
});

export const getAddrManInfo = defineMethod({
  name: 'getAddrManInfo',
  category: 'network',
  description:
    "Provides information about the node's address manager by returning the number of addresses in the `new` and `tried` tables and their sum for all networks.",
  params: {},
  result: Type.Record(Type.String(), CountsSchema, {
    description: `json object with network type as keys: ${SHOWN_NETWORKS}, all_networks`,
  }),
  errors: [],
  example: [],
  handler: (_params, { knownPeers: { book } }: KnownPeersContext) => {
    const networks = NETWORK_NAMES.map((network) => [network, countsOf(book, network)] as const);
    return { ...Object.fromEntries(networks), all_networks: countsOf(book) };
  },
});

function countsOf(book: AddressBook, network?: NetworkClass): Static<typeof CountsSchema> {
  return { new: book.size(network, 'new'), tried: book.size(network, 'tried'), total: book.size(network) };
}

const EntrySchema = Type.Object({
  ...AddressSchema.properties,
  network: Type.String({ description: `The network (${SHOWN_NETWORKS}) of the address` }),
  source: Type.String({ description: 'The address that relayed the address to us' }),
  source_network: Type.String({ description: `The network (${SHOWN_NETWORKS}) of the source address` }),
});

const TableSchema = Type.Record(Type.String(), EntrySchema, {
  description: 'by the location in the address manager table (<bucket>/<position>)',
});

export const getRawAddrMan = defineMethod({
  name: 'getRawAddrMan',
  category: 'network',
  hidden: true,
  description: [
    'EXPERIMENTAL warning: this call may be changed in future releases.',
    '',
    'Returns information on all address manager entries for the new and tried tables.',
  ].join('\n'),
  params: {},
  result: Type.Object({ new: TableSchema, tried: TableSchema }),
  errors: [],
  example: [],
  handler: (_params, { knownPeers: { book } }: KnownPeersContext) => ({
    new: tableView(book.getEntries('new')),
    tried: tableView(book.getEntries('tried')),
  }),
});

function tableView(entries: readonly ListedAddress[]): Static<typeof TableSchema> {
  const rows = entries.map(({ address, source, bucket, position }) => {
    const view = {
      ...viewOf(address),
      source: formatNetAddress(source),
      source_network: networkClassOf(source),
    };
    return [`${bucket}/${position}`, view] as const;
  });
  return Object.fromEntries(rows);
}

export const addPeerAddress = defineMethod({
  name: 'addPeerAddress',
  category: 'network',
  hidden: true,
  description:
    'Add the address of a potential peer to an address manager table. This RPC is for testing only.',
  params: {
    address: required(Type.String(), 'The IP address of the peer'),
    port: required(UINT16, 'The port of the peer'),
    tried: withDefault(
      Type.Boolean(),
      false,
      'If true, attempt to add the peer to the tried addresses table',
    ),
  },
  result: Type.Object({
    success: Type.Boolean({
      description: 'whether the peer address was successfully added to the address manager table',
    }),
    error: Type.Optional(
      Type.String({ description: 'error description, if the address could not be added' }),
    ),
  }),
  errors: [{ error: 'RPC_CLIENT_INVALID_IP_OR_SUBNET', when: 'the address is none' }],
  example: ['1.2.3.4', 8333, true],
  handler: ({ address: text, port, tried }, { knownPeers, clock }: KnownPeersContext) => {
    const parsed = parseNetAddress(text);
    if (!parsed) throw new RpcError('RPC_CLIENT_INVALID_IP_OR_SUBNET', 'Invalid IP address');
    const address = knownPeers.resolve(parsed);
    return addToBook(knownPeers.book, peerAt(address, port, clock.nowSeconds()), tried);
  },
});

function peerAt(address: NetAddress, port: number, time: number): PeerAddress {
  return { time, services: SERVICE.network | SERVICE.witness, service: { ...address, port } };
}

/** As if the peer had told of itself. */
function addToBook(book: AddressBook, peer: PeerAddress, isTried: boolean) {
  if (!book.add([peer], peer.service)) return { error: 'failed-adding-to-new', success: false };
  if (isTried && !book.good(peer.service)) return { error: 'failed-adding-to-tried', success: false };
  return { success: true };
}

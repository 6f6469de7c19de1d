import { formatNetService } from '../../../p2p/net-address.ts';
import { isInbound, type Peer } from '../../../p2p/peer.ts';
import type { PeerDescription } from '../../../p2p/peer-network.ts';
import { serviceNames, servicesHex } from '../../../p2p/services.ts';
import { toHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { amount } from '../../json.ts';
import { defineMethod } from '../../registry.ts';
import { amountResult } from '../../schemas.ts';
import type { NetworkContext } from './context.ts';

const time = (what: string) => Type.Integer({ description: `The UNIX epoch time of ${what}` });
const seconds = (what: string) => Type.Optional(Type.Number({ description: `${what}, in seconds` }));
const bytesByType = (what: string) =>
  Type.Record(
    Type.String(),
    Type.Integer({ description: `The total bytes ${what} aggregated by message type` }),
  );

const PeerSchema = Type.Object({
  id: Type.Integer({ description: 'Peer index' }),
  addr: Type.String({
    description: '(host:port) The IP address/hostname optionally followed by :port of the peer',
  }),
  addrbind: Type.Optional(
    Type.String({ description: '(ip:port) Bind address of the connection to the peer' }),
  ),
  addrlocal: Type.Optional(Type.String({ description: '(ip:port) Local address as reported by the peer' })),
  network: Type.String({ description: 'Network (ipv4, ipv6, onion, i2p, cjdns, not_publicly_routable)' }),
  services: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'The services offered' }),
  servicesnames: Type.Array(Type.String(), {
    description: 'the services offered, in human-readable form',
  }),
  relaytxes: Type.Boolean({ description: 'Whether we relay transactions to this peer' }),
  last_inv_sequence: Type.Integer({ description: "Mempool sequence number of this peer's last INV" }),
  inv_to_send: Type.Integer({ description: 'How many txs we have queued to announce to this peer' }),
  lastsend: time('the last send'),
  lastrecv: time('the last receive'),
  last_transaction: time('the last valid transaction received from this peer'),
  last_block: time('the last block received from this peer'),
  bytessent: Type.Integer({ description: 'The total bytes sent' }),
  bytesrecv: Type.Integer({ description: 'The total bytes received' }),
  conntime: time('the connection'),
  timeoffset: Type.Integer({ description: 'The time offset in seconds' }),
  pingtime: seconds('The last ping time, if any'),
  minping: seconds('The minimum observed ping time, if any'),
  pingwait: seconds('The duration of an outstanding ping, if there is one'),
  version: Type.Integer({ description: 'The peer version, such as 70001' }),
  subver: Type.String({ description: 'The string version' }),
  inbound: Type.Boolean({ description: 'Inbound (true) or Outbound (false)' }),
  bip152_hb_to: Type.Boolean({
    description: 'Whether we selected peer as (compact blocks) high-bandwidth peer',
  }),
  bip152_hb_from: Type.Boolean({
    description: 'Whether peer selected us as (compact blocks) high-bandwidth peer',
  }),
  presynced_headers: Type.Integer({
    description:
      'The current height of header pre-synchronization with this peer, or -1 if no low-work sync is in progress',
  }),
  synced_headers: Type.Integer({ description: 'The last header we have in common with this peer' }),
  synced_blocks: Type.Integer({ description: 'The last block we have in common with this peer' }),
  inflight: Type.Array(Type.Integer(), {
    description: "The heights of blocks we're currently asking from this peer",
  }),
  addr_relay_enabled: Type.Boolean({ description: 'Whether we participate in address relay with this peer' }),
  addr_processed: Type.Integer({
    description: 'The total number of addresses processed, excluding those dropped due to rate limiting',
  }),
  addr_rate_limited: Type.Integer({
    description: 'The total number of addresses dropped due to rate limiting',
  }),
  permissions: Type.Array(Type.String(), {
    description: 'Any special permissions that have been granted to this peer',
  }),
  minfeefilter: amountResult('The minimum fee rate for transactions this peer accepts'),
  bytessent_per_msg: bytesByType('sent'),
  bytesrecv_per_msg: bytesByType('received'),
  connection_type: Type.String({
    description:
      'Type of connection: outbound-full-relay, block-relay-only, inbound, manual, addr-fetch or feeler',
  }),
  transport_protocol_type: Type.String({ description: 'Type of transport protocol: detecting, v1 or v2' }),
  session_id: Type.String({ description: 'The session ID for this connection, or "" if there is none' }),
});

export const getPeerInfo = defineMethod({
  name: 'getPeerInfo',
  category: 'network',
  description: 'Returns data about each connected network peer as a json array of objects.',
  params: {},
  result: Type.Array(PeerSchema, { description: 'One object per peer' }),
  errors: [],
  example: [],
  /** @source Bitcoin Core src/rpc/net.cpp getpeerinfo */
  handler: (_params, { peerNetwork }: NetworkContext) =>
    peerNetwork.peers().map((peer) => ({ ...peerView(peer), ...statsView(peerNetwork.describe(peer)) })),
});

function peerView(peer: Peer) {
  const { greeting } = peer;
  const services = greeting?.services ?? 0n;
  return {
    id: peer.id,
    addr: peer.name,
    ...(greeting && hasPort(greeting.localService) && { addrlocal: formatNetService(greeting.localService) }),
    network: peer.network,
    services: servicesHex(services),
    servicesnames: serviceNames(services),
    conntime: peer.connectedAt,
    timeoffset: greeting?.timeOffset ?? 0,
    version: greeting?.version ?? 0,
    subver: greeting?.userAgent ?? '',
    inbound: isInbound(peer),
    permissions: [...peer.permissions],
    connection_type: peer.kind,
  };
}

const hasPort = ({ port }: { readonly port: number }): boolean => port !== 0;

function statsView(stats: PeerDescription) {
  const { connection } = stats;
  const inSeconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000);
  const present = (ms: number | undefined) => (ms === 0 ? undefined : inSeconds(ms));
  return {
    addrbind: formatNetService(connection.local),
    relaytxes: stats.relaysTransactions,
    last_inv_sequence: stats.lastInvSequence,
    inv_to_send: stats.invToSend,
    lastsend: connection.lastSent,
    lastrecv: connection.lastReceived,
    last_transaction: stats.lastTransactionAt,
    last_block: stats.lastBlockAt,
    bytessent: connection.bytesSent,
    bytesrecv: connection.bytesReceived,
    pingtime: present(stats.pingMs),
    minping: inSeconds(stats.minPingMs),
    pingwait: present(stats.pingWaitMs),
    bip152_hb_to: stats.isHighBandwidthTo,
    bip152_hb_from: stats.isHighBandwidthFrom,
    presynced_headers: stats.presyncedHeaders,
    synced_headers: stats.syncedHeaders,
    synced_blocks: stats.syncedBlocks,
    inflight: [...stats.inFlight],
    addr_relay_enabled: stats.isAddrRelayEnabled,
    addr_processed: stats.addrProcessed,
    addr_rate_limited: stats.addrRateLimited,
    minfeefilter: amount(stats.minFeeFilter),
    bytessent_per_msg: Object.fromEntries(connection.bytesSentByType),
    bytesrecv_per_msg: Object.fromEntries(connection.bytesReceivedByType),
    transport_protocol_type: connection.protocol,
    session_id: connection.sessionId ? toHex(connection.sessionId) : '',
  };
}

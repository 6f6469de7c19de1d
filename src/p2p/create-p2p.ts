import type { Socket } from 'node:net';
import type { Timers } from '../util/clock.ts';
import type { Verdict } from '../util/verdict.ts';
import { createAddressRelay } from './address-relay.ts';
import { isShunned } from './ban-list.ts';
import { COMMANDS } from './codec/codec.ts';
import type { Connection } from './connection.ts';
import type { P2pContext } from './context.ts';
import { createDesirableServices } from './desirable-services.ts';
import type { Feature } from './feature.ts';
import { createHandshake } from './handshake.ts';
import { createInactivityCheck } from './inactivity.ts';
import type { KnownPeers } from './known-peers.ts';
import { createLocalAddresses, type LocalAddresses } from './local-addresses.ts';
import { createMessageLoop } from './message-loop.ts';
import { formatNetService, type NetAddress, type NetService } from './net-address.ts';
import { type AddedNodes, createAddedNodes } from './network/added-nodes.ts';
import { createAddressChoice } from './network/choose-address.ts';
import type { ConnectionLimits } from './network/connection-limits.ts';
import { createConnections } from './network/connections.ts';
import { createDnsSeeds } from './network/dns-seeds.ts';
import { createInbound } from './network/inbound.ts';
import type { InboundSocket } from './network/listen.ts';
import { createInboundPlaces } from './network/make-room.ts';
import { createOpenConnections } from './network/open-connections.ts';
import { createOutbound, type OutboundParts, type OutboundRequest } from './network/outbound.ts';
import { createOutboundBook } from './outbound-book.ts';
import { isInbound, type Peer } from './peer.ts';
import { NO_PEER_STATS, type PeerStats } from './peer-stats.ts';
import { type ImplicitPermissions, permissionsFrom, type SubnetGrant } from './permissions.ts';
import { createProtocol, type Protocol, type ProtocolParts } from './protocol.ts';
import type { NetworkName } from './reachability.ts';
import { isLocalAddress, isRoutableAddress } from './routability.ts';
import type { Transport } from './transport/transport.ts';

/**
 * The node among its peers: every part of the protocol, the loop that gives each its turn, and the connections. It is
 * put together here; node/build-p2p.ts says with what.
 */
export interface PeerNetwork {
  /** Everybody we are connected with, in the order of their ids. */
  peers(): readonly Peer[];
  /** What getPeerInfo shows of one. */
  describe(peer: Peer): PeerDescription;
  connect(request: OutboundRequest): Promise<boolean>;
  /** Sends whatever the operator wants to have sent. @param command - at most 12 characters of one byte each */
  sendRaw(peer: Peer, command: string, payload: Uint8Array): void;
  /** Judges a socket that has come. */
  accept(inbound: InboundSocket): void;
  /** Peers of the operator's choice, to whom connections are kept. */
  readonly addedNodes: AddedNodes;
  /** Where others may reach us. */
  readonly localAddresses: LocalAddresses;
  isActive(): boolean;
  /** Makes connections of its own accord from now on, unless the operator names those to make. */
  start(): void;
  /** Ends all connections and makes none, or makes them again. */
  setActive(isActive: boolean): void;
  /** Ends the connections of all whose address the test says. */
  disconnectWhere(test: (address: NetAddress) => boolean): void;
  /** Every peer has its turn soon: something they wait for has come, or the clock has jumped. */
  wake(): void;
  /** What the parts of the protocol tell of themselves, and what they do when they are asked. */
  readonly protocol: Omit<Protocol, 'features' | 'close'>;
  readonly ourServices: bigint;
  /** By which proxy the network is reached; undefined: by none. */
  proxyOf(network: NetworkName): { readonly text: string; readonly isRandomized: boolean } | undefined;
  readonly limits: ConnectionLimits;
  /** Transactions of peers are taken. */
  readonly takesTransactions: boolean;
  /** Bytes over all connections so far. */
  totals(): { readonly received: number; readonly sent: number };
  /** Ends everything. */
  close(): void;
}

export interface PeerDescription extends PeerStats {
  readonly connection: ReturnType<Connection['stats']> & Pick<Connection, 'local'>;
}

export interface PeerNetworkParts
  extends Omit<P2pContext, 'peers' | 'wake'>,
    Pick<ProtocolParts, 'forwardTimers' | 'filterIndex'> {
  readonly timers: Timers;
  readonly breathe: () => Promise<void>;
  readonly defaultPort: number;
  readonly ourServices: bigint;
  readonly createTransport: (role: { readonly isInitiator: boolean; readonly useV2: boolean }) => Transport;
  readonly dial: (target: NetService) => Promise<Verdict<Socket, string>>;
  /** Opens a socket to a name through a proxy, which looks it up; undefined: names are looked up here. */
  readonly dialName: OutboundParts['dialName'];
  readonly proxyOf: PeerNetwork['proxyOf'];
  readonly grants: readonly SubnetGrant[];
  readonly implicitPermissions: ImplicitPermissions;
  readonly known: Pick<
    KnownPeers,
    'book' | 'bans' | 'responses' | 'reachable' | 'resolve' | 'takeAnchors' | 'saveAnchors'
  >;
  /** Peers may connect (`-listen`). */
  readonly isListening: boolean;
  /** What is found out of our own addresses counts (`-discover`). */
  readonly discovers: boolean;
  /** The node makes connections of its own accord: the operator names none (`-connect`). */
  readonly seeksPeers: boolean;
  /** Asked for addresses where few are known (`-seednode`). */
  readonly seedNodes: readonly string[];
  /** Asked where nothing else helps; none: nobody is. */
  readonly dnsSeeds: readonly string[];
  readonly forcesDnsSeeds: boolean;
  readonly limits: ConnectionLimits;
  /** Of those that come, how many may have transactions announced. */
  readonly maxInboundTransactionPeers: number;
  readonly maxReceiveBuffer: number;
  readonly maxSendBuffer: number;
}

export function createPeerNetwork(parts: PeerNetworkParts): PeerNetwork {
  const { log, timers, breathe, onFault, known, grants, ourServices } = parts;
  const { bans } = known;
  let isActive = parts.options.isActive;

  const connections = createConnections({
    ...parts,
    loop: () => loop,
    knownTypes: new Set<string>(COMMANDS),
    discourage,
    noteSent: (bytes) => protocol.uploadTarget.noteSent(bytes),
  });
  const context: P2pContext = { ...parts, peers: connections.peers, wake: () => loop.wake() };
  const protocol = createProtocol({
    ...parts,
    ...context,
    outbound: () => openConnections,
    statsOf,
  });
  const desirable = createDesirableServices(parts);
  const places = createInboundPlaces({
    peers: connections.peers,
    statsOf,
    offersAll: desirable.offersAll,
    maxTransactionPeers: parts.maxInboundTransactionPeers,
    random: parts.random,
  });
  const localAddresses = createLocalAddresses({ ...parts, ...known });
  const outboundBook = createOutboundBook(known);
  const features: readonly Feature[] = [
    outboundBook.services,
    createHandshake({
      ...context,
      peers: connections.peers,
      isRoutable: (peer) => isRoutableAddress(peer.service),
      wantedServices: desirable.wanted,
      hasRoom: places.hasRoomForTransactions,
    }),
    createAddressRelay({
      ...context,
      ...known,
      desirable,
      local: localAddresses,
      isListening: parts.isListening,
      socketOf: (peer) => formatNetService(connections.connectionOf(peer).local),
    }),
    outboundBook.arrivals,
    createInactivityCheck({ ...context, activityOf }),
    ...protocol.features,
    places.feature,
  ];
  const loop = createMessageLoop({ features, log, timers, breathe, onFault });
  const outbound = createOutbound({ ...outboundParts(), connections });
  const addedNodes = createAddedNodes({ ...parts, outbound, peers: connections.peers });
  const openConnections = createOpenConnections({
    ...parts,
    ...known,
    isSeeking: parts.seeksPeers,
    isActive: () => isActive,
    peers: connections.peers,
    outbound,
    choice: createAddressChoice({
      ...parts,
      ...known,
      offersAll: desirable.offersAll,
      isShunned: (address) => isShunned(bans, address),
      isOurs: localAddresses.has,
      isAdded: addedNodes.has,
      peers: connections.peers,
    }),
    knownAddresses: known.book.size,
  });
  const dnsSeeds = createDnsSeeds({
    ...parts,
    ...known,
    seeds: parts.seeksPeers ? parts.dnsSeeds : [],
    isForced: parts.forcesDnsSeeds,
    hasSeedNodes: parts.seedNodes.length > 0,
    port: parts.defaultPort,
    isActive: () => isActive,
    countPeers: () => connections.peers().filter(({ kind }) => kind === 'outbound-full-relay').length,
    resolve: parts.dialName ? undefined : (host) => outbound.resolve(host),
    fetchFrom: openConnections.fetchFrom,
  });
  const accept = createInbound({
    clock: parts.clock,
    connections,
    isActive: () => isActive,
    bans,
    takenFor: known.resolve,
    permissionsOf: (service, own) => (service ? new Set([...own, ...permissionsOf(service, 'in')]) : own),
    maxInbound: parts.limits.inbound,
    makeRoom: places.makeRoom,
    createTransport: () => parts.createTransport({ isInitiator: false, useV2: parts.options.useV2 }),
    log,
  });

  function outboundParts(): Omit<OutboundParts, 'connections'> {
    return {
      isActive: () => isActive,
      defaultPort: parts.defaultPort,
      takenFor: known.resolve,
      dial: parts.dial,
      dialName: parts.dialName,
      permissionsOf: (service, kind) => permissionsOf(service, kind === 'manual' ? 'out' : 'none'),
      noteAttempt: (service, countsFailure) => known.book.attempt(service, countsFailure),
      createTransport: (useV2) => parts.createTransport({ isInitiator: true, useV2 }),
      log,
      onFault,
    };
  }

  function permissionsOf(service: NetService, direction: 'in' | 'out' | 'none') {
    const implicit = parts.implicitPermissions;
    return direction === 'none'
      ? new Set<never>()
      : permissionsFrom(grants, service, { direction, implicit });
  }

  function statsOf(peer: Peer): PeerStats {
    return Object.assign({ ...NO_PEER_STATS }, ...features.map((feature) => feature.stats?.(peer) ?? {}));
  }

  function activityOf(peer: Peer) {
    const { lastReceived, lastSent, protocol } = connections.connectionOf(peer).stats();
    return { lastReceived, lastSent, isDetecting: protocol === 'detecting' };
  }

  /** @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::MaybeDiscourageAndDisconnect */
  function discourage(peer: Peer): void {
    if (isLocalAddress(peer.service)) {
      log.debug('net', `Warning: disconnecting but not discouraging local peer ${peer.id}!`);
      return;
    }
    log.debug('net', `Disconnecting and discouraging peer ${peer.id}!`);
    bans.discourage(peer.service);
  }

  function disconnectWhere(test: (address: NetAddress) => boolean): void {
    for (const peer of connections.peers()) if (test(peer.service)) peer.disconnect('disconnectWhere');
  }

  function setActive(wanted: boolean): void {
    if (isActive === wanted) return;
    isActive = wanted;
    log.info(`SetNetworkActive: ${wanted}`);
    if (!wanted) disconnectWhere(() => true);
  }

  return {
    peers: connections.peers,
    describe(peer) {
      const connection = connections.connectionOf(peer);
      return { ...statsOf(peer), connection: { ...connection.stats(), local: connection.local } };
    },
    connect: outbound.connect,
    sendRaw(peer, command, payload) {
      log.debug('net', `sending ${command} (${payload.length} bytes) peer=${peer.id}`);
      connections.connectionOf(peer).send(command, payload);
    },
    accept,
    addedNodes,
    localAddresses,
    isActive: () => isActive,
    start() {
      openConnections.start();
      dnsSeeds.start();
    },
    setActive,
    disconnectWhere,
    wake: () => loop.wake(),
    protocol,
    ourServices,
    proxyOf: parts.proxyOf,
    limits: parts.limits,
    takesTransactions: !parts.options.blocksOnly,
    totals: connections.totals,
    close() {
      isActive = false;
      addedNodes.close();
      openConnections.close();
      dnsSeeds.close();
      if (parts.seeksPeers) known.saveAnchors(openConnections.anchors());
      loop.close();
      protocol.close();
      for (const peer of connections.peers()) peer.disconnect('shutdown');
    },
  };
}

/** How many peers came to us, and how many we went to. */
export function countPeers(peers: readonly Peer[]): { readonly inbound: number; readonly outbound: number } {
  const inbound = peers.filter(isInbound).length;
  return { inbound, outbound: peers.length - inbound };
}

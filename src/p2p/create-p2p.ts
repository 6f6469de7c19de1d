import { createAddressRelay } from './address-relay.ts';
import { COMMANDS } from './codec/codec.ts';
import type { P2pContext } from './context.ts';
import { createDesirableServices } from './desirable-services.ts';
import type { Feature } from './feature.ts';
import { createHandshake } from './handshake.ts';
import { createInactivityCheck } from './inactivity.ts';
import { createLocalAddresses } from './local-addresses.ts';
import { createMessageLoop } from './message-loop.ts';
import { formatNetService, type NetAddress, type NetService } from './net-address.ts';
import { createConnecting } from './network/connecting.ts';
import { createConnections } from './network/connections.ts';
import { createInbound } from './network/inbound.ts';
import { createInboundPlaces } from './network/make-room.ts';
import { createOutboundBook } from './outbound-book.ts';
import type { Peer } from './peer.ts';
import type { PeerNetwork, PeerNetworkParts } from './peer-network.ts';
import { NO_PEER_STATS, type PeerStats } from './peer-stats.ts';
import { type Permissions, permissionsFrom } from './permissions.ts';
import { createProtocol } from './protocol.ts';
import { isLocalAddress, isRoutableAddress } from './routability.ts';

/** The network of peers, which is connected to nobody yet. */
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
    outbound: () => connecting.port,
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
  const connecting = createConnecting({
    ...parts,
    connections,
    isActive: () => isActive,
    desirable,
    localAddresses,
  });
  const accept = createInbound({
    clock: parts.clock,
    connections,
    isActive: () => isActive,
    bans,
    takenFor: known.resolve,
    permissionsOf,
    maxInbound: parts.limits.inbound,
    makeRoom: places.makeRoom,
    createTransport: () => parts.createTransport({ isInitiator: false, useV2: parts.options.useV2 }),
    log,
  });

  /** What those of an address may do that come to us, beside what their way in allows. */
  function permissionsOf(service: NetService | undefined, binding: Permissions): Permissions {
    if (!service) return binding;
    const implicit = parts.implicitPermissions;
    return new Set([...binding, ...permissionsFrom(grants, service, { direction: 'in', implicit })]);
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
    connect: connecting.connect,
    sendRaw(peer, command, payload) {
      log.debug('net', `sending ${command} (${payload.length} bytes) peer=${peer.id}`);
      connections.connectionOf(peer).send(command, payload);
    },
    accept,
    addedNodes: connecting.addedNodes,
    localAddresses,
    isActive: () => isActive,
    start: connecting.start,
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
      connecting.close();
      loop.close();
      protocol.close();
      for (const peer of connections.peers()) peer.disconnect('shutdown');
    },
  };
}

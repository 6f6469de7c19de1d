import { isShunned } from '../ban-list.ts';
import type { DesirableServices } from '../desirable-services.ts';
import type { OutboundPort } from '../headers/stale-tip.ts';
import type { LocalAddresses } from '../local-addresses.ts';
import type { PeerNetworkParts } from '../peer-network.ts';
import { NO_PERMISSIONS, permissionsFrom } from '../permissions.ts';
import { type AddedNodes, createAddedNodes } from './added-nodes.ts';
import { createAddressChoice } from './choose-address.ts';
import type { Connections } from './connections.ts';
import { createDnsSeeds } from './dns-seeds.ts';
import { createOpenConnections } from './open-connections.ts';
import { createOutbound, type Outbound } from './outbound.ts';

/** Everything by which the node goes to others: by the operator's word, and of its own accord. */
export interface Connecting extends Pick<Outbound, 'connect'> {
  readonly addedNodes: AddedNodes;
  /** For whoever sees that there should be one peer more or less. */
  readonly port: OutboundPort;
  /** Makes connections of its own accord from now on, unless the operator names those to make. */
  start(): void;
  /** Makes none any more, and keeps those that the next run begins with. */
  close(): void;
}

export interface ConnectingParts extends PeerNetworkParts {
  readonly connections: Connections;
  readonly isActive: () => boolean;
  readonly desirable: Pick<DesirableServices, 'offersAll'>;
  readonly localAddresses: Pick<LocalAddresses, 'has'>;
}

export function createConnecting(parts: ConnectingParts): Connecting {
  const { connections, known, seeksPeers, grants, implicitPermissions: implicit } = parts;
  const { peers } = connections;
  const outbound = createOutbound({
    ...parts,
    takenFor: known.resolve,
    permissionsOf: (service, kind) =>
      kind === 'manual' ? permissionsFrom(grants, service, { direction: 'out', implicit }) : NO_PERMISSIONS,
    noteAttempt: known.book.attempt,
    createTransport: (useV2) => parts.createTransport({ isInitiator: true, useV2 }),
  });
  const addedNodes = createAddedNodes({ ...parts, outbound, peers });
  const choice = createAddressChoice({
    ...parts,
    ...known,
    offersAll: parts.desirable.offersAll,
    isShunned: (address) => isShunned(known.bans, address),
    isOurs: parts.localAddresses.has,
    isAdded: addedNodes.has,
    peers,
  });
  const openConnections = createOpenConnections({
    ...parts,
    ...known,
    isSeeking: seeksPeers,
    peers,
    outbound,
    choice,
    knownAddresses: known.book.size,
  });
  const dnsSeeds = createDnsSeeds({
    ...parts,
    ...known,
    seeds: seeksPeers ? parts.dnsSeeds : [],
    isForced: parts.forcesDnsSeeds,
    hasSeedNodes: parts.seedNodes.length > 0,
    port: parts.defaultPort,
    countPeers: () => peers().filter(({ kind }) => kind === 'outbound-full-relay').length,
    resolve: parts.dialName ? undefined : outbound.resolve,
    fetchFrom: openConnections.fetchFrom,
  });
  return {
    connect: outbound.connect,
    addedNodes,
    port: openConnections,
    start() {
      openConnections.start();
      dnsSeeds.start();
    },
    close() {
      addedNodes.close();
      openConnections.close();
      dnsSeeds.close();
      if (seeksPeers) known.saveAnchors(openConnections.anchors());
    },
  };
}

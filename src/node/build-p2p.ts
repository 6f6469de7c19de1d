import { setImmediate as breathe } from 'node:timers/promises';
import type { Network } from '../chainparams/network.ts';
import { createPeerNetwork } from '../p2p/create-p2p.ts';
import { dial } from '../p2p/dial.ts';
import { formatNetAddress } from '../p2p/net-address.ts';
import { connectionLimits } from '../p2p/network/connection-limits.ts';
import type { PeerNetwork, PeerNetworkParts } from '../p2p/peer-network.ts';
import { type ImplicitPermissions, parseSubnetGrant, type SubnetGrant } from '../p2p/permissions.ts';
import { dialThroughProxy } from '../p2p/proxy.ts';
import { NETWORK_NAMES } from '../p2p/reachability.ts';
import { routedNetworkOf } from '../p2p/routability.ts';
import { SERVICE } from '../p2p/services.ts';
import { createEllSwiftKey } from '../p2p/transport/ellswift.ts';
import { createV1Transport } from '../p2p/transport/v1.ts';
import { createV2Transport } from '../p2p/transport/v2.ts';
import { createGarbage } from '../p2p/transport/v2-garbage.ts';
import type { Cleanup } from './cleanup.ts';
import { NODE_RANDOM } from './node-random.ts';
import { parseByteUnits } from './options/byte-units.ts';
import type { NodeOptions } from './options/node-options.ts';
import { parseProxies } from './proxies.ts';
import { StartError } from './start-error.ts';
import { SYSTEM_TIMERS } from './timers.ts';

const KILOBYTE = 1000;

export interface PeerNetworkRequest
  extends Pick<
    PeerNetworkParts,
    | 'chainstate'
    | 'mempool'
    | 'clock'
    | 'log'
    | 'isInitialBlockDownload'
    | 'onFault'
    | 'known'
    | 'forwardTimers'
    | 'filterIndex'
  > {
  readonly network: Network;
  readonly options: NodeOptions;
  readonly userAgent: string;
  readonly isPruned: boolean;
  readonly cleanup: Cleanup;
}

/** The network of peers, which is connected to nobody yet. @throws StartError where an option is wrong */
export function buildPeerNetwork(request: PeerNetworkRequest): PeerNetwork {
  const { network, options, cleanup, userAgent } = request;
  if (options.peerBlockFilters && !options.blockFilterIndex) {
    throw new StartError('Cannot set -peerblockfilters without -blockfilterindex.');
  }
  const limits = connectionLimits(options.maxConnections);
  const peers = createPeerNetwork({
    ...request,
    options: {
      userAgent,
      blocksOnly: options.blocksOnly,
      maxUploadTarget: parseByteUnits(options.maxUploadTarget, 'M'),
      txSendRate: options.txSendRate,
      maxExtraTransactions: options.blockReconstructionExtraTxn,
      isActive: options.networkActive,
      useV2: options.v2Transport,
      peerTimeout: options.peerTimeout,
    },
    timers: SYSTEM_TIMERS,
    breathe,
    random: NODE_RANDOM,
    defaultPort: network.p2pPort,
    ourServices: servicesOf(request),
    createTransport: ({ isInitiator, useV2 }) =>
      useV2
        ? createV2Transport({
            magic: network.magic,
            isInitiator,
            createKey: createEllSwiftKey,
            garbage: createGarbage(),
          })
        : createV1Transport(network.magic),
    ...dialersOf(options),
    grants: grantsOf(options),
    implicitPermissions: implicitOf(options),
    isListening: options.listen,
    discovers: discoversAddresses(options),
    seeksPeers: options.connect.length === 0,
    seedNodes: options.seedNode,
    dnsSeeds: options.dnsSeed || options.forceDnsSeed ? network.dnsSeeds : [],
    forcesDnsSeeds: options.forceDnsSeed,
    limits,
    maxInboundTransactionPeers: Math.floor((options.inboundRelayPercent / 100) * limits.inbound),
    maxReceiveBuffer: KILOBYTE * options.maxReceiveBuffer,
    maxSendBuffer: KILOBYTE * options.maxSendBuffer,
  });
  cleanup.push(peers.close);
  return peers;
}

/** How peers are reached: directly, or through the proxy of their network, which looks up names, too. */
function dialersOf(options: NodeOptions): Pick<PeerNetworkParts, 'dial' | 'dialName' | 'proxyOf'> {
  const proxies = parseProxies(options);
  const { forNames } = proxies;
  const dialOptions = { timers: SYSTEM_TIMERS, timeoutMs: options.timeout };
  return {
    dial(service) {
      const endpoint = { host: formatNetAddress(service), port: service.port };
      const network = NETWORK_NAMES.find((name) => name === routedNetworkOf(service));
      const proxy = network && proxies.of(network);
      return proxy ? dialThroughProxy(proxy, endpoint, dialOptions) : dial(endpoint, dialOptions);
    },
    dialName: forNames && ((endpoint) => dialThroughProxy(forNames, endpoint, dialOptions)),
    proxyOf(network) {
      const proxy = proxies.of(network);
      return proxy && { text: proxy.text, isRandomized: proxy.nextCredentials !== undefined };
    },
  };
}

/** @source Bitcoin Core src/init.cpp AppInitMain */
function servicesOf({ options, isPruned }: PeerNetworkRequest): bigint {
  return (
    SERVICE.networkLimited |
    SERVICE.witness |
    (isPruned ? 0n : SERVICE.network) |
    (options.peerBloomFilters ? SERVICE.bloom : 0n) |
    (options.peerBlockFilters ? SERVICE.compactFilters : 0n) |
    (options.v2Transport ? SERVICE.p2pV2 : 0n)
  );
}

/** What grants that name no permissions give. */
export function implicitOf({ whitelistRelay, whitelistForceRelay }: NodeOptions): ImplicitPermissions {
  return { relay: whitelistRelay, forceRelay: whitelistForceRelay };
}

/** @throws StartError */
function grantsOf(options: NodeOptions): readonly SubnetGrant[] {
  return options.whitelist.map((text) => {
    const grant = parseSubnetGrant(text);
    if (!grant.ok) throw new StartError(grant.debug ?? grant.code);
    return grant.value;
  });
}

/** Whether the node finds out where it can be reached. @source Bitcoin Core src/init.cpp InitParameterInteraction */
function discoversAddresses({ discover, externalIp, listen, proxy }: NodeOptions): boolean {
  return discover && listen && externalIp.length === 0 && proxy.length === 0;
}

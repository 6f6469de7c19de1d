import { networkInterfaces } from 'node:os';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Network } from '../chainparams/network.ts';
import { createPeerNetwork } from '../p2p/create-p2p.ts';
import { dial } from '../p2p/dial.ts';
import { formatNetAddress, formatNetService, parseNetAddress, parseNetService } from '../p2p/net-address.ts';
import { connectionLimits } from '../p2p/network/connection-limits.ts';
import { type Binding, bindProblem, type Listener, listen } from '../p2p/network/listen.ts';
import type { PeerNetwork, PeerNetworkParts } from '../p2p/peer-network.ts';
import {
  implicitPermissions,
  NO_PERMISSIONS,
  parseGrant,
  parseSubnetGrant,
  type SubnetGrant,
} from '../p2p/permissions.ts';
import { dialThroughProxy } from '../p2p/proxy.ts';
import { NETWORK_NAMES } from '../p2p/reachability.ts';
import { routedNetworkOf } from '../p2p/routability.ts';
import { SERVICE } from '../p2p/services.ts';
import { createEllSwiftKey } from '../p2p/transport/ellswift.ts';
import { createV1Transport } from '../p2p/transport/v1.ts';
import { createV2Transport } from '../p2p/transport/v2.ts';
import { createGarbage } from '../p2p/transport/v2-garbage.ts';
import { endpointText } from '../util/endpoint.ts';
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
    implicitPermissions: { relay: options.whitelistRelay, forceRelay: options.whitelistForceRelay },
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

/** @throws StartError */
function grantsOf(options: NodeOptions): readonly SubnetGrant[] {
  return options.whitelist.map((text) => {
    const grant = parseSubnetGrant(text);
    if (!grant.ok) throw new StartError(grant.debug ?? grant.code);
    return grant.value;
  });
}

/**
 * Listens for peers, and connects to those that the operator named.
 * @returns where peers can connect to
 * @throws StartError where an address of the operator's choice can't be listened on
 */
export async function startPeers(
  peers: PeerNetwork,
  { options, log, cleanup }: Pick<PeerNetworkRequest, 'options' | 'log' | 'cleanup'>,
): Promise<readonly string[]> {
  const listeners: Listener[] = [];
  for (const binding of bindingsOf(options)) {
    const listener = await listen(binding, {
      arrived: peers.accept,
      lost: (reason) => log.info(`socket error accept failed: ${reason}`),
    });
    if (listener.ok) {
      listeners.push(listener.value);
      cleanup.push(listener.value.close);
      log.info(`Bound to ${formatNetService(listener.value.service)}`);
      continue;
    }
    const problem = bindProblem(endpointText(binding), listener.debug ?? listener.code);
    if (isChosen(options))
      throw new StartError(`${problem}\nFailed to listen on any port. Use -listen=0 if you want this.`);
    log.warn(`${problem} Peers can't connect to this node; give it a port of its own with -port=PORT.`);
  }
  noteLocalAddresses(peers, listeners, options);
  const named = options.connect.filter((name) => name !== '0');
  for (const name of [...named, ...options.addNode]) peers.addedNodes.add(name, options.v2Transport);
  peers.addedNodes.start();
  peers.start();
  return listeners.map(({ service }) => formatNetService(service));
}

/** Whether the node finds out where it can be reached. @source Bitcoin Core src/init.cpp InitParameterInteraction */
function discoversAddresses({ discover, externalIp, listen, proxy }: NodeOptions): boolean {
  return discover && listen && externalIp.length === 0 && proxy.length === 0;
}

/** @throws StartError */
function noteLocalAddresses(
  { localAddresses }: PeerNetwork,
  listeners: readonly Listener[],
  options: NodeOptions,
): void {
  const port = listeners[0]?.service.port ?? options.port;
  for (const text of options.externalIp) {
    const service = parseNetService(text, port);
    if (!service) throw new StartError(`Cannot resolve -externalip address: '${text}'`);
    localAddresses.add(service, 'manual');
  }
  for (const { service } of listeners) localAddresses.add(service, 'bind');
  if (isChosen(options)) return;
  for (const { address } of Object.values(networkInterfaces()).flatMap((found) => found ?? [])) {
    const parsed = parseNetAddress(address);
    if (parsed) localAddresses.add({ ...parsed, port }, 'interface');
  }
}

/** Whether the operator said where to listen. */
function isChosen({ bind, whiteBind }: NodeOptions): boolean {
  return bind.length > 0 || whiteBind.length > 0;
}

/** @source Bitcoin Core src/init.cpp AppInitMain, InitParameterInteraction */
function bindingsOf(options: NodeOptions): readonly Binding[] {
  const { port } = options;
  if (!options.listen && isChosen(options)) {
    throw new StartError('Cannot set -bind or -whitebind together with -listen=0');
  }
  if (!options.listen) return [];
  const chosen = [
    ...options.bind.map((text) => {
      const [, address = text, suffix] = /^(.*?)(?:=(onion))?$/.exec(text) ?? [];
      return binding(address, {
        port,
        option: 'bind',
        isOnion: suffix === 'onion',
        permissions: NO_PERMISSIONS,
      });
    }),
    ...options.whiteBind.map((text) => {
      const grant = parseGrant(text, false);
      if (!grant.ok) throw new StartError(grant.debug ?? grant.code);
      const { permissions, rest } = grant.value;
      const implicit = { relay: options.whitelistRelay, forceRelay: options.whitelistForceRelay };
      return binding(rest, {
        port,
        option: 'whitebind',
        isOnion: false,
        permissions: permissions ?? implicitPermissions(implicit),
      });
    }),
  ];
  if (chosen.length > 0) return chosen;
  return [{ host: '0.0.0.0', port, permissions: NO_PERMISSIONS, isOnion: false }];
}

function binding(
  text: string,
  {
    port,
    option,
    ...rest
  }: { readonly port: number; readonly option: string } & Pick<Binding, 'isOnion' | 'permissions'>,
): Binding {
  const service = parseNetService(text, port);
  if (!service) throw new StartError(`Cannot resolve -${option} address: '${text}'`);
  return { host: formatNetAddress(service), port: service.port, ...rest };
}

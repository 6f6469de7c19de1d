import type { AddressNetwork, NetAddress } from './net-address.ts';
import { type NetworkClass, startsLikeCjdns } from './routability.ts';

/** The networks of peers, in Core's order. @source Bitcoin Core src/netbase.cpp GetNetworkNames */
export const NETWORK_NAMES = ['ipv4', 'ipv6', 'onion', 'i2p', 'cjdns'] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

/** The network of that name, in any case; undefined where there is none. @source Core src/netbase.cpp ParseNetwork */
export function parseNetworkName(name: string): NetworkName | undefined {
  return NETWORK_NAMES.find((network) => network === name.toLowerCase());
}

export interface ReachabilityOptions {
  /** -onlynet; none: no restriction. */
  readonly onlyNet: readonly NetworkName[];
  /** -cjdnsreachable */
  readonly isCjdnsReachable: boolean;
  /** There is a proxy for it. */
  readonly isOnionReachable: boolean;
  /** There is a bridge to it. */
  readonly isI2pReachable: boolean;
}

/**
 * The networks to which the node makes connections by itself, and whose addresses it passes on.
 * @source Bitcoin Core src/init.cpp AppInitMain, g_reachable_nets
 */
export function reachableNetworks(options: ReachabilityOptions): ReadonlySet<NetworkClass> {
  const isPossible: Readonly<Record<NetworkName, boolean>> = {
    ipv4: true,
    ipv6: true,
    onion: options.isOnionReachable,
    i2p: options.isI2pReachable,
    cjdns: options.isCjdnsReachable,
  };
  const { onlyNet } = options;
  return new Set(
    NETWORK_NAMES.filter((name) => isPossible[name] && (onlyNet.length === 0 || onlyNet.includes(name))),
  );
}

/**
 * The address for what it is: in text those of CJDNS look like IPv6, and are what they look like where CJDNS can't be
 * reached.
 * @source Bitcoin Core src/netbase.cpp MaybeFlipIPv6toCJDNS
 */
export function resolveCjdns<A extends NetAddress>(address: A, reachable: ReadonlySet<NetworkClass>): A {
  const network: AddressNetwork = 'cjdns';
  const isCjdns = address.network === 'ipv6' && startsLikeCjdns(address) && reachable.has(network);
  return isCjdns ? { ...address, network } : address;
}

import { formatNetService, type NetService, netServiceKey } from './net-address.ts';
import { isInbound, type Peer } from './peer.ts';
import type { Random } from './random.ts';
import { resolveCjdns } from './reachability.ts';
import { isRoutableAddress, type NetworkClass, networkClassOf } from './routability.ts';

/** Where others may reach this node, as far as it knows. */
export interface LocalAddresses {
  /**
   * Notes one; what is not routable is left out, and so is what nobody named and is on a network of which no use is made.
   * @source Bitcoin Core src/net.cpp AddLocal
   */
  add(service: NetService, source: LocalSource): void;
  /** A peer that came took us for that: one that is known is the better for it. @source Bitcoin Core SeenLocal */
  seen(service: NetService): void;
  has(service: NetService): boolean;
  list(): readonly LocalAddress[];
  /** What the peer is to be told; undefined: nothing that would be of use to anybody. */
  toTell(peer: Peer): NetService | undefined;
}

export interface LocalAddress {
  readonly service: NetService;
  readonly score: number;
}

/** How an address was learned; the later ones are worth more. @source Bitcoin Core src/net.h LOCAL_IF, LOCAL_BIND, LOCAL_MANUAL */
export type LocalSource = keyof typeof SCORES;

const SCORES = { interface: 1, bind: 2, manual: 4 } as const;

export interface LocalAddressesParts {
  readonly reachable: ReadonlySet<NetworkClass>;
  /** What the node itself and its peers find out counts (`-discover`). */
  readonly discovers: boolean;
  /** Of the network, where we don't know ours. */
  readonly defaultPort: number;
  readonly random: Pick<Random, 'below'>;
}

/** Networks whose use is to hide where somebody is. */
const PRIVATE_NETWORKS: readonly NetworkClass[] = ['onion', 'i2p'];

/** One in so many is told what it itself sees, rather than what we know: more seldom where the operator said what we are. */
const TELL_SEEN = { usually: 2, whereManual: 8 };

/** @source Bitcoin Core src/net.cpp mapLocalHost, GetLocal, GetLocalAddrForPeer */
export function createLocalAddresses(parts: LocalAddressesParts): LocalAddresses {
  const { reachable, discovers, defaultPort, random } = parts;
  const known = new Map<string, { readonly service: NetService; score: number }>();

  /** The best that is fit for the peer; nothing of a hidden network is told elsewhere, nor the other way round. */
  function bestFor(peer: Peer): LocalAddress | undefined {
    const isFit = ({ service }: LocalAddress): boolean => {
      const network = networkClassOf(service);
      const isHidden = PRIVATE_NETWORKS.includes(network) || PRIVATE_NETWORKS.includes(peer.network);
      return network === peer.network || !isHidden;
    };
    const near = ({ service }: LocalAddress): number => Number(networkClassOf(service) === peer.network);
    return [...known.values()].filter(isFit).sort((a, b) => near(b) - near(a) || b.score - a.score)[0];
  }

  /** What the peer sees, where that may tell more than we know. */
  function seenBy(peer: Peer): NetService | undefined {
    const seen = peer.greeting?.localService;
    const mayCount = discovers && seen && isRoutableAddress(peer.service) && isRoutableAddress(seen);
    if (!mayCount || !reachable.has(networkClassOf(seen))) return undefined;
    return seen;
  }

  return {
    add(given, source) {
      const service = resolveCjdns(given, reachable);
      const isFound = source !== 'manual';
      if (!isRoutableAddress(service)) return;
      if (isFound && !(discovers && reachable.has(networkClassOf(service)))) return;
      const key = netServiceKey(service);
      const score = Math.max(known.get(key)?.score ?? 0, SCORES[source]);
      known.set(key, { service, score });
    },
    seen(service) {
      const entry = known.get(netServiceKey(service));
      if (entry) entry.score++;
    },
    has: (service) => known.has(netServiceKey(service)),
    list: () => [...known.values()],
    toTell(peer) {
      const best = bestFor(peer);
      const seen = seenBy(peer);
      if (!seen) return best?.service;
      const chance = (best?.score ?? 0) > SCORES.manual ? TELL_SEEN.whereManual : TELL_SEEN.usually;
      if (best && random.below(chance) !== 0) return best.service;
      // The port of a connection that we made says nothing of where we listen.
      return isInbound(peer) ? seen : { ...seen, port: best?.service.port ?? defaultPort };
    },
  };
}

/** How a local address stands in the log. */
export function advertisedText(service: NetService, peer: Pick<Peer, 'id'>): string {
  return `Advertising address ${formatNetService(service)} to peer=${peer.id}`;
}

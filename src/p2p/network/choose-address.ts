import type { AddressBook, Candidate } from '../addrman/address-book.ts';
import { isBadPort } from '../bad-ports.ts';
import type { PeerAddress } from '../codec/message.ts';
import { mayKnowAddresses } from '../desirable-services.ts';
import { equalNetAddresses, type NetAddress, type NetService } from '../net-address.ts';
import { netGroupOf } from '../net-group.ts';
import type { Peer } from '../peer.ts';
import { isValidAddress, type NetworkClass, routedNetworkOf } from '../routability.ts';

/** Whom to connect to of those in the address book. */
export interface AddressChoice {
  /** One to stay with: on a network of its own, of nobody's kin among those that we chose. */
  lasting(groups: OutboundGroups, network?: NetworkClass): PeerAddress | undefined;
  /** One to look for: whose place another could have, or that was never reached. */
  feeler(): PeerAddress | undefined;
  /** Whether an address of a former run is still good to connect to. */
  isGoodAnchor(anchor: PeerAddress, groups: OutboundGroups): boolean;
}

export interface AddressChoiceParts {
  readonly book: Pick<AddressBook, 'select' | 'selectTriedCollision' | 'good' | 'resolveCollisions'>;
  readonly reachable: ReadonlySet<NetworkClass>;
  readonly offersAll: (services: bigint) => boolean;
  readonly isShunned: (address: NetAddress) => boolean;
  /** One of our own. */
  readonly isOurs: (service: NetService) => boolean;
  /** The operator keeps a connection to it. */
  readonly isAdded: (service: NetService) => boolean;
  readonly peers: () => readonly Peer[];
  readonly clock: { readonly nowSeconds: () => number };
}

/** How often it draws before it waits for the address book to change; and from which draw on it is content with less. */
const MAX_DRAWS = 100;
const DRAWS_UNTIL_RECENT = 30;
const DRAWS_UNTIL_BAD_PORT = 50;
const RECENT_SECONDS = 600;

/** @source Bitcoin Core src/net.cpp CConnman::ThreadOpenConnections */
export function createAddressChoice(parts: AddressChoiceParts): AddressChoice {
  const { book, reachable, offersAll, isShunned, isOurs, isAdded, peers, clock } = parts;
  const isConnected = (service: NetService): boolean =>
    peers().some((peer) => equalNetAddresses(peer.service, service));

  function isUsable({ service }: PeerAddress): boolean {
    const isReachable = reachable.has(routedNetworkOf(service));
    return isReachable && isValidAddress(service) && !isOurs(service) && !isShunned(service);
  }

  function choose(
    draw: () => Candidate | undefined,
    isWanted: (address: PeerAddress) => boolean,
  ): PeerAddress | undefined {
    book.resolveCollisions();
    for (let draws = 1; draws <= MAX_DRAWS; draws++) {
      const drawn = draw();
      if (!drawn) return undefined;
      const { address, lastTry } = drawn;
      const { service } = address;
      const isRecent = clock.nowSeconds() - lastTry < RECENT_SECONDS;
      const isPatient = draws < DRAWS_UNTIL_RECENT;
      if (!isUsable(address) || !isWanted(address) || (isRecent && isPatient)) continue;
      if (draws < DRAWS_UNTIL_BAD_PORT && isBadPort(service.port)) continue;
      if (!isAdded(service) && !isConnected(service)) return address;
    }
    return undefined;
  }

  function drawFeeler(): Candidate | undefined {
    const held = book.selectTriedCollision();
    if (held && !isConnected(held.address.service)) return held;
    // We are connected with it: that is the best test.
    if (held) book.good(held.address.service);
    return book.select({ newOnly: true, networks: reachable });
  }

  return {
    lasting: (groups, network) =>
      choose(
        () => book.select({ networks: network ? new Set([network]) : reachable }),
        ({ service, services }) => !groups.has(service) && offersAll(services),
      ),
    feeler: () => choose(drawFeeler, ({ services }) => mayKnowAddresses(services)),
    isGoodAnchor: (anchor, groups) =>
      isUsable(anchor) && offersAll(anchor.services) && !groups.has(anchor.service),
  };
}

/** The groups of those that we chose: who holds one group alone gets one of our connections at most. */
export interface OutboundGroups {
  has(address: NetAddress): boolean;
  /** How many there are; on networks whose groups say nothing every peer counts. */
  readonly size: number;
}

/** Groups there follow from keys that anybody can make. */
const NETWORKS_WITHOUT_GROUPS: readonly string[] = ['onion', 'i2p', 'cjdns'];

export function outboundGroups(peers: readonly Peer[]): OutboundGroups {
  const lasting = peers.filter(
    ({ kind }) => kind === 'manual' || kind === 'outbound-full-relay' || kind === 'block-relay-only',
  );
  const hasGroup = ({ network }: NetAddress): boolean => !NETWORKS_WITHOUT_GROUPS.includes(network);
  const keyOf = (address: NetAddress): string => netGroupOf(address).join();
  const groups = new Set(
    lasting.filter(({ service }) => hasGroup(service)).map(({ service }) => keyOf(service)),
  );
  const others = lasting.filter(({ service }) => !hasGroup(service)).length;
  return { has: (address) => groups.has(keyOf(address)), size: groups.size + others };
}

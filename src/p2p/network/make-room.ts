import { sipHash24 } from '../../crypto/siphash.ts';
import type { Feature } from '../feature.ts';
import { netGroupOf } from '../net-group.ts';
import { isInbound, type Peer } from '../peer.ts';
import type { PeerState } from '../peer-state.ts';
import type { PeerStats } from '../peer-stats.ts';
import type { Random } from '../random.ts';
import { isLocalAddress } from '../routability.ts';
import { type EvictionCandidate, selectPeerToEvict } from './eviction.ts';

/** Places of inbound peers: one more gets in only where another has less reason to stay. */
export interface InboundPlaces {
  /** Ends an inbound connection for a better one. @returns false where none may go */
  makeRoom(): boolean;
  /**
   * Lets a peer that came and wants transactions have one of the places for such, of which another may lose his.
   * @returns false where there is none for it
   * @source Bitcoin Core src/net.cpp CConnman::EvictTxPeerIfFull
   */
  hasRoomForTransactions(newcomer: PeerState): boolean;
  /** Has its turn after the part that takes filters: with a filter a peer wants transactions from then on. */
  readonly feature: Feature;
}

export interface InboundPlacesParts {
  readonly peers: () => readonly PeerState[];
  readonly statsOf: (peer: PeerState) => PeerStats;
  /** Whether services are all that we want of a peer. */
  readonly offersAll: (services: bigint) => boolean;
  /** How many that came may have transactions announced. */
  readonly maxTransactionPeers: number;
  readonly random: Pick<Random, 'bytes'>;
}

/** Why a peer goes that wants transactions. @source Bitcoin Core src/net_processing.cpp MaybeDisconnectForTxRelayCapacity */
export function noRoomText(command: string): string {
  return `failed to find a tx-relaying eviction candidate - connection dropped after ${command} message`;
}

const SIPHASH_KEY_SIZE = 16;

/** @source Bitcoin Core src/net.cpp CConnman::AttemptToEvictConnection */
export function createInboundPlaces(parts: InboundPlacesParts): InboundPlaces {
  const { peers, statsOf, offersAll, maxTransactionPeers, random } = parts;
  const groupKey = random.bytes(SIPHASH_KEY_SIZE);

  function candidateOf(peer: PeerState): EvictionCandidate {
    const { id, kind, connectedAt, prefersEviction, service, network, permissions, greeting } = peer;
    const { minPingMs, lastBlockAt, lastTransactionAt, hasBloomFilter } = statsOf(peer);
    return {
      id,
      kind,
      connectedAt,
      prefersEviction,
      network,
      isProtected: permissions.has('noban'),
      isLocal: isLocalAddress(service),
      minPingMs: minPingMs ?? Number.POSITIVE_INFINITY,
      lastBlockAt,
      lastTransactionAt,
      hasBloomFilter,
      offersWhatWeWant: greeting !== undefined && offersAll(greeting.services),
      relaysTransactions: relaysTransactions(peer),
      keyedNetGroup: sipHash24(groupKey, netGroupOf(service)),
    };
  }

  const relaysTransactions = (peer: PeerState): boolean =>
    peer.greeting?.wantsTransactions === true || statsOf(peer).relaysTransactions;

  function evictOneOf(some: readonly PeerState[]): boolean {
    const chosen = selectPeerToEvict(some.map(candidateOf));
    const peer = some.find(({ id }) => id === chosen);
    if (!peer) return false;
    peer.disconnect(`selected ${peer.kind} connection for eviction`);
    return true;
  }

  /** @param safe - stays in any case */
  function hasRoom(newcomer: Peer, safe?: Peer): boolean {
    const rivals = peers().filter((peer) => isInbound(peer) && relaysTransactions(peer));
    if (rivals.length <= maxTransactionPeers || !rivals.some((peer) => peer === newcomer)) return true;
    return evictOneOf(rivals.filter((peer) => peer !== safe));
  }

  const afterFilter = (peer: Peer, { command }: { readonly command: string }): void => {
    if (!hasRoom(peer)) peer.disconnect(noRoomText(command));
  };

  return {
    makeRoom: () => evictOneOf(peers()),
    hasRoomForTransactions: (newcomer) => hasRoom(newcomer, newcomer),
    feature: { handlers: { filterload: afterFilter, filterclear: afterFilter } },
  };
}

import type { PeerId } from '../../mempool/orphan-announcements.ts';
import type { ConnectionKind } from '../peer.ts';
import type { NetworkClass } from '../routability.ts';

/** What is known of a peer that might have to go. */
export interface EvictionCandidate {
  readonly id: PeerId;
  readonly kind: ConnectionKind;
  /** The operator forbids it. */
  readonly isProtected: boolean;
  /** Seconds since 1970. */
  readonly connectedAt: number;
  /** Milliseconds; infinite: never answered a ping. */
  readonly minPingMs: number;
  /** When it last brought a block that was new and good, seconds since 1970; 0: never. */
  readonly lastBlockAt: number;
  /** When it last brought a transaction that was new and good. */
  readonly lastTransactionAt: number;
  readonly offersWhatWeWant: boolean;
  readonly relaysTransactions: boolean;
  readonly hasBloomFilter: boolean;
  /** A secret function of its network group: nobody can choose groups that come out on top. */
  readonly keyedNetGroup: bigint;
  /** It was discouraged before. */
  readonly prefersEviction: boolean;
  readonly isLocal: boolean;
  readonly network: NetworkClass;
}

type Candidates = readonly EvictionCandidate[];
type Order = (a: EvictionCandidate, b: EvictionCandidate) => number;

const BY_GROUP: Order = (a, b) => compare(a.keyedNetGroup, b.keyedNetGroup);
const FASTEST_LAST: Order = (a, b) => compare(b.minPingMs, a.minPingMs);
const LONGEST_LAST: Order = (a, b) => compare(b.connectedAt, a.connectedAt);

const NEWEST_BLOCK_LAST: Order = (a, b) =>
  compare(a.lastBlockAt, b.lastBlockAt) ||
  compare(a.offersWhatWeWant, b.offersWhatWeWant) ||
  LONGEST_LAST(a, b);

const NEWEST_TRANSACTION_LAST: Order = (a, b) =>
  compare(a.lastTransactionAt, b.lastTransactionAt) ||
  compare(a.relaysTransactions, b.relaysTransactions) ||
  compare(b.hasBloomFilter, a.hasBloomFilter) ||
  LONGEST_LAST(a, b);

const BLOCK_RELAY_ONLY_LAST: Order = (a, b) =>
  compare(b.relaysTransactions, a.relaysTransactions) || NEWEST_BLOCK_LAST(a, b);

/** How many are kept for each virtue that costs an attacker something. */
const KEPT = { group: 4, ping: 8, transaction: 4, blockRelayOnly: 8, block: 4 };

/**
 * The inbound peer that goes for one that comes; undefined: every one has a reason to stay. Kept are those whose virtue
 * an attacker can't have for nothing: a group nobody can foresee, the shortest way, the newest transactions and blocks,
 * the longest time, and networks that are slow by nature. Of the others the youngest of the largest group goes.
 * @source Bitcoin Core src/node/eviction.cpp SelectNodeToEvict
 */
export function selectPeerToEvict(all: Candidates): PeerId | undefined {
  let left: Candidates = all.filter(({ kind, isProtected }) => kind === 'inbound' && !isProtected);
  left = withoutLast(left, BY_GROUP, KEPT.group);
  left = withoutLast(left, FASTEST_LAST, KEPT.ping);
  left = withoutLast(left, NEWEST_TRANSACTION_LAST, KEPT.transaction);
  const isBlockRelayOnly = (peer: EvictionCandidate) => !peer.relaysTransactions && peer.offersWhatWeWant;
  left = withoutLast(left, BLOCK_RELAY_ONLY_LAST, KEPT.blockRelayOnly, isBlockRelayOnly);
  left = withoutLast(left, NEWEST_BLOCK_LAST, KEPT.block);
  left = withoutTheLongest(left);
  const preferred = left.filter(({ prefersEviction }) => prefersEviction);
  return youngestOfLargestGroup(preferred.length > 0 ? preferred : left);
}

/** The others when the last `count` in that order are taken out, of them those that `may` be. */
function withoutLast(
  peers: Candidates,
  order: Order,
  count: number,
  may: (peer: EvictionCandidate) => boolean = () => true,
): Candidates {
  const sorted = [...peers].sort(order);
  const first = Math.max(0, sorted.length - count);
  return sorted.filter((peer, index) => index < first || !may(peer));
}

/** True of a peer of a kind that would lose by its ways alone. */
type SlowKind = (peer: EvictionCandidate) => boolean;

const SLOW_KINDS: readonly SlowKind[] = [
  ({ network }) => network === 'cjdns',
  ({ network }) => network === 'i2p',
  ({ isLocal }) => isLocal,
  ({ network }) => network === 'onion',
];

/**
 * Half stay for how long they are here; of those up to half are of slow kinds, the rarer kinds first.
 * @source Bitcoin Core src/node/eviction.cpp ProtectEvictionCandidatesByRatio
 */
function withoutTheLongest(peers: Candidates): Candidates {
  const total = Math.floor(peers.length / 2);
  const left = withoutSlow(peers, Math.floor(total / 2));
  return withoutLast(left, LONGEST_LAST, total - (peers.length - left.length));
}

function withoutSlow(peers: Candidates, max: number): Candidates {
  const count = (kind: SlowKind, among: Candidates) => among.filter(kind).length;
  // Sorted once: a kind of which fewer are here has its turn first, in every round.
  const kinds = [...SLOW_KINDS].sort((a, b) => count(a, peers) - count(b, peers));
  let left = peers;
  const kept = () => peers.length - left.length;
  for (let before = -1; kept() < max && before !== kept(); ) {
    before = kept();
    const present = kinds.filter((kind) => count(kind, left) > 0);
    const each = Math.max(1, Math.floor((max - kept()) / Math.max(1, present.length)));
    for (const isOne of present) {
      if (kept() >= max) break;
      const ofKindLast: Order = (a, b) => compare(isOne(a), isOne(b)) || LONGEST_LAST(a, b);
      left = withoutLast(left, ofKindLast, each, isOne);
    }
  }
  return left;
}

function youngestOfLargestGroup(peers: Candidates): PeerId | undefined {
  const groups = new Map<bigint, EvictionCandidate[]>();
  for (const peer of [...peers].sort(LONGEST_LAST)) {
    const group = groups.get(peer.keyedNetGroup);
    if (group) group.push(peer);
    else groups.set(peer.keyedNetGroup, [peer]);
  }
  let largest: Candidates = [];
  for (const group of groups.values()) {
    const isYounger = (group[0]?.connectedAt ?? 0) > (largest[0]?.connectedAt ?? 0);
    if (group.length > largest.length || (group.length === largest.length && isYounger)) largest = group;
  }
  return largest[0]?.id;
}

function compare<T extends number | bigint | boolean>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

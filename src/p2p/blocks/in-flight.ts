import type { BlockIndexEntry } from '../../chain/block-index.ts';
import { type Hash256, hashKey } from '../../primitives/hash256.ts';
import type { Clock } from '../../util/clock.ts';
import { type Peer, perPeer } from '../peer.ts';
import type { CompactDownload } from './compact-download.ts';

/** A block that was asked of a peer and has not come. */
export interface BlockRequest {
  readonly peer: Peer;
  readonly entry: BlockIndexEntry;
  /** What its compact form gave, where that came. */
  compact: CompactDownload | undefined;
}

/**
 * The blocks that are in flight, and those that have come and wait to be judged. Whoever adds one asks for it; here
 * nothing is sent. The same block may be asked of several peers: of one whole, or of a few in compact form.
 * @source Bitcoin Core src/net_processing.cpp mapBlocksInFlight, CNodeState::vBlocksInFlight
 */
export interface InFlight {
  /** The requests for a block, the oldest first. */
  of(hash: Hash256): readonly BlockRequest[];
  isRequested(hash: Hash256): boolean;
  /** The requests to a peer, the oldest first. */
  ofPeer(peer: Peer): readonly BlockRequest[];
  /** All requests. */
  count(): number;
  /** Peers of which any block is asked. */
  peerCount(): number;
  /** Since when the oldest request to the peer is the one that is waited for, milliseconds; without meaning where there is none. */
  waitingSince(peer: Peer): number;
  /** Since when nothing more can be asked of others for want of a block of this peer, milliseconds. */
  stallingSince(peer: Peer): number | undefined;
  noteStalling(peer: Peer): void;
  /** Notes a request; the one that is noted already where the peer was asked before. */
  add(peer: Peer, entry: BlockIndexEntry): BlockRequest;
  /** Forgets the requests for a block, to that peer alone where one is given. */
  remove(hash: Hash256, peer?: Peer): void;
  /** A block has come, and waits for the chain. */
  arrive(hash: Hash256): void;
  /** The chain has judged it. Meanwhile nothing else of the peer was heard: what it owes is waited for from now on. */
  settle(peer: Peer, hash: Hash256): void;
  /** True where the block has come and waits for the chain. */
  hasArrived(hash: Hash256): boolean;
  /** How many have. */
  arrivedCount(): number;
  /** Forgets the peer and all that was asked of it. */
  drop(peer: Peer): void;
}

interface PeerDownloads {
  readonly requests: BlockRequest[];
  waitingSince: number;
  stallingSince: number | undefined;
}

/** Nothing is in flight. */
export function createInFlight(clock: Pick<Clock, 'nowMs'>): InFlight {
  const byHash = new Map<string, BlockRequest[]>();
  /** How often each block has come and waits. */
  const arrived = new Map<string, number>();
  const peers = perPeer<PeerDownloads>(() => ({ requests: [], waitingSince: 0, stallingSince: undefined }));
  let count = 0;
  let peerCount = 0;

  const requestsOf = (hash: Hash256): readonly BlockRequest[] => byHash.get(hashKey(hash)) ?? [];

  function forget(request: BlockRequest): void {
    const downloads = peers.of(request.peer);
    const place = downloads.requests.indexOf(request);
    // What comes next is waited for from now on.
    if (place === 0) downloads.waitingSince = Math.max(downloads.waitingSince, clock.nowMs());
    downloads.requests.splice(place, 1);
    downloads.stallingSince = undefined;
    if (downloads.requests.length === 0) peerCount--;
    count--;
    const key = hashKey(request.entry.hash);
    const others = requestsOf(request.entry.hash).filter((other) => other !== request);
    if (others.length > 0) byHash.set(key, others);
    else byHash.delete(key);
  }

  return {
    of: requestsOf,
    isRequested: (hash) => byHash.has(hashKey(hash)),
    ofPeer: (peer) => peers.of(peer).requests,
    count: () => count,
    peerCount: () => peerCount,
    waitingSince: (peer) => peers.of(peer).waitingSince,
    stallingSince: (peer) => peers.of(peer).stallingSince,
    noteStalling(peer) {
      peers.of(peer).stallingSince ??= clock.nowMs();
    },
    add(peer, entry) {
      const known = requestsOf(entry.hash).find((request) => request.peer === peer);
      if (known) return known;
      const request: BlockRequest = { peer, entry, compact: undefined };
      const downloads = peers.of(peer);
      downloads.requests.push(request);
      if (downloads.requests.length === 1) {
        downloads.waitingSince = clock.nowMs();
        peerCount++;
      }
      count++;
      byHash.set(hashKey(entry.hash), [...requestsOf(entry.hash), request]);
      return request;
    },
    remove(hash, peer) {
      for (const request of requestsOf(hash)) if (!peer || request.peer === peer) forget(request);
    },
    arrive(hash) {
      const key = hashKey(hash);
      arrived.set(key, (arrived.get(key) ?? 0) + 1);
    },
    settle(peer, hash) {
      const key = hashKey(hash);
      const left = (arrived.get(key) ?? 0) - 1;
      if (left > 0) arrived.set(key, left);
      else arrived.delete(key);
      Object.assign(peers.of(peer), { waitingSince: clock.nowMs(), stallingSince: undefined });
    },
    hasArrived: (hash) => arrived.has(hashKey(hash)),
    arrivedCount: () => arrived.size,
    drop(peer) {
      for (const request of [...peers.of(peer).requests]) forget(request);
      peers.drop(peer);
    },
  };
}

import { type Hash256, hashKey } from '../primitives/hash256.ts';
import { type OutPoint, outPointKey } from '../primitives/outpoint.ts';
import type { Transaction } from '../primitives/tx.ts';
import { expectDefined } from '../util/invariant.ts';
import type { OrphanCosts } from './orphan-shares.ts';

/** Which peer announced which orphan: the relations and their sums. What is too much, orphanage.ts says. */

/** Names a peer; a later one has a higher number. */
export type PeerId = number;

/** A transaction whose parents are not known. */
export interface Orphan {
  readonly tx: Transaction;
  /** Weight units. */
  readonly weight: number;
  /** By the peers that announced it, one at least. */
  readonly announcements: ReadonlyMap<PeerId, Announcement>;
}

/** One peer's word of one orphan. */
export interface Announcement {
  readonly orphan: Orphan;
  readonly peer: PeerId;
  /** To be judged again; setReady alone writes it. */
  isReady: boolean;
}

/** A peer with what it announced, one at least. */
export interface OrphanPeer extends OrphanCosts {
  /** The oldest first. */
  readonly announcements: ReadonlySet<Announcement>;
  /** How many of them are ready. */
  readonly ready: number;
}

export interface Announcements {
  readonly byWtxid: ReadonlyMap<string, Orphan>;
  readonly peers: ReadonlyMap<PeerId, OrphanPeer>;
  spendersOf(outpoint: OutPoint): ReadonlySet<Orphan>;
  get(wtxid: Hash256): Orphan | undefined;
  /** Adds the peer's word of a transaction, of which it has not spoken. */
  add(tx: Transaction, request: { readonly weight: number; readonly peer: PeerId }): void;
  /** Takes it back; the last one of an orphan takes the orphan with it. */
  remove(announcement: Announcement): void;
  setReady(announcement: Announcement, isReady: boolean): void;
  /** How many there are, and what all cost; a transaction's weight and inputs are counted once. */
  totals(): OrphanCosts & { readonly announcements: number };
}

/** Inputs that cost as much to look through as one more announcement. */
const INPUTS_PER_SCORE = 10;

const NOBODY: ReadonlySet<Orphan> = new Set();

/** None yet. */
export function createAnnouncements(): Announcements {
  const byWtxid = new Map<string, Orphan & { readonly announcements: Map<PeerId, Announcement> }>();
  const peers = new Map<PeerId, MutablePeer>();
  const spenders = new Map<string, Set<Orphan>>();
  const sums = { announcements: 0, weight: 0, inputScore: 0 };

  function orphanOf(tx: Transaction, weight: number) {
    const known = byWtxid.get(hashKey(tx.wtxid));
    if (known) return known;
    const orphan = { tx, weight, announcements: new Map<PeerId, Announcement>() };
    byWtxid.set(hashKey(tx.wtxid), orphan);
    for (const key of spentKeys(tx)) {
      const others = spenders.get(key);
      if (others) others.add(orphan);
      else spenders.set(key, new Set([orphan]));
    }
    sums.weight += weight;
    sums.inputScore += inputScoreOf(tx);
    return orphan;
  }

  function forgetOrphan(orphan: Orphan): void {
    const { tx, weight } = orphan;
    byWtxid.delete(hashKey(tx.wtxid));
    for (const key of spentKeys(tx)) {
      const others = spenders.get(key);
      others?.delete(orphan);
      if (others?.size === 0) spenders.delete(key);
    }
    sums.weight -= weight;
    sums.inputScore -= inputScoreOf(tx);
  }

  function add(tx: Transaction, { weight, peer: id }: { weight: number; peer: PeerId }): void {
    const orphan = orphanOf(tx, weight);
    const announcement = { orphan, peer: id, isReady: false };
    orphan.announcements.set(id, announcement);
    const peer = peers.get(id) ?? { announcements: new Set(), weight: 0, latencyScore: 0, ready: 0 };
    peers.set(id, peer);
    peer.announcements.add(announcement);
    peer.weight += weight;
    peer.latencyScore += 1 + inputScoreOf(tx);
    sums.announcements++;
  }

  function remove(announcement: Announcement): void {
    const { orphan, peer: id } = announcement;
    setReady(announcement, false);
    const peer = peerOf(id);
    peer.announcements.delete(announcement);
    peer.weight -= orphan.weight;
    peer.latencyScore -= 1 + inputScoreOf(orphan.tx);
    if (peer.announcements.size === 0) peers.delete(id);
    byWtxid.get(hashKey(orphan.tx.wtxid))?.announcements.delete(id);
    sums.announcements--;
    if (orphan.announcements.size === 0) forgetOrphan(orphan);
  }

  function setReady(announcement: Announcement, isReady: boolean): void {
    if (announcement.isReady === isReady) return;
    announcement.isReady = isReady;
    peerOf(announcement.peer).ready += isReady ? 1 : -1;
  }

  const peerOf = (id: PeerId): MutablePeer =>
    expectDefined(peers.get(id), 'who announced something is known');

  return {
    byWtxid,
    peers,
    spendersOf: (outpoint) => spenders.get(outPointKey(outpoint)) ?? NOBODY,
    get: (wtxid) => byWtxid.get(hashKey(wtxid)),
    add,
    remove,
    setReady,
    totals: () => ({
      announcements: sums.announcements,
      weight: sums.weight,
      latencyScore: sums.inputScore + sums.announcements,
    }),
  };
}

interface MutablePeer {
  readonly announcements: Set<Announcement>;
  weight: number;
  latencyScore: number;
  ready: number;
}

function inputScoreOf({ inputs }: Transaction): number {
  return Math.floor(inputs.length / INPUTS_PER_SCORE);
}

function spentKeys({ inputs }: Transaction): readonly string[] {
  return inputs.map(({ prevout }) => outPointKey(prevout));
}

import type { PeerId } from '../mempool/orphan-announcements.ts';
import { type Hash256, hashKey } from '../primitives/hash256.ts';
import { expectDefined } from '../util/invariant.ts';
import { createUpdatableHeap } from '../util/updatable-heap.ts';
import type { TxRef } from './inventory.ts';
import type { Random } from './random.ts';

/**
 * Who announced which transaction, and whom to ask for it, when. Of one transaction one peer is asked at a time, and
 * each peer once; preferred peers come before others, and among equals chance decides, so that nobody can arrange to be
 * the one who is asked and keeps silent. An announcement can be told to wait, for better peers to announce the same.
 *
 * An announcement is a candidate first, then requested, then done; it is kept when it is done so that its peer is not
 * asked again. When all announcements of a transaction are done they are forgotten.
 * @source Bitcoin Core src/txrequest.h TxRequestTracker
 */
export interface TxRequests {
  /** Notes an announcement; of a peer that has announced the same hash before nothing. */
  announce(peer: PeerId, tx: TxRef, how: HowToAsk): void;
  /** Forgets what a peer that is gone announced. */
  dropPeer(peer: PeerId): void;
  /** The transaction is here, or not wanted any more. */
  forget(hash: Hash256): void;
  /** What to ask of the peer now, in the order in which it announced it; requests that nobody answered are done first. */
  due(peer: PeerId, nowMs: number): DueRequests;
  /** The peer was asked. */
  noteRequested(peer: PeerId, hash: Hash256, expiryMs: number): void;
  /** The peer has answered, whatever it said. */
  noteAnswered(peer: PeerId, hash: Hash256): void;
  /** How many requests the peer has not answered. */
  inFlight(peer: PeerId): number;
  /** How many announcements of the peer there are, done ones included. */
  count(peer: PeerId): number;
  /** The same of all peers. */
  size(): number;
  /** Who announced the hash and was not asked in vain yet. */
  candidates(hash: Hash256): readonly PeerId[];
}

export interface HowToAsk {
  /** Asked before peers that are not. */
  readonly isPreferred: boolean;
  /** Not before that time, milliseconds. */
  readonly notBeforeMs: number;
}

export interface DueRequests {
  readonly wanted: readonly TxRef[];
  /** Those of any peer that were not answered in time. */
  readonly expired: readonly ExpiredRequest[];
}

export interface ExpiredRequest {
  readonly peer: PeerId;
  readonly tx: TxRef;
}

/**
 * - `delayed`: a candidate whose time has not come;
 * - `ready`: one whose time has come;
 * - `best`: the ready one that is to be asked; there is none while another one is requested;
 * - `requested`, `done`.
 */
type State = 'delayed' | 'ready' | 'best' | 'requested' | 'done';

interface Announcement {
  readonly tx: TxRef;
  readonly key: string;
  readonly peer: PeerId;
  /** Counts announcements. */
  readonly sequence: number;
  readonly isPreferred: boolean;
  readonly lot: number;
  state: State;
  /** Of a candidate: not before; of a request: until. */
  timeMs: number;
}

interface PeerRecord {
  readonly byKey: Map<string, Announcement>;
  readonly best: Set<Announcement>;
  inFlight: number;
}

const LOTS = 2 ** 48;

/** Nothing announced yet. */
export function createTxRequests(random: Pick<Random, 'below'>): TxRequests {
  const peers = new Map<PeerId, PeerRecord>();
  const byHash = new Map<string, Set<Announcement>>();
  const waiting = createUpdatableHeap<Announcement>((a, b) => a.timeMs < b.timeMs);
  let sequence = 0;
  let size = 0;
  let lastMs = Number.NEGATIVE_INFINITY;

  const recordOf = (peer: PeerId): PeerRecord =>
    expectDefined(peers.get(peer), 'who has announced something is known');

  const sameHash = (key: string): ReadonlySet<Announcement> => byHash.get(key) ?? new Set();

  function setState(announcement: Announcement, state: State): void {
    const record = recordOf(announcement.peer);
    if (announcement.state === 'requested') record.inFlight--;
    if (state === 'requested') record.inFlight++;
    announcement.state = state;
    if (state === 'best') record.best.add(announcement);
    else record.best.delete(announcement);
    if (isWaiting(announcement)) waiting.put(announcement);
    else waiting.remove(announcement);
  }

  function erase(announcement: Announcement): void {
    const { peer, key } = announcement;
    setState(announcement, 'done');
    const record = recordOf(peer);
    record.byKey.delete(key);
    if (record.byKey.size === 0) peers.delete(peer);
    const others = byHash.get(key);
    others?.delete(announcement);
    if (others?.size === 0) byHash.delete(key);
    size--;
  }

  /** Lets the best of those that are ready be asked, unless one is asked already. */
  function select(key: string): void {
    const all = [...sameHash(key)];
    if (all.some(({ state }) => state === 'requested')) return;
    const ready = all.filter(isReady);
    const [best] = ready.sort((a, b) => (comesBefore(a, b) ? -1 : 1));
    for (const other of ready) if (other.state === 'best' && other !== best) setState(other, 'ready');
    if (best?.state === 'ready') setState(best, 'best');
  }

  /** The same for one that has become ready: the others need not be compared with each other again. */
  function challenge(announcement: Announcement): void {
    for (const other of sameHash(announcement.key)) {
      if (other.state === 'requested') return;
      if (other.state !== 'best') continue;
      if (!comesBefore(announcement, other)) return;
      setState(other, 'ready');
      break;
    }
    setState(announcement, 'best');
  }

  /** @returns false where it was the last one, so that all are forgotten */
  function finish(announcement: Announcement): boolean {
    const { key, state } = announcement;
    if (state === 'done') return true;
    setState(announcement, 'done');
    const all = [...sameHash(key)];
    if (all.every((other) => other.state === 'done')) {
      for (const other of all) erase(other);
      return false;
    }
    if (state === 'best' || state === 'requested') select(key);
    return true;
  }

  /** Lets the time be as it is. @returns the requests that it is too late for */
  function advance(nowMs: number): ExpiredRequest[] {
    const expired: ExpiredRequest[] = [];
    for (let first = waiting.peek(); first && first.timeMs <= nowMs; first = waiting.peek()) {
      if (first.state === 'requested') {
        expired.push({ peer: first.peer, tx: first.tx });
        finish(first);
      } else {
        setState(first, 'ready');
        challenge(first);
      }
    }
    if (nowMs < lastMs) rewind(nowMs);
    lastMs = nowMs;
    return expired;
  }

  /** The clock went back, which happens to tests and to those whose clock was wrong. */
  function rewind(nowMs: number): void {
    for (const [key, announcements] of byHash) {
      const early = [...announcements].filter((one) => isReady(one) && one.timeMs > nowMs);
      for (const announcement of early) setState(announcement, 'delayed');
      if (early.length > 0) select(key);
    }
  }

  return {
    announce(peer, tx, { isPreferred, notBeforeMs: timeMs }) {
      const key = hashKey(tx.hash);
      const record = peers.get(peer) ?? { byKey: new Map(), best: new Set(), inFlight: 0 };
      if (record.byKey.has(key)) return;
      peers.set(peer, record);
      const facts = { tx, key, peer, isPreferred, timeMs, sequence: sequence++, lot: random.below(LOTS) };
      const announcement: Announcement = { ...facts, state: 'delayed' };
      record.byKey.set(key, announcement);
      const others = byHash.get(key);
      if (others) others.add(announcement);
      else byHash.set(key, new Set([announcement]));
      waiting.put(announcement);
      size++;
    },
    dropPeer(peer) {
      // What is forgotten with another one is not walked over again.
      for (const announcement of peers.get(peer)?.byKey.values() ?? []) {
        if (finish(announcement)) erase(announcement);
      }
    },
    forget(hash) {
      for (const announcement of [...sameHash(hashKey(hash))]) erase(announcement);
    },
    due(peer, nowMs) {
      const expired = advance(nowMs);
      const best = [...(peers.get(peer)?.best ?? [])].sort((a, b) => a.sequence - b.sequence);
      return { wanted: best.map(({ tx }) => tx), expired };
    },
    noteRequested(peer, hash, expiryMs) {
      const key = hashKey(hash);
      const announcement = peers.get(peer)?.byKey.get(key);
      if (!announcement || announcement.state === 'requested' || announcement.state === 'done') return;
      for (const other of sameHash(key)) {
        if (other.state === 'best') setState(other, 'ready');
        // Nobody waits for that answer any more.
        else if (other.state === 'requested') setState(other, 'done');
      }
      waiting.remove(announcement);
      announcement.timeMs = expiryMs;
      setState(announcement, 'requested');
    },
    noteAnswered(peer, hash) {
      const announcement = peers.get(peer)?.byKey.get(hashKey(hash));
      if (announcement) finish(announcement);
    },
    inFlight: (peer) => peers.get(peer)?.inFlight ?? 0,
    count: (peer) => peers.get(peer)?.byKey.size ?? 0,
    size: () => size,
    candidates: (hash) =>
      [...sameHash(hashKey(hash))].filter(({ state }) => state !== 'done').map(({ peer }) => peer),
  };
}

function isWaiting({ state }: Announcement): boolean {
  return state === 'delayed' || state === 'requested';
}

function isReady({ state }: Announcement): boolean {
  return state === 'ready' || state === 'best';
}

function comesBefore(a: Announcement, b: Announcement): boolean {
  if (a.isPreferred !== b.isPreferred) return a.isPreferred;
  return a.lot === b.lot ? a.sequence < b.sequence : a.lot > b.lot;
}

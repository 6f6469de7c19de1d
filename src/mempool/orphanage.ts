import { transactionWeight } from '../consensus/weight.ts';
import { MAX_STANDARD_TX_WEIGHT } from '../policy/standard-transaction.ts';
import type { Block } from '../primitives/block.ts';
import { type Hash256, hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { expectDefined } from '../util/invariant.ts';
import {
  type Announcement,
  createAnnouncements,
  type Orphan,
  type OrphanPeer,
  type PeerId,
} from './orphan-announcements.ts';
import { type OrphanCosts, worstPeer } from './orphan-shares.ts';

/**
 * Transactions of peers whose parents are not known (yet). Nobody can tell an orphan from one that spends what never
 * existed, so what is kept is bounded by what it costs, in memory and in the time that it takes to look through. Each
 * peer has a share of both which no other peer can take from it; beyond its share it may have what the others don't
 * need. Nothing expires by time: what is useless is pushed out by what its own peer sends later.
 *
 * An announcement is one peer's word of one transaction. A transaction stays while any peer's announcement does.
 * @source Bitcoin Core 30 src/node/txorphanage.h
 */
export interface Orphanage {
  /** Adds a transaction from a peer, unless it is too heavy. @returns whether nobody had announced it before */
  addTx(tx: Transaction, peer: PeerId): boolean;
  /** Adds a peer to those that announced a transaction that is here. @returns false where it did so already, or it is not here */
  addAnnouncer(wtxid: Hash256, peer: PeerId): boolean;
  getTx(wtxid: Hash256): Transaction | undefined;
  hasTxFromPeer(wtxid: Hash256, peer: PeerId): boolean;
  /** Of a transaction that was accepted: those that spend its outputs get ready to be judged again, each for one of its peers. */
  addChildrenToWorkSet(tx: Transaction): readonly WorkItem[];
  /** The first transaction that is ready for this peer; it is not ready any more then, but still here. */
  takeTxToReconsider(peer: PeerId): Transaction | undefined;
  hasTxToReconsider(peer: PeerId): boolean;
  /** What this peer announced of those that spend outputs of the transaction: ready ones first, then the newest first. */
  childrenFromPeer(parent: Transaction, peer: PeerId): readonly Transaction[];
  /** @returns whether it was here */
  eraseTx(wtxid: Hash256): boolean;
  /** Forgets a peer, and what nobody else announced. */
  eraseForPeer(peer: PeerId): void;
  /** Drops what the block holds, or what spends the same. @returns how many */
  eraseForBlock(block: Pick<Block, 'transactions'>): number;
  /** Every transaction with the peers that announced it. */
  orphans(): readonly OrphanInfo[];
  totals(): OrphanageTotals;
  /** What one peer's announcements cost; nothing of a peer that has none. */
  totalsOf(peer: PeerId): PeerTotals;
}

export interface WorkItem {
  readonly wtxid: Hash256;
  /** The peer for which it is judged again. */
  readonly peer: PeerId;
}

export interface OrphanInfo {
  readonly tx: Transaction;
  readonly announcers: readonly PeerId[];
}

export interface PeerTotals extends OrphanCosts {
  readonly announcements: number;
}

export interface OrphanageTotals extends PeerTotals {
  readonly transactions: number;
}

export interface OrphanageRules {
  /** What all together may score. */
  readonly maxLatencyScore?: number;
  /** Weight units that each peer may have, whatever the others do. */
  readonly reservedWeightPerPeer?: number;
  /** A random whole number from 0 on, below the one given. */
  readonly randomBelow: (limit: number) => number;
}

/** @source Bitcoin Core src/node/txorphanage.h */
const DEFAULT_MAX_LATENCY_SCORE = 3000;
const DEFAULT_RESERVED_WEIGHT_PER_PEER = 404_000;

/** An empty orphanage. */
export function createOrphanage(rules: OrphanageRules): Orphanage {
  const { maxLatencyScore = DEFAULT_MAX_LATENCY_SCORE, randomBelow } = rules;
  const { reservedWeightPerPeer = DEFAULT_RESERVED_WEIGHT_PER_PEER } = rules;
  const announcements = createAnnouncements();
  const { byWtxid, peers } = announcements;

  function isOverfull(): boolean {
    const { latencyScore, weight } = announcements.totals();
    return latencyScore > maxLatencyScore || weight > reservedWeightPerPeer * Math.max(peers.size, 1);
  }

  /**
   * Takes from whoever is furthest above its share, until all have room. Where a limit is exceeded, some peer is above
   * its share; so none is touched that is not.
   * @source Bitcoin Core src/node/txorphanage.cpp TxOrphanageImpl::LimitOrphans
   */
  function limit(): void {
    // A share of time grows when a peer is gone: not before all is within bounds.
    const latencyScore = Math.floor(maxLatencyScore / Math.max(peers.size, 1));
    const share = { latencyScore, weight: reservedWeightPerPeer };
    while (isOverfull()) {
      const worst = expectDefined(peers.get(worstPeer(peers, share)), 'it is one of them');
      announcements.remove(firstToGo(worst));
    }
  }

  function removeAll(doomed: Iterable<Announcement>): void {
    for (const announcement of [...doomed]) announcements.remove(announcement);
  }

  function makeReady(orphan: Orphan): WorkItem | undefined {
    const candidates = [...orphan.announcements.values()];
    if (candidates.some(({ isReady }) => isReady)) return undefined;
    // Any of its peers: a fixed one could keep it from being judged by going away.
    const chosen = expectDefined(candidates[randomBelow(candidates.length)], 'an orphan has a peer');
    announcements.setReady(chosen, true);
    return { wtxid: orphan.tx.wtxid, peer: chosen.peer };
  }

  return {
    addTx(tx, peer) {
      const weight = transactionWeight(tx);
      const known = announcements.get(tx.wtxid);
      if (weight > MAX_STANDARD_TX_WEIGHT || known?.announcements.has(peer)) return false;
      announcements.add(tx, { weight, peer });
      limit();
      return known === undefined;
    },
    addAnnouncer(wtxid, peer) {
      const orphan = announcements.get(wtxid);
      if (!orphan || orphan.announcements.has(peer)) return false;
      announcements.add(orphan.tx, { weight: orphan.weight, peer });
      limit();
      return true;
    },
    getTx: (wtxid) => announcements.get(wtxid)?.tx,
    hasTxFromPeer: (wtxid, peer) => announcements.get(wtxid)?.announcements.has(peer) === true,
    addChildrenToWorkSet({ txid, outputs }) {
      const children = outputs.flatMap((_, index) => [...announcements.spendersOf({ txid, index })]);
      return children.map(makeReady).filter((item) => item !== undefined);
    },
    takeTxToReconsider(id) {
      const first = firstReady(peers.get(id));
      if (first) announcements.setReady(first, false);
      return first?.orphan.tx;
    },
    hasTxToReconsider: (id) => (peers.get(id)?.ready ?? 0) > 0,
    childrenFromPeer: ({ txid }, id) => childrenOf(txid, peers.get(id)),
    eraseTx(wtxid) {
      const orphan = announcements.get(wtxid);
      if (orphan) removeAll(orphan.announcements.values());
      // With a peer less there may be less room for all.
      limit();
      return orphan !== undefined;
    },
    eraseForPeer(id) {
      removeAll(peers.get(id)?.announcements ?? []);
      limit();
    },
    eraseForBlock({ transactions }) {
      const spent = transactions.flatMap(({ inputs }) => inputs);
      const gone = new Set(spent.flatMap(({ prevout }) => [...announcements.spendersOf(prevout)]));
      for (const orphan of gone) removeAll(orphan.announcements.values());
      limit();
      return gone.size;
    },
    orphans: () =>
      Array.from(byWtxid.values(), ({ tx, announcements: from }) => ({ tx, announcers: [...from.keys()] })),
    totals: () => ({ transactions: byWtxid.size, ...announcements.totals() }),
    totalsOf(id) {
      const { announcements: own, weight = 0, latencyScore = 0 } = peers.get(id) ?? {};
      return { announcements: own?.size ?? 0, weight, latencyScore };
    },
  };
}

/** The oldest that is not ready, or else the oldest. */
function firstToGo({ announcements }: OrphanPeer): Announcement {
  let oldest: Announcement | undefined;
  for (const announcement of announcements) {
    if (!announcement.isReady) return announcement;
    oldest ??= announcement;
  }
  return expectDefined(oldest, 'a peer that is known has announced something');
}

function firstReady(peer: OrphanPeer | undefined): Announcement | undefined {
  if (!peer || peer.ready === 0) return undefined;
  for (const announcement of peer.announcements) if (announcement.isReady) return announcement;
  return undefined;
}

/** Ready ones first, and each kind from the newest on: an older one may be what a newer one replaced. */
function childrenOf(txid: Hash256, peer: OrphanPeer | undefined): readonly Transaction[] {
  const parent = hashKey(txid);
  const found = [...(peer?.announcements ?? [])]
    .filter(({ orphan }) => orphan.tx.inputs.some(({ prevout }) => hashKey(prevout.txid) === parent))
    .reverse();
  const ordered = [...found.filter(({ isReady }) => isReady), ...found.filter(({ isReady }) => !isReady)];
  return ordered.map(({ orphan }) => orphan.tx);
}

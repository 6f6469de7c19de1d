import type { PeerId } from '../mempool/orphan-announcements.ts';
import type { Orphanage } from '../mempool/orphanage.ts';
import { displayHash, type Hash256, hashKey } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import type { Log } from '../util/log.ts';
import type { TxRef } from './inventory.ts';
import type { KnownTransactions } from './known-transactions.ts';
import type { HowToAsk, TxRequests } from './tx-requests.ts';

/**
 * Whom to ask for which transaction, and when: announcements on one side, requests on the other. Whoever announces an
 * orphan is asked for its parents.
 * @source Bitcoin Core src/node/txdownloadman_impl.cpp TxDownloadManagerImpl::AddTxAnnouncement, GetRequestsToSend
 */
export interface TxAsking {
  connected(peer: PeerId, traits: AskedPeer): void;
  gone(peer: PeerId): void;
  /** A peer has the transaction. @returns true where it is of no use to ask for it */
  announced(peer: PeerId, tx: TxRef, nowMs: number): boolean;
  /** What to ask of the peer now; it counts as asked. */
  take(peer: PeerId, nowMs: number): readonly TxRef[];
  /** Keeps a transaction whose parents are unknown, for every peer that has announced it and may be asked for these. */
  addOrphan(tx: Transaction, request: OrphanRequest): void;
}

/** What of a peer matters here. */
export interface AskedPeer {
  readonly isPreferred: boolean;
  /** May announce any number. */
  readonly hasRelayPermission: boolean;
  readonly usesWtxids: boolean;
}

export interface OrphanRequest {
  /** Who sent it. */
  readonly peer: PeerId;
  /** The ids of its parents that are not known. */
  readonly parents: readonly Hash256[];
  readonly nowMs: number;
}

/** @source Bitcoin Core src/node/txdownloadman.h */
const MAX_IN_FLIGHT = 100;
const MAX_ANNOUNCEMENTS = 5000;
const TXID_DELAY_MS = 2000;
const NOT_PREFERRED_DELAY_MS = 2000;
const OVERLOADED_DELAY_MS = 2000;
const ANSWER_MS = 60_000;

export interface TxAskingDependencies {
  readonly requests: TxRequests;
  readonly orphanage: Orphanage;
  readonly known: KnownTransactions;
  readonly log: Log;
}

export function createTxAsking({ requests, orphanage, known, log }: TxAskingDependencies): TxAsking {
  const peers = new Map<PeerId, AskedPeer>();
  let wtxidPeers = 0;

  /** How long to wait for somebody better to announce it. @param byTxid - where others might name it unambiguously */
  function howToAsk(
    peer: PeerId,
    traits: AskedPeer,
    { byTxid, nowMs }: { byTxid: boolean; nowMs: number },
  ): HowToAsk {
    const { isPreferred, hasRelayPermission } = traits;
    const hasBetterName = byTxid && wtxidPeers > 0;
    const isOverloaded = !hasRelayPermission && requests.inFlight(peer) >= MAX_IN_FLIGHT;
    const delayMs =
      (isPreferred ? 0 : NOT_PREFERRED_DELAY_MS) +
      (hasBetterName ? TXID_DELAY_MS : 0) +
      (isOverloaded ? OVERLOADED_DELAY_MS : 0);
    return { isPreferred, notBeforeMs: nowMs + delayMs };
  }

  function mayAnnounce(peer: PeerId, { hasRelayPermission }: AskedPeer, count: number): boolean {
    return hasRelayPermission || requests.count(peer) + count <= MAX_ANNOUNCEMENTS;
  }

  /** Takes the peer's word of an orphan for its word of the parents. @returns false where it is not to be asked */
  function askForParents(wtxid: Hash256, { peer, parents, nowMs }: OrphanRequest): boolean {
    const traits = peers.get(peer);
    if (!traits || orphanage.hasTxFromPeer(wtxid, peer)) return false;
    if (!mayAnnounce(peer, traits, parents.length)) return false;
    // Parent and child are often on their way together: with some delay the parent may be here before it is asked for.
    const how = howToAsk(peer, traits, { byTxid: true, nowMs });
    for (const hash of parents) requests.announce(peer, { hash, isWtxid: false }, how);
    log.debug(
      'txpackages',
      () => `added peer=${peer} as a candidate for resolving orphan ${displayHash(wtxid)}`,
    );
    return true;
  }

  function announcedOrphan(orphan: Transaction, peer: PeerId, nowMs: number): void {
    const parents = unknownParents(orphan, known);
    // What was missing may be here or refused by now: then it waits for its turn to be judged.
    if (parents.length > 0 && askForParents(orphan.wtxid, { peer, parents, nowMs })) {
      if (orphanage.addAnnouncer(orphan.wtxid, peer)) logAnnouncer(orphan, peer);
    }
  }

  function logAnnouncer({ txid, wtxid }: Transaction, peer: PeerId): void {
    log.debug(
      'txpackages',
      () => `added peer=${peer} as announcer of orphan tx ${displayHash(txid)} (wtxid=${displayHash(wtxid)})`,
    );
  }

  /** @returns false where it is here by now */
  function ask(peer: PeerId, tx: TxRef, nowMs: number): boolean {
    if (known.has(tx, { reconsiderable: false })) {
      requests.forget(tx.hash);
      return false;
    }
    log.debug('net', () => `Requesting ${refText(tx)} peer=${peer}`);
    requests.noteRequested(peer, tx.hash, nowMs + ANSWER_MS);
    return true;
  }

  return {
    connected(peer, traits) {
      peers.set(peer, traits);
      if (traits.usesWtxids) wtxidPeers++;
    },
    gone(peer) {
      const { announcements } = orphanage.totalsOf(peer);
      if (announcements > 0) {
        log.debug('txpackages', `Erased ${announcements} orphan transaction(s) from peer=${peer}`);
      }
      orphanage.eraseForPeer(peer);
      requests.dropPeer(peer);
      if (peers.get(peer)?.usesWtxids) wtxidPeers--;
      peers.delete(peer);
    },
    announced(peer, tx, nowMs) {
      const orphan = tx.isWtxid ? orphanage.getTx(tx.hash) : undefined;
      if (orphan) announcedOrphan(orphan, peer, nowMs);
      if (orphan || known.has(tx, { reconsiderable: true })) return true;
      const traits = peers.get(peer);
      if (traits && mayAnnounce(peer, traits, 1)) {
        requests.announce(peer, tx, howToAsk(peer, traits, { byTxid: !tx.isWtxid, nowMs }));
      }
      return false;
    },
    take(peer, nowMs) {
      const { wanted, expired } = requests.due(peer, nowMs);
      for (const late of expired) {
        log.debug('net', () => `timeout of inflight ${refText(late.tx)} from peer=${late.peer}`);
      }
      return wanted.filter((tx) => ask(peer, tx, nowMs));
    },
    addOrphan(tx, request) {
      const others = [tx.txid, tx.wtxid].flatMap(requests.candidates);
      for (const peer of new Set([request.peer, ...others])) {
        if (!askForParents(tx.wtxid, { ...request, peer })) continue;
        const isNew = orphanage.addTx(tx, peer);
        if (isNew) logStored(tx);
        else if (orphanage.hasTxFromPeer(tx.wtxid, peer)) logAnnouncer(tx, peer);
      }
    },
  };

  function logStored({ txid, wtxid }: Transaction): void {
    log.debug('txpackages', () => {
      const { transactions } = orphanage.totals();
      return `stored orphan tx ${displayHash(txid)} (wtxid=${displayHash(wtxid)}) (mapsz ${transactions})`;
    });
  }
}

/** The ids of the transactions that it spends of, each once. */
export function parentIds({ inputs }: Transaction): readonly Hash256[] {
  return [...new Map(inputs.map(({ prevout: { txid } }) => [hashKey(txid), txid])).values()];
}

/** Those of them that are to be asked for; one that was refused for its fee is: the child may pay for it. */
export function unknownParents(tx: Transaction, known: Pick<KnownTransactions, 'has'>): readonly Hash256[] {
  return parentIds(tx).filter((hash) => !known.has({ hash, isWtxid: false }, { reconsiderable: false }));
}

function refText({ hash, isWtxid }: TxRef): string {
  return `${isWtxid ? 'wtx' : 'tx'} ${displayHash(hash)}`;
}

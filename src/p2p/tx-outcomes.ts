import { sha256 } from '../crypto/sha256d.ts';
import type { PeerId } from '../mempool/orphan-announcements.ts';
import type { Orphanage } from '../mempool/orphanage.ts';
import type { Block } from '../primitives/block.ts';
import { displayHash, type Hash256, toHash256 } from '../primitives/hash256.ts';
import { hasWitness, type Transaction } from '../primitives/tx.ts';
import { compareBytes, concatBytes, reversed } from '../util/bytes.ts';
import type { Log } from '../util/log.ts';
import type { KnownTransactions } from './known-transactions.ts';
import { type OrphanRequest, parentIds, type TxAsking, unknownParents } from './tx-asking.ts';
import type { RefusalClass } from './tx-refusal.ts';
import type { TxRequests } from './tx-requests.ts';

/**
 * What follows from a transaction that came, and from what the mempool said of it: what is not to be asked for again,
 * which orphans are to be looked at anew, what may be tried together.
 * @source Bitcoin Core src/node/txdownloadman_impl.cpp TxDownloadManagerImpl
 */
export interface TxOutcomes {
  /** Whether it would be judged by itself, if it came now. */
  isNews(tx: Transaction): boolean;
  /** A peer has sent the transaction. @returns whether it is to be judged, or else a package that is */
  received(tx: Transaction, peer: PeerId): 'judge' | 'drop' | ParentAndChild;
  accepted(tx: Transaction): void;
  rejected(tx: Transaction, refusal: Refusal): AfterRefusal;
  rejectedTogether(txs: ParentAndChild): void;
  blockConnected(block: Pick<Block, 'transactions'>): void;
}

/** Two transactions that are judged as one, the parent first. */
export type ParentAndChild = readonly [Transaction, Transaction];

export interface Refusal extends Pick<OrphanRequest, 'peer' | 'nowMs'> {
  readonly kind: RefusalClass;
  /** It came just now: it was no orphan, nor one of a package. */
  readonly isFirst: boolean;
}

export interface AfterRefusal {
  /** Parents that the peer surely has. */
  readonly parents: readonly Hash256[];
  /** What may pass in its stead. */
  readonly together: ParentAndChild | undefined;
  /** It may still come in a block, and is worth to be kept for that. */
  readonly isWorthKeeping: boolean;
}

export interface TxOutcomesDependencies {
  readonly requests: TxRequests;
  readonly orphanage: Orphanage;
  readonly known: KnownTransactions;
  readonly asking: Pick<TxAsking, 'addOrphan'>;
  readonly isInMempool: (txid: Hash256) => boolean;
  /** Lets every peer have its turn soon. */
  readonly wake: () => void;
  readonly log: Log;
}

export function createTxOutcomes(deps: TxOutcomesDependencies): TxOutcomes {
  const { requests, orphanage, known, asking, log } = deps;
  const { rejected, reconsiderable } = known;

  function forget({ txid, wtxid }: Transaction): void {
    requests.forget(txid);
    requests.forget(wtxid);
  }

  /** A child of the same peer: others can't put theirs in between. */
  function findChild(parent: Transaction, peer: PeerId): ParentAndChild | undefined {
    const children = orphanage.childrenFromPeer(parent, peer);
    const child = children.find(
      (tx) => !reconsiderable.contains(packageHash([parent, tx])) && !rejected.contains(tx.txid),
    );
    return child && [parent, child];
  }

  /** One of the parents may have been refused for its fee alone: the orphan may pay for it. */
  function isHopeless(parents: readonly Hash256[]): boolean {
    let unpaid = 0;
    for (const txid of parents) {
      if (rejected.contains(txid)) return true;
      if (reconsiderable.contains(txid) && !deps.isInMempool(txid)) unpaid++;
    }
    return unpaid > 1;
  }

  function keepOrphan(tx: Transaction, { peer, nowMs }: Refusal): AfterRefusal {
    const wasHere = orphanage.getTx(tx.wtxid) !== undefined;
    if (isHopeless(parentIds(tx))) {
      log.debug('mempool', () => `not keeping orphan with rejected parents ${idsText(tx)}`);
      // Whatever its witness.
      rejected.insert(tx.txid);
      rejected.insert(tx.wtxid);
      forget(tx);
      return { parents: [], together: undefined, isWorthKeeping: true };
    }
    const parents = unknownParents(tx, known);
    asking.addOrphan(tx, { peer, parents, nowMs });
    forget(tx);
    return { parents, together: undefined, isWorthKeeping: !wasHere };
  }

  function refuse(tx: Transaction, { kind, peer, isFirst }: Refusal): ParentAndChild | undefined {
    const isReconsiderable = kind === 'reconsiderable';
    (isReconsiderable ? reconsiderable : rejected).insert(tx.wtxid);
    requests.forget(tx.wtxid);
    if (kind === 'inputs-not-standard' && hasWitness(tx)) {
      // That follows from the txid: as a parent of others it need not be asked for.
      rejected.insert(tx.txid);
      requests.forget(tx.txid);
    }
    if (!isReconsiderable || !isFirst) return undefined;
    log.debug(
      'txpackages',
      () => `tx ${idsText(tx)} failed but reconsiderable, looking for child in orphanage`,
    );
    return findChild(tx, peer);
  }

  function makeChildrenReady(tx: Transaction): void {
    if (orphanage.totals().transactions === 0) return;
    const work = orphanage.addChildrenToWorkSet(tx);
    for (const { wtxid, peer } of work) {
      log.debug('txpackages', () => `added wtxid=${displayHash(wtxid)} to peer ${peer} workset`);
    }
    // It may be other peers' work than that of the one whose turn it is.
    if (work.length > 0) deps.wake();
  }

  return {
    isNews: (tx) => !known.has({ hash: tx.wtxid, isWtxid: true }, { reconsiderable: true }),
    received(tx, peer) {
      requests.noteAnswered(peer, tx.txid);
      if (hasWitness(tx)) requests.noteAnswered(peer, tx.wtxid);
      if (known.has({ hash: tx.wtxid, isWtxid: true }, { reconsiderable: false })) return 'drop';
      if (!reconsiderable.contains(tx.wtxid)) return 'judge';
      log.debug(
        'txpackages',
        () => `found tx ${idsText(tx)} in reconsiderable rejects, looking for child in orphanage`,
      );
      return findChild(tx, peer) ?? 'drop';
    },
    accepted(tx) {
      forget(tx);
      makeChildrenReady(tx);
      orphanage.eraseTx(tx.wtxid);
    },
    rejected(tx, refusal) {
      const { kind, isFirst } = refusal;
      const nothing = { parents: [], together: undefined, isWorthKeeping: isFirst };
      if (kind === 'missing-inputs') {
        return isFirst && !rejected.contains(tx.wtxid) ? keepOrphan(tx, refusal) : nothing;
      }
      // Its witness may have been taken away on the way to us: nothing can be said of it.
      const isStripped = kind === 'witness-stripped';
      const together = isStripped ? undefined : refuse(tx, refusal);
      if (orphanage.eraseTx(tx.wtxid)) log.debug('txpackages', () => `   removed orphan tx ${idsText(tx)}`);
      return { parents: [], together, isWorthKeeping: isFirst && !isStripped };
    },
    rejectedTogether: (txs) => reconsiderable.insert(packageHash(txs)),
    blockConnected(block) {
      const erased = orphanage.eraseForBlock(block);
      if (erased > 0) {
        log.debug('txpackages', `Erased ${erased} orphan transaction(s) included or conflicted by block`);
      }
      for (const tx of block.transactions) {
        makeChildrenReady(tx);
        forget(tx);
      }
      known.noteConfirmed(block);
    },
  };
}

/** Names several transactions, in whatever order. @source Bitcoin Core src/policy/packages.cpp GetPackageHash */
export function packageHash(txs: readonly Transaction[]): Hash256 {
  const sorted = txs.map(({ wtxid }) => reversed(wtxid)).sort(compareBytes);
  return toHash256(sha256(concatBytes(...sorted.map(reversed))));
}

export function idsText({ txid, wtxid }: Transaction): string {
  return `${displayHash(txid)} (wtxid=${displayHash(wtxid)})`;
}

import type { AcceptedTransaction } from '../mempool/accept.ts';
import type { Orphanage } from '../mempool/orphanage.ts';
import type { PackageOutcome } from '../mempool/package-outcome.ts';
import type { KnownFailures } from '../mempool/ports.ts';
import type { MempoolRejectCode } from '../policy/reject-codes.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { describeRejection, type Rejected, reject } from '../util/verdict.ts';
import type { P2pContext } from './context.ts';
import { logName, type Peer } from './peer.ts';
import { idsText, type ParentAndChild, type TxOutcomes } from './tx-outcomes.ts';
import { type RefusalClass, refusalClass } from './tx-refusal.ts';
import type { TxRelay } from './tx-relay.ts';

/**
 * Judges what peers send, by the mempool, and sees to what follows. Scripts of large ones are run on every core first;
 * else all is one step. What peers send is in the mempool before it is on disk.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::ProcessValidTx, ProcessInvalidTx, ProcessOrphanTx
 */
export interface TxArrivals {
  /** A transaction that has come just now. @returns whether it is in the mempool now */
  receive(tx: Transaction, peer: Peer): Promise<boolean>;
  /** One of the peer's orphans that is ready to be judged again. @returns false where there is none */
  reconsider(peer: Peer): Promise<boolean>;
}

export interface TxArrivalsDependencies extends P2pContext {
  readonly outcomes: TxOutcomes;
  readonly orphanage: Pick<Orphanage, 'takeTxToReconsider' | 'getTx'>;
  readonly relay: Pick<TxRelay, 'announce' | 'noteKnown'>;
  /** Keeps a transaction that is not in the mempool, as a block may hold it. */
  readonly keepExtra: (tx: Transaction) => void;
}

interface Refused {
  readonly rejected: Rejected<MempoolRejectCode>;
  readonly kind: RefusalClass;
  readonly isFirst: boolean;
}

export function createTxArrivals(deps: TxArrivalsDependencies): TxArrivals {
  const { mempool, clock, log, outcomes, orphanage, relay } = deps;

  function onAccepted({ tx }: AcceptedTransaction, peer: Peer): void {
    outcomes.accepted(tx);
    log.debug('mempool', () => {
      const { count, usage } = mempool.info();
      const pool = `(poolsz ${count} txn, ${Math.floor(usage / 1000)} kB)`;
      return `AcceptToMemoryPool: ${logName(peer)}: accepted ${idsText(tx)} ${pool}`;
    });
    relay.announce(tx.wtxid);
  }

  /** @returns what may pass in its stead */
  function onRefused(
    tx: Transaction,
    peer: Peer,
    { rejected, kind, isFirst }: Refused,
  ): ParentAndChild | undefined {
    log.debug(
      'mempoolrej',
      () => `${idsText(tx)} from ${logName(peer)} was not accepted: ${describeRejection(rejected)}`,
    );
    const after = outcomes.rejected(tx, { kind, peer: peer.id, isFirst, nowMs: clock.nowMs() });
    if (after.isWorthKeeping) deps.keepExtra(tx);
    for (const parent of after.parents) relay.noteKnown(peer, parent);
    return after.together;
  }

  function refusedFor(tx: Transaction, rejected: Rejected<MempoolRejectCode>): Omit<Refused, 'isFirst'> {
    return { rejected, kind: refusalClass(tx, rejected.code, mempool.coins) };
  }

  /** What is known of their scripts, where those are to be run before. */
  async function ahead(txs: readonly Transaction[]): Promise<KnownFailures | undefined> {
    const checked = mempool.checkAhead(txs);
    return checked && (await checked);
  }

  async function judge(tx: Transaction, failures: KnownFailures | undefined, peer: Peer): Promise<boolean> {
    const verdict = mempool.accept(tx, failures);
    if (verdict.ok) onAccepted(verdict.value, peer);
    else {
      const together = onRefused(tx, peer, { ...refusedFor(tx, verdict), isFirst: true });
      if (together) await judgeTogether(together, peer);
    }
    return verdict.ok;
  }

  async function judgeTogether(txs: ParentAndChild, peer: Peer): Promise<void> {
    const failures = await ahead(txs);
    const outcome = mempool.acceptPackage({ txs, ...(failures && { failures }) });
    log.debug(
      'txpackages',
      () =>
        `package evaluation for ${packageText(txs, peer)}: package ${outcome.failure ? 'rejected' : 'accepted'}`,
    );
    if (outcome.failure) outcomes.rejectedTogether(txs);
    // The child first: else it would be made ready by its parent's acceptance.
    for (const tx of txs.toReversed()) settle(tx, outcome, peer);
  }

  function settle(tx: Transaction, { members }: PackageOutcome, peer: Peer): void {
    const member = members.get(tx);
    if (member?.kind === 'accepted') onAccepted(member.accepted, peer);
    if (member?.kind === 'other-witness') {
      onRefused(tx, peer, {
        rejected: reject('txn-same-nonwitness-data-in-mempool'),
        kind: 'conflict',
        isFirst: false,
      });
    }
    if (member?.kind !== 'refused') return;
    const refused = refusedFor(tx, member.rejected);
    // What had to go again as one of a package is not to be tried in another.
    const isFull = member.rejected.code === 'mempool full';
    onRefused(tx, peer, { ...refused, ...(isFull && { kind: 'mempool-policy' }), isFirst: false });
  }

  const take = (peer: Peer): Transaction | undefined => orphanage.takeTxToReconsider(peer.id);

  /** @returns false where its parents are still missing */
  async function judgeOrphan(tx: Transaction, peer: Peer): Promise<boolean> {
    const failures = await ahead([tx]);
    // It may have come in, or have been pushed out, meanwhile.
    if (orphanage.getTx(tx.wtxid) !== tx) return true;
    const verdict = mempool.accept(tx, failures);
    if (verdict.ok) {
      log.debug('txpackages', () => `   accepted orphan tx ${idsText(tx)}`);
      onAccepted(verdict.value, peer);
      return true;
    }
    const refused = refusedFor(tx, verdict);
    if (refused.kind === 'missing-inputs') return false;
    log.debug(
      'txpackages',
      () => `   invalid orphan tx ${idsText(tx)} from ${logName(peer)}. ${describeRejection(verdict)}`,
    );
    onRefused(tx, peer, { ...refused, isFirst: false });
    return true;
  }

  /** A gateway for nodes behind it, which ask for that. */
  function relayAnyway(tx: Transaction, peer: Peer): void {
    if (mempool.get(tx.txid)) {
      log.info(`Force relaying tx ${idsText(tx)} from ${logName(peer)}`);
      relay.announce(tx.wtxid);
    } else {
      log.info(`Not relaying non-mempool transaction ${idsText(tx)} from forcerelay ${logName(peer)}`);
    }
  }

  return {
    async receive(tx, peer) {
      const failures = outcomes.isNews(tx) ? await ahead([tx]) : undefined;
      const wanted = outcomes.received(tx, peer.id);
      if (wanted === 'judge') return judge(tx, failures, peer);
      if (peer.permissions.has('forcerelay')) relayAnyway(tx, peer);
      if (wanted !== 'drop') await judgeTogether(wanted, peer);
      return false;
    },
    async reconsider(peer) {
      for (let orphan = take(peer); orphan; orphan = take(peer)) {
        if (await judgeOrphan(orphan, peer)) return true;
      }
      return false;
    },
  };
}

function packageText([parent, child]: ParentAndChild, { id }: Peer): string {
  const text = ({ txid, wtxid }: Transaction) =>
    `${displayHash(txid)} (wtxid=${displayHash(wtxid)}, sender=${id})`;
  return `parent ${text(parent)} + child ${text(child)}`;
}

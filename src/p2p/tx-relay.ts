import type { Hash256 } from '../primitives/hash256.ts';
import type { Transaction } from '../primitives/tx.ts';
import { type AnnounceBacklog, type BacklogInfo, createAnnounceBacklog } from './announce-backlog.ts';
import type { BloomFilter } from './bloom-filter.ts';
import type { InventoryItem } from './codec/message.ts';
import type { P2pContext } from './context.ts';
import type { Feature } from './feature.ts';
import { txRefOf } from './inventory.ts';
import { isInbound, type Peer } from './peer.ts';
import { createRecentBlockTxs } from './recent-block-txs.ts';
import { createRelayPeer, mayRelayTo, type RelayPeer } from './tx-relay-peers.ts';
import { createTrickle } from './tx-trickle.ts';
import { createTxWishes } from './tx-wishes.ts';
import type { UploadTarget } from './upload-target.ts';

/**
 * Transactions on their way out: announced to every peer that wants them, and served to those that were told of them.
 * What is to be announced waits in a backlog first (announce-backlog.ts), then with each peer (tx-trickle.ts).
 * @source Bitcoin Core src/net_processing.cpp
 */
export interface TxRelay {
  readonly feature: Feature;
  /** Lets all peers know of a transaction of the mempool, in time. */
  announce(wtxid: Hash256): void;
  /** The peer knows of it: it need not be told. */
  noteKnown(peer: Peer, hash: Hash256): void;
  /** Whether the peer's requests of transactions are answered at all. */
  servesTransactions(peer: Peer): boolean;
  /** The transaction that the peer asks for, if it was told of it or of later ones; nobody else need be asked to spread it. */
  findTxToSend(peer: Peer, item: InventoryItem): Transaction | undefined;
  /** BIP37: what the peer gave us to tell what it wants. */
  bloomFilterOf(peer: Peer): BloomFilter | undefined;
  backlogs(): Backlogs;
}

/** What waits to be announced. */
export interface Backlogs {
  /** Transactions a second to inbound peers, on average. */
  readonly sendRate: number;
  readonly inbound: BacklogInfo;
  readonly outbound: BacklogInfo;
}

export interface TxRelayDependencies extends P2pContext {
  /** Transactions that may be announced to inbound peers in a second, on average (`-txsendrate`). */
  readonly txSendRate: number;
  readonly uploadTarget: Pick<UploadTarget, 'isReached'>;
}

/** How much faster transactions go to outbound peers: as their announcements do. */
const OUTBOUND_SPEED = 2.5;

/** How often the backlogs are looked at by themselves, milliseconds. */
const BACKLOG_MS = 100;

export function createTxRelay(deps: TxRelayDependencies): TxRelay {
  const { mempool, chainstate, clock, random } = deps;
  const states = new Map<Peer, RelayPeer>();
  const stateOf = (peer: Peer): RelayPeer | undefined => states.get(peer);
  const recentTxs = createRecentBlockTxs(chainstate);
  const trickle = createTrickle(mempool, random);
  const rules = { sendRate: deps.txSendRate };
  const inbound = createAnnounceBacklog({ ...rules, speed: 1 }, mempool);
  const outbound = createAnnounceBacklog({ ...rules, speed: OUTBOUND_SPEED }, mempool);
  let nextBacklogMs = 0;

  function announce(wtxid: Hash256): void {
    inbound.add(wtxid);
    outbound.add(wtxid);
    drainBacklogs(clock.nowMs());
  }

  /** @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::ProcessInvBacklog */
  function drainBacklogs(nowMs: number): void {
    nextBacklogMs = nowMs + BACKLOG_MS;
    const receivers = [...states].filter(([, { nextInvMs }]) => nextInvMs !== 0);
    handOut(inbound, { nowMs, to: receivers.filter(([peer]) => isInbound(peer)) });
    handOut(outbound, { nowMs, to: receivers.filter(([peer]) => !isInbound(peer)) });
  }

  function handOut(
    backlog: AnnounceBacklog,
    { nowMs, to }: { readonly nowMs: number; readonly to: readonly (readonly [Peer, RelayPeer])[] },
  ): void {
    backlog.refill(nowMs);
    const taken = backlog.take();
    for (const [, state] of to) state.toSend.push(...taken);
    // With nobody to tell, nothing is kept for those who come later.
    if (taken.length > 0 && to.length === 0) backlog.clear();
  }

  mempool.events.on('txSubmitted', ({ entry }) => announce(entry.tx.wtxid));

  return {
    announce,
    noteKnown: (peer, hash) => stateOf(peer)?.known.insert(hash),
    servesTransactions: (peer) => states.has(peer),
    findTxToSend(peer, item) {
      const [state, ref] = [stateOf(peer), txRefOf(item)];
      if (!state || !ref) return undefined;
      const entry = ref.isWtxid ? mempool.getByWtxid(ref.hash) : mempool.get(ref.hash);
      const isTold = entry !== undefined && entry.sequence < state.lastInvSequence;
      const tx = isTold ? entry.tx : recentTxs.find(ref);
      if (tx) mempool.noteBroadcast(tx.txid);
      return tx;
    },
    bloomFilterOf: (peer) => stateOf(peer)?.bloomFilter,
    backlogs: () => ({ ...rules, inbound: inbound.info(), outbound: outbound.info() }),
    feature: {
      handlers: createTxWishes({ ...deps, stateOf }),
      ready(peer) {
        if (mayRelayTo(peer)) states.set(peer, createRelayPeer(peer, random));
      },
      sendPass(peer) {
        const nowMs = clock.nowMs();
        if (nowMs > nextBacklogMs) drainBacklogs(nowMs);
        const state = stateOf(peer);
        if (state) trickle.announce(peer, state, nowMs);
      },
      gone: (peer) => states.delete(peer),
      stats(peer) {
        const state = stateOf(peer);
        return {
          relaysTransactions: state?.wantsTransactions ?? false,
          hasBloomFilter: state?.bloomFilter !== undefined,
          minFeeFilter: state?.minFeeRate ?? 0,
          invToSend: state?.toSend.length ?? 0,
          lastInvSequence: state?.lastInvSequence ?? 0,
        };
      },
    },
  };
}

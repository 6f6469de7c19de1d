import type { ChainEvents } from '../chain/events.ts';
import type { MempoolEvents } from '../mempool/events.ts';
import type { OrphanInfo } from '../mempool/orphanage.ts';
import type { Timers } from '../util/clock.ts';
import { collectSubscriptions } from '../util/emitter.ts';
import { type Blocks, createBlocks } from './blocks/blocks.ts';
import type { SyncStatus } from './blocks/sync-status.ts';
import type { P2pContext } from './context.ts';
import type { Feature } from './feature.ts';
import type { HeadersStatus } from './headers/headers-progress.ts';
import { createHeadersSync } from './headers/headers-sync.ts';
import { type OutboundPort, startStaleTipWatch } from './headers/stale-tip.ts';
import type { Peer } from './peer.ts';
import { createPeerChains } from './peer-chains.ts';
import type { PeerStats } from './peer-stats.ts';
import { createPings, type Pings } from './ping.ts';
import type { FilterIndex } from './ports.ts';
import { createFilterService } from './serve-filters.ts';
import { createTransactions, type Transactions } from './transactions.ts';
import { createUploadTarget, type UploadTarget } from './upload-target.ts';

/**
 * What is said once two nodes have greeted each other, put together of its parts: pings, headers, blocks, transactions.
 * They need each other in circles, so that each gets the others by functions that are called later.
 */
export interface Protocol
  extends Pick<Pings, 'pingAll'>,
    Pick<Blocks, 'fetch'>,
    Pick<Transactions, 'backlogs'> {
  /** In the order in which they have their turns. */
  readonly features: readonly Feature[];
  readonly uploadTarget: UploadTarget;
  /** Transactions whose parents are not known, with the peers that announced them. */
  orphans(): readonly OrphanInfo[];
  /** How far headers and blocks are. */
  syncStatus(): ProtocolSyncStatus;
  /** Leaves the events of the chain and the mempool. */
  close(): void;
}

export interface ProtocolSyncStatus {
  readonly headers: HeadersStatus;
  readonly blocks: SyncStatus;
}

export interface ProtocolParts extends P2pContext {
  /** For what happens by itself; `mockscheduler` may hurry it up. */
  readonly forwardTimers: Timers;
  /** Who makes connections of the node's own accord. */
  readonly outbound: () => OutboundPort;
  readonly statsOf: (peer: Peer) => PeerStats;
  /** The filters that are served to those to whom NODE_COMPACT_FILTERS is offered. */
  readonly filterIndex: FilterIndex;
}

export function createProtocol(given: ProtocolParts): Protocol {
  const { options, clock } = given;
  const chainEvents = collectSubscriptions<ChainEvents>(given.chainstate.events);
  const mempoolEvents = collectSubscriptions<MempoolEvents>(given.mempool.events);
  const parts: ProtocolParts = {
    ...given,
    chainstate: { ...given.chainstate, events: chainEvents.events },
    mempool: { ...given.mempool, events: mempoolEvents.events },
  };
  const pings = createPings({ ...parts, settle: (peer) => blocks.settle(peer) });
  const chains = createPeerChains(parts);
  const uploadTarget = createUploadTarget(options.maxUploadTarget, clock);
  const headers = createHeadersSync({
    context: parts,
    chains,
    blocks: {
      directFetch: (peer, last) => blocks.directFetch(peer, last),
      isRequested: (hash) => blocks.isRequested(hash),
      isDownloading: () => blocks.isDownloading(),
    },
  });
  const transactions = createTransactions({
    ...parts,
    timers: parts.forwardTimers,
    txSendRate: options.txSendRate,
    uploadTarget,
    keepExtra: (tx) => blocks.keepExtra(tx),
  });
  const blocks = createBlocks({
    ...parts,
    chains,
    headers,
    uploadTarget,
    continuation: headers.continuation,
    servesTransactions: transactions.servesTransactions,
    findTxToSend: transactions.findTxToSend,
    bloomFilterOf: transactions.bloomFilterOf,
    maxExtraTransactions: options.maxExtraTransactions,
  });
  const stopStaleTipWatch = startStaleTipWatch({
    ...parts,
    chains,
    timeouts: headers,
    isDownloading: () => blocks.isDownloading(),
    timers: parts.forwardTimers,
    outbound: parts.outbound,
  });
  return {
    features: [
      pings,
      ...headers.features,
      ...blocks.features,
      ...transactions.features,
      createFilterService(parts),
    ],
    pingAll: pings.pingAll,
    fetch: blocks.fetch,
    backlogs: transactions.backlogs,
    uploadTarget,
    orphans: transactions.orphans,
    syncStatus: () => ({ headers: headers.status(), blocks: blocks.syncStatus() }),
    close() {
      stopStaleTipWatch();
      transactions.close();
      chainEvents.leave();
      mempoolEvents.leave();
    },
  };
}

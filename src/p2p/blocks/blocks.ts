import type { Hash256 } from '../../primitives/hash256.ts';
import type { Transaction } from '../../primitives/tx.ts';
import type { P2pContext } from '../context.ts';
import type { Feature } from '../feature.ts';
import type { Peer } from '../peer.ts';
import type { PeerChains } from '../peer-chains.ts';
import { createBlockAnnouncements } from './announce-blocks.ts';
import { type BlockDownload, createBlockDownload } from './block-download.ts';
import { createExtraTransactions } from './extra-transactions.ts';
import { createHighBandwidth } from './high-bandwidth.ts';
import { createInFlight } from './in-flight.ts';
import { createBlockIntake } from './receive-block.ts';
import { createCompactReceipt, type HeadersPort } from './receive-compact.ts';
import { createRecentBlock } from './recent-block.ts';
import { type BlockServiceParts, createBlockService } from './serve-block.ts';
import { createGetDataService, type GetDataParts } from './serve-getdata.ts';
import { type SyncStatus, watchSync } from './sync-status.ts';

/**
 * Everything about blocks between peers: which to ask of whom, what follows from those that come, telling of new ones,
 * and serving them. Compact blocks (BIP152) go both ways.
 */
export interface Blocks extends Pick<BlockDownload, 'directFetch' | 'fetch'> {
  /** In the order in which they have their turns. */
  readonly features: readonly Feature[];
  /** True where the block was asked of anybody, or has come and waits to be judged. */
  isRequested(hash: Hash256): boolean;
  /** True while any block is in flight. */
  isDownloading(): boolean;
  /** Fulfilled when everybody sees what the peer's blocks have changed. */
  settle(peer: Peer): Promise<void>;
  /** Keeps a transaction that is not in the mempool, as a block may hold it. */
  keepExtra(tx: Transaction): void;
  syncStatus(): SyncStatus;
}

export interface BlocksDependencies
  extends P2pContext,
    Pick<GetDataParts, 'servesTransactions' | 'findTxToSend'>,
    Pick<BlockServiceParts, 'bloomFilterOf' | 'uploadTarget' | 'continuation'> {
  readonly chains: PeerChains;
  readonly headers: HeadersPort;
  /** How many transactions that are not in the mempool are kept for compact blocks (`-blockreconstructionextratxn`). */
  readonly maxExtraTransactions: number;
}

export function createBlocks(deps: BlocksDependencies): Blocks {
  const { chains, mempool } = deps;
  const context: P2pContext = deps;
  const inFlight = createInFlight(deps.clock);
  const recent = createRecentBlock(deps.random);
  const extra = createExtraTransactions(deps.maxExtraTransactions);
  const highBandwidth = createHighBandwidth(deps);
  const intake = createBlockIntake({ context, inFlight, highBandwidth });
  const download = createBlockDownload({
    context,
    chains,
    inFlight,
    highBandwidth,
    isClosed: intake.isClosed,
  });
  const sync = watchSync(context);
  const getData = createGetDataService({
    ...deps,
    context,
    serveBlock: (peer: Peer, item) => service.serve(peer, item),
  });
  const service = createBlockService({ ...deps, context, recent, download, enqueue: getData.enqueue });
  mempool.events.on('txRemoved', ({ entry, reason }) => {
    if (reason === 'replaced') extra.add(entry.tx);
  });
  return {
    features: [
      highBandwidth.feature,
      intake.feature,
      createCompactReceipt({ ...deps, context, inFlight, highBandwidth, download, intake, extra }),
      createBlockAnnouncements({ context, chains, highBandwidth, recent }),
      download.feature,
      getData.feature,
      { handlers: { getblocktxn: service.onGetBlockTxn } },
    ],
    directFetch: download.directFetch,
    fetch: download.fetch,
    isRequested: (hash) => inFlight.isRequested(hash) || inFlight.hasArrived(hash),
    isDownloading: () => inFlight.count() + inFlight.arrivedCount() > 0,
    settle: intake.settle,
    keepExtra: extra.add,
    syncStatus: sync.read,
  };
}

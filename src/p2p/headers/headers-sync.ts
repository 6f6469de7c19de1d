import type { BlockIndexEntry } from '../../chain/block-index.ts';
import type { BlockHeader } from '../../primitives/block-header.ts';
import { displayHash, type Hash256 } from '../../primitives/hash256.ts';
import { INV_TYPE, type MessageOf } from '../codec/message.ts';
import type { Feature } from '../feature.ts';
import { logName, type Peer, perPeer } from '../peer.ts';
import type { PeerChains } from '../peer-chains.ts';
import { type ChainSyncTimeouts, createChainSyncTimeouts } from './chain-sync-timeout.ts';
import { createHeaderRequests } from './header-requests.ts';
import type { HeadersContext } from './headers-context.ts';
import { createHeadersProgress, type HeadersStatus } from './headers-progress.ts';
import { createInitialSync } from './initial-sync.ts';
import { createLowWorkGuard } from './low-work-guard.ts';
import { createHeadersReceipt } from './receive-headers.ts';
import { createHeadersService, type HeadersService } from './serve-headers.ts';

/**
 * Everything about headers between peers: of whom they are asked and when, what follows from those that come, who is
 * given up for what he has, and serving them.
 */
export interface HeadersSync
  extends Pick<HeadersService, 'continuation'>,
    Pick<ChainSyncTimeouts, 'isProtected'> {
  readonly features: readonly Feature[];
  /** Asks the peer for headers above ours, unless it was asked a moment ago. */
  askForHeaders(peer: Peer): void;
  /** Deals with the header of a compact block as with one that came in a headers message. */
  receiveAnnounced(peer: Peer, header: BlockHeader): Promise<void>;
  status(): HeadersStatus;
}

export interface HeadersSyncParts {
  readonly context: HeadersContext;
  readonly chains: PeerChains;
  readonly blocks: BlocksPort;
}

/** What the part that deals with blocks does for this one. */
export interface BlocksPort {
  /** Asks the peer for blocks that lead to the header, where that makes sense. */
  directFetch(peer: Peer, last: BlockIndexEntry): void;
  /** True where the block was asked of anybody. */
  isRequested(hash: Hash256): boolean;
  /** True while any block is in flight. */
  isDownloading(): boolean;
}

/** BIP130 is known from this version on. @source Bitcoin Core src/node/protocol_version.h SENDHEADERS_VERSION */
const SENDHEADERS_VERSION = 70_012;

export function createHeadersSync({ context, chains, blocks }: HeadersSyncParts): HeadersSync {
  const { chainstate, log } = context;
  const requests = createHeaderRequests(context);
  const progress = createHeadersProgress(context);
  const guard = createLowWorkGuard({ ...context, requests, progress });
  const initialSync = createInitialSync({
    ...context,
    chains,
    requests,
    isDownloading: blocks.isDownloading,
  });
  const timeouts = createChainSyncTimeouts({
    ...context,
    chains,
    requests,
    isSyncStarted: initialSync.isStarted,
  });
  const receive = createHeadersReceipt({
    context,
    chains,
    requests,
    guard,
    initialSync,
    timeouts,
    progress,
    directFetch: blocks.directFetch,
  });
  const service = createHeadersService({ context, chains });
  const preference = perPeer<{ isSent: boolean }>(() => ({ isSent: false }));

  /** Asks for headers where the peer announces blocks by their hashes; the last is taken for the highest. */
  function onInv(peer: Peer, { items }: MessageOf<'inv'>): void {
    let unknown: Hash256 | undefined;
    for (const { type, hash } of items) {
      if (type !== INV_TYPE.block) continue;
      const isKnown = chainstate.find(hash) !== undefined;
      log.debug(
        'net',
        () => `got inv: block ${displayHash(hash)} ${isKnown ? 'have' : 'new'} ${logName(peer)}`,
      );
      chains.noteAnnounced(peer, hash);
      if (!isKnown && !blocks.isRequested(hash)) unknown = hash;
    }
    if (!unknown || !initialSync.mayAskFor(peer, unknown)) return;
    const best = chainstate.bestHeader();
    if (requests.ask(peer, best)) {
      log.debug('net', `getheaders (${best.height}) ${displayHash(unknown)} to ${logName(peer)}`);
    }
  }

  /** Headers are asked for as announcements (BIP130), once those of the peer's chain are here: earlier they would confuse. */
  function preferHeaders(peer: Peer): void {
    const state = preference.of(peer);
    if (state.isSent || (peer.greeting?.commonVersion ?? 0) < SENDHEADERS_VERSION) return;
    const work = chains.of(peer).bestKnownBlock?.chainwork;
    if (work === undefined || work <= chainstate.params.minimumChainWork) return;
    peer.send({ command: 'sendheaders' });
    state.isSent = true;
  }

  const feature: Feature = {
    handlers: {
      headers: (peer, { headers }) => receive(peer, headers),
      inv: onInv,
    },
    sendPass(peer) {
      preferHeaders(peer);
      initialSync.pass(peer);
      if (!peer.isGone) timeouts.check(peer);
    },
    stats: (peer) => ({
      presyncedHeaders: guard.heightOf(peer),
      syncedHeaders: chains.of(peer).bestKnownBlock?.height ?? -1,
    }),
    gone(peer) {
      guard.stop(peer);
      for (const state of [requests, initialSync, timeouts, preference, chains]) state.drop(peer);
    },
  };

  return {
    features: [feature, service.feature],
    continuation: service.continuation,
    isProtected: timeouts.isProtected,
    askForHeaders: (peer) => void requests.ask(peer, chainstate.bestHeader()),
    receiveAnnounced: (peer, header) => receive(peer, [header], true),
    status: progress.status,
  };
}

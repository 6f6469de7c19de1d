import { type BlockIndexEntry, wasReceived } from '../../chain/block-index.ts';
import { isActive } from '../../consensus/deployments.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { INV_TYPE, type InventoryItem } from '../codec/message.ts';
import type { P2pContext } from '../context.ts';
import { endLoudly } from '../end-loudly.ts';
import type { Feature } from '../feature.ts';
import { logName, type Peer } from '../peer.ts';
import { isPreferredDownload, type PeerChains } from '../peer-chains.ts';
import { canServeBlocks, canServeWitnesses, isLimitedPeer } from '../services.ts';
import type { HighBandwidth } from './high-bandwidth.ts';
import type { InFlight } from './in-flight.ts';
import { findNextBlocks } from './next-blocks.ts';
import { createStallTimeout } from './stall-timeout.ts';

/** Asks peers for blocks, and gives those up that keep us waiting. */
export interface BlockDownload {
  readonly feature: Feature;
  /**
   * Asks the peer at once for what leads to a header that it sent, where we have nearly caught up.
   * @source Bitcoin Core src/net_processing.cpp HeadersDirectFetchBlocks
   */
  directFetch(peer: Peer, last: BlockIndexEntry): void;
  /**
   * Asks the peer for a block by the operator's word.
   * @returns why not, in Core's words; undefined: it is asked
   * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::FetchBlock
   */
  fetch(peer: Peer, entry: BlockIndexEntry): string | undefined;
  /** True where the tip is so young that the next blocks are asked for one by one. */
  canDirectFetch(): boolean;
}

export interface BlockDownloadParts {
  readonly context: P2pContext;
  readonly chains: PeerChains;
  readonly inFlight: InFlight;
  readonly highBandwidth: Pick<HighBandwidth, 'isProvidedBy'>;
  /** True while blocks could not be kept. */
  readonly isClosed: () => boolean;
}

/** @source Bitcoin Core src/net_processing.cpp */
export const MAX_BLOCKS_IN_TRANSIT_PER_PEER = 16;

/** How long the first block that is in flight may take, in times between blocks: so long, and longer for each other peer. */
const BLOCK_DOWNLOAD_TIMEOUT_BASE = 1;
const BLOCK_DOWNLOAD_TIMEOUT_PER_PEER = 0.5;

/** A tip no older than so many times between blocks has nearly caught up. */
const DIRECT_FETCH_SPACINGS = 20;

export function createBlockDownload(parts: BlockDownloadParts): BlockDownload {
  const { context, chains, inFlight, highBandwidth } = parts;
  const { chainstate, clock, log, options, isInitialBlockDownload } = context;
  const { targetSpacing } = chainstate.params.retarget;
  const stallTimeout = createStallTimeout(log);
  chainstate.events.on('blockConnected', stallTimeout.decrease);

  const room = (peer: Peer): number => MAX_BLOCKS_IN_TRANSIT_PER_PEER - inFlight.ofPeer(peer).length;

  function canDirectFetch(): boolean {
    return chainstate.tip().header.time > clock.nowSeconds() - DIRECT_FETCH_SPACINGS * targetSpacing;
  }

  /** True where the peer is to be given up, which is done then. */
  function giveUp(peer: Peer): boolean {
    const now = clock.nowMs();
    const stallingSince = inFlight.stallingSince(peer);
    if (stallingSince !== undefined && stallingSince < now - stallTimeout.ms()) {
      endLoudly(peer, 'Peer is stalling block download', log);
      stallTimeout.increase();
      return true;
    }
    const [first] = inFlight.ofPeer(peer);
    const spacings =
      BLOCK_DOWNLOAD_TIMEOUT_BASE + BLOCK_DOWNLOAD_TIMEOUT_PER_PEER * (inFlight.peerCount() - 1);
    if (!first || now <= inFlight.waitingSince(peer) + 1000 * targetSpacing * spacings) return false;
    endLoudly(peer, `Timeout downloading block ${displayHash(first.entry.hash)}`, log);
    return true;
  }

  /** True where blocks are asked of the peer; while we catch up those are preferred that we chose. */
  function isSource(peer: Peer): boolean {
    if (!canServeBlocks(peer) || parts.isClosed()) return false;
    if (!isInitialBlockDownload()) return true;
    if (isLimitedPeer(peer)) return false;
    if (isPreferredDownload(peer)) return true;
    return peer.kind !== 'addr-fetch' && (chains.preferredCount() === 0 || inFlight.count() === 0);
  }

  /** Asks for more where there is room for it. */
  function askForMore(peer: Peer): void {
    const count = room(peer);
    if (count <= 0 || !isSource(peer)) return;
    chains.resolveUnknown(peer);
    const { blocks, staller } = findNextBlocks(
      { peer, chain: chains.of(peer), count },
      { chainstate, inFlight },
    );
    request(peer, blocks);
    if (!staller || inFlight.ofPeer(peer).length > 0 || inFlight.stallingSince(staller) !== undefined) return;
    inFlight.noteStalling(staller);
    log.debug('net', `Stall started ${logName(staller)}`);
  }

  function request(peer: Peer, blocks: readonly BlockIndexEntry[]): void {
    if (blocks.length === 0) return;
    const items = blocks.map((entry) => {
      inFlight.add(peer, entry);
      log.debug(
        'net',
        () => `Requesting block ${displayHash(entry.hash)} (${entry.height}) ${logName(peer)}`,
      );
      return blockItem(peer, entry);
    });
    peer.send({ command: 'getdata', items });
  }

  function directFetch(peer: Peer, last: BlockIndexEntry): void {
    if (!canDirectFetch() || last.failure !== 'none' || parts.isClosed()) return;
    if (chainstate.tip().chainwork > last.chainwork) return;
    const missing = missingBelow(peer, last);
    if (!missing) {
      log.debug('net', `Large reorg, won't direct fetch to ${displayHash(last.hash)} (${last.height})`);
      return;
    }
    const blocks = missing.slice(0, Math.max(room(peer), 0));
    if (blocks.length > 1) {
      log.debug(
        'net',
        `Downloading blocks toward ${displayHash(last.hash)} (${last.height}) via headers direct fetch`,
      );
    }
    const [only] = blocks;
    // The next block alone: we have most of its transactions.
    const isCompact =
      blocks.length === 1 &&
      inFlight.count() === 0 &&
      !options.blocksOnly &&
      highBandwidth.isProvidedBy(peer) &&
      last.parent !== undefined &&
      last.parent.chainTxCount > 0;
    if (only && isCompact) requestCompact(peer, only);
    else request(peer, blocks);
  }

  function requestCompact(peer: Peer, entry: BlockIndexEntry): void {
    inFlight.add(peer, entry);
    log.debug('net', `Requesting block ${displayHash(entry.hash)} from ${logName(peer)}`);
    peer.send({ command: 'getdata', items: [{ type: INV_TYPE.compactBlock, hash: entry.hash }] });
  }

  /** What would be needed to go over to `last`, upwards; undefined where that is too much. */
  function missingBelow(peer: Peer, last: BlockIndexEntry): BlockIndexEntry[] | undefined {
    const { activationHeights } = chainstate.params;
    const missing: BlockIndexEntry[] = [];
    let walk: BlockIndexEntry | undefined = last;
    while (walk && !chainstate.isActive(walk) && missing.length <= MAX_BLOCKS_IN_TRANSIT_PER_PEER) {
      const isServed = canServeWitnesses(peer) || !isActive('segwit', walk.height, activationHeights);
      if (isServed && !isOnItsWay(walk)) missing.push(walk);
      walk = walk.parent;
    }
    return walk && chainstate.isActive(walk) ? missing.reverse() : undefined;
  }

  const isOnItsWay = (entry: BlockIndexEntry): boolean =>
    wasReceived(entry) || inFlight.isRequested(entry.hash) || inFlight.hasArrived(entry.hash);

  return {
    feature: {
      handlers: {},
      sendPass(peer) {
        if (!giveUp(peer)) askForMore(peer);
      },
      gone(peer) {
        inFlight.drop(peer);
        context.wake();
      },
      stats: (peer) => ({
        inFlight: inFlight.ofPeer(peer).map(({ entry }) => entry.height),
        syncedBlocks: chains.of(peer).lastCommonBlock?.height ?? -1,
      }),
    },
    directFetch,
    canDirectFetch,
    fetch(peer, entry) {
      if (!canServeWitnesses(peer)) return 'Pre-SegWit peer';
      // Whatever was asked before is forgotten: the operator may know that nothing comes of it.
      inFlight.remove(entry.hash);
      if (!peer.isReady) return 'Peer not fully connected';
      request(peer, [entry]);
      return undefined;
    },
  };
}

/** The item that asks for the whole block, with its witnesses if the peer has them. @source Bitcoin Core GetFetchFlags */
export function blockItem(peer: Peer, { hash }: Pick<BlockIndexEntry, 'hash'>): InventoryItem {
  return { type: canServeWitnesses(peer) ? INV_TYPE.witnessBlock : INV_TYPE.block, hash };
}

import { type BlockIndexEntry, findFork } from '../../chain/block-index.ts';
import type { BlockArrived, TipChanged } from '../../chain/events.ts';
import { makeCompactBlock } from '../../consensus/compact-block.ts';
import { isActive } from '../../consensus/deployments.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { expectDefined } from '../../util/invariant.ts';
import { INV_TYPE } from '../codec/message.ts';
import type { P2pContext } from '../context.ts';
import type { Feature } from '../feature.ts';
import { logName, type Peer, perPeer } from '../peer.ts';
import type { PeerChains } from '../peer-chains.ts';
import type { HighBandwidth } from './high-bandwidth.ts';
import type { RecentBlock } from './recent-block.ts';

/**
 * Tells peers of new blocks: with headers or a compact block where a peer wants them and knows what they are built on,
 * else with the hash of the tip. A block on the tip goes in compact form, before its scripts are run, to those who asked
 * for that (BIP130, BIP152).
 * @source Bitcoin Core src/net_processing.cpp NewPoWValidBlock, UpdatedBlockTip, SendMessages
 */

export interface BlockAnnouncementParts {
  readonly context: P2pContext;
  readonly chains: PeerChains;
  readonly highBandwidth: Pick<HighBandwidth, 'isWantedBy'>;
  readonly recent: RecentBlock;
}

/** @source Bitcoin Core src/net_processing.cpp */
const MAX_BLOCKS_TO_ANNOUNCE = 8;

/** From that version on a peer lets compact blocks pass that turn out to be invalid. @source Bitcoin Core src/node/protocol_version.h */
const INVALID_CB_NO_BAN_VERSION = 70_015;

interface Announcements {
  prefersHeaders: boolean;
  /** Blocks that are to be announced, upwards. */
  waiting: BlockIndexEntry[];
}

export function createBlockAnnouncements(parts: BlockAnnouncementParts): Feature {
  const { context, chains, highBandwidth, recent } = parts;
  const { chainstate, log, random, isInitialBlockDownload } = context;
  const { of, drop } = perPeer<Announcements>(() => ({ prefersHeaders: false, waiting: [] }));
  let highestEarly = -1;

  function onArrived({ entry, block }: BlockArrived): void {
    if (isInitialBlockDownload() || entry.parent !== chainstate.tip()) return;
    if (entry.height <= highestEarly) return;
    highestEarly = entry.height;
    if (!isActive('segwit', entry.height, chainstate.params.activationHeights)) return;
    recent.set(block);
    for (const peer of context.peers()) if (isDueEarly(peer, entry)) sendCompact(peer, entry);
  }

  function isDueEarly(peer: Peer, entry: BlockIndexEntry): boolean {
    if (!peer.isReady || peer.isGone) return false;
    if ((peer.greeting?.commonVersion ?? 0) < INVALID_CB_NO_BAN_VERSION) return false;
    chains.resolveUnknown(peer);
    return highBandwidth.isWantedBy(peer) && !chains.hasHeader(peer, entry) && hasParent(peer, entry);
  }

  const hasParent = (peer: Peer, { parent }: BlockIndexEntry): boolean =>
    parent === undefined || chains.hasHeader(peer, parent);

  function onTip({ tip, previous }: TipChanged): void {
    if (isInitialBlockDownload()) return;
    const fork = findFork(tip, previous);
    const news: BlockIndexEntry[] = [];
    // After a huge reorganisation peers find their way by themselves.
    for (let walk = tip; walk !== fork && walk.parent && news.length < MAX_BLOCKS_TO_ANNOUNCE; ) {
      news.push(walk);
      walk = walk.parent;
    }
    news.reverse();
    for (const peer of context.peers()) of(peer).waiting.push(...news);
    context.wake();
  }

  function announce(peer: Peer): void {
    const { waiting, prefersHeaders } = of(peer);
    const tip = waiting.at(-1);
    if (!tip) return;
    of(peer).waiting = [];
    chains.resolveUnknown(peer);
    const wantsCompact = highBandwidth.isWantedBy(peer);
    const isAsHeaders = prefersHeaders || (wantsCompact && waiting.length === 1);
    const news =
      isAsHeaders && waiting.length <= MAX_BLOCKS_TO_ANNOUNCE ? connectingNews(peer, waiting) : undefined;
    if (!news) sendInv(peer, tip);
    else if (news.length === 1 && wantsCompact) sendCompact(peer, tip);
    else if (news.length > 0 && prefersHeaders) sendHeaders(peer, news);
    else if (news.length > 0) sendInv(peer, tip);
  }

  /** What of the blocks the peer does not have; undefined where it has not what that is built on, or the chain has moved on. */
  function connectingNews(
    peer: Peer,
    waiting: readonly BlockIndexEntry[],
  ): readonly BlockIndexEntry[] | undefined {
    const isLine = waiting.every((entry, i) => i === 0 || entry.parent === waiting[i - 1]);
    if (!isLine || !waiting.every((entry) => chainstate.isActive(entry))) return undefined;
    const start = waiting.findIndex((entry) => !chains.hasHeader(peer, entry));
    const first = waiting[start];
    if (!first) return [];
    return hasParent(peer, first) ? waiting.slice(start) : undefined;
  }

  function sendCompact(peer: Peer, entry: BlockIndexEntry): void {
    log.debug('net', () => `sending header-and-ids ${displayHash(entry.hash)} to ${logName(peer)}`);
    const compact =
      recent.compact(entry.hash) ??
      makeCompactBlock(
        expectDefined(chainstate.readBlock(entry), 'a block of the best chain is kept'),
        random.uint64(),
      );
    peer.send({ command: 'cmpctblock', ...compact });
    chains.of(peer).bestHeaderSent = entry;
  }

  function sendHeaders(peer: Peer, news: readonly BlockIndexEntry[]): void {
    log.debug('net', () => `sending ${news.length} headers to ${logName(peer)}`);
    peer.send({ command: 'headers', headers: news.map(({ header }) => header) });
    chains.of(peer).bestHeaderSent = news.at(-1);
  }

  function sendInv(peer: Peer, tip: BlockIndexEntry): void {
    if (!chainstate.isActive(tip)) {
      log.debug('net', () => `Announcing block ${displayHash(tip.hash)} not on main chain`);
    }
    if (chains.hasHeader(peer, tip)) return;
    log.debug('net', () => `sending inv ${logName(peer)} hash=${displayHash(tip.hash)}`);
    peer.send({ command: 'inv', items: [{ type: INV_TYPE.block, hash: tip.hash }] });
  }

  chainstate.events.on('blockArrived', onArrived);
  chainstate.events.on('tipChanged', onTip);
  chainstate.events.on('blockConnected', ({ block }) => {
    if (!isInitialBlockDownload()) recent.set(block);
  });
  return {
    handlers: {
      sendheaders(peer) {
        of(peer).prefersHeaders = true;
      },
    },
    sendPass: announce,
    gone: drop,
  };
}

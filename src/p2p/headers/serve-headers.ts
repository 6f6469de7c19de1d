import type { BlockIndexEntry } from '../../chain/block-index.ts';
import { activeFrom, findForkInActive } from '../../chain/locator.ts';
import { MIN_BLOCKS_TO_KEEP } from '../../chain/prune.ts';
import { displayHash, type Hash256, ZERO_HASH } from '../../primitives/hash256.ts';
import { equalBytes } from '../../util/bytes.ts';
import { isRequestAllowed } from '../blocks/block-access.ts';
import { MAX_HEADERS_RESULTS } from '../codec/limits.ts';
import { INV_TYPE, type MessageOf } from '../codec/message.ts';
import type { Feature } from '../feature.ts';
import { logName, type Peer, perPeer } from '../peer.ts';
import type { PeerChains } from '../peer-chains.ts';
import type { HeadersContext } from './headers-context.ts';

/** Answers `getheaders` and `getblocks`. @source Bitcoin Core src/net_processing.cpp ProcessMessage */
export interface HeadersService {
  readonly feature: Feature;
  /** The last block of an answer to `getblocks` that was cut short: once the peer has it, it is to hear of the tip. */
  readonly continuation: {
    get(peer: Peer): Hash256 | undefined;
    clear(peer: Peer): void;
  };
}

export interface HeadersServiceParts {
  readonly context: HeadersContext;
  readonly chains: PeerChains;
}

/** Blocks in one answer to `getblocks`. */
const MAX_BLOCKS_RESULTS = 500;

/** Whoever hears of a block has an hour to ask for it before it may be pruned, seconds. */
const TIME_TO_ASK = 60 * 60;

export function createHeadersService({ context, chains }: HeadersServiceParts): HeadersService {
  const { chainstate, log } = context;
  const cutShort = perPeer<{ last: Hash256 | undefined }>(() => ({ last: undefined }));

  function onGetHeaders(peer: Peer, { locator, stopHash }: MessageOf<'getheaders'>): void {
    const { minimumChainWork } = chainstate.params;
    if (chainstate.tip().chainwork < minimumChainWork && !peer.permissions.has('download')) {
      log.debug(
        'net',
        `Ignoring getheaders from ${logName(peer)} because active chain has too little work; sending empty response`,
      );
      // Else the peer would take us for one that doesn't answer.
      peer.send({ command: 'headers', headers: [] });
      return;
    }
    if (locator.length === 0) sendOne(peer, stopHash);
    else sendFrom(peer, firstWanted(locator), stopHash);
  }

  /** The header of a block that the peer names, and what of the best chain is above it. */
  function sendOne(peer: Peer, hash: Hash256): void {
    const entry = chainstate.find(hash);
    if (!entry) return;
    if (isRequestAllowed(entry, chainstate)) {
      send(peer, [entry]);
      return;
    }
    log.debug(
      'net',
      `getheaders: ignoring request from ${logName(peer)} for old block header that isn't in the main chain`,
    );
  }

  function sendFrom(peer: Peer, height: number, stopHash: Hash256): void {
    log.debug(
      'net',
      () => `getheaders ${shownHeight(height)} to ${shownEnd(stopHash)} from ${logName(peer)}`,
    );
    const entries: BlockIndexEntry[] = [];
    for (const entry of activeFrom(height, chainstate)) {
      entries.push(entry);
      if (entries.length === MAX_HEADERS_RESULTS || equalBytes(entry.hash, stopHash)) break;
    }
    send(peer, entries);
  }

  function send(peer: Peer, entries: readonly BlockIndexEntry[]): void {
    // Not the better of this and what was sent before: it may have asked as it could not use what we announced.
    chains.of(peer).bestHeaderSent = entries.at(-1) ?? chainstate.tip();
    peer.send({ command: 'headers', headers: entries.map(({ header }) => header) });
  }

  function onGetBlocks(peer: Peer, { locator, stopHash }: MessageOf<'getblocks'>): void {
    const height = firstWanted(locator);
    log.debug(
      'net',
      () =>
        `getblocks ${shownHeight(height)} to ${shownEnd(stopHash)} limit ${MAX_BLOCKS_RESULTS} from ${logName(peer)}`,
    );
    const hashes: Hash256[] = [];
    for (const entry of activeFrom(height, chainstate)) {
      if (equalBytes(entry.hash, stopHash) || isSoonGone(entry)) {
        log.debug('net', () => ` getblocks stopping at ${entry.height} ${displayHash(entry.hash)}`);
        break;
      }
      hashes.push(entry.hash);
      if (hashes.length === MAX_BLOCKS_RESULTS) {
        log.debug('net', () => ` getblocks stopping at limit ${entry.height} ${displayHash(entry.hash)}`);
        cutShort.of(peer).last = entry.hash;
        break;
      }
    }
    const items = hashes.map((hash) => ({ type: INV_TYPE.block, hash }));
    if (items.length > 0) peer.send({ command: 'inv', items });
  }

  /** True where blocks are pruned and this one is, or may be before it is asked for. */
  function isSoonGone({ height }: BlockIndexEntry): boolean {
    if (chainstate.prunedHeight() === 0) return false;
    const isKept = MIN_BLOCKS_TO_KEEP - Math.trunc(TIME_TO_ASK / chainstate.params.retarget.targetSpacing);
    return height <= chainstate.prunedHeight() || height <= chainstate.tip().height - isKept;
  }

  const firstWanted = (locator: readonly Hash256[]): number =>
    findForkInActive(locator, chainstate).height + 1;

  /** As Core shows that there is nothing. */
  const shownHeight = (height: number): number => (chainstate.atHeight(height) ? height : -1);

  return {
    feature: {
      handlers: { getheaders: onGetHeaders, getblocks: onGetBlocks },
      gone: cutShort.drop,
    },
    continuation: {
      get: (peer) => cutShort.of(peer).last,
      clear: (peer) => cutShort.drop(peer),
    },
  };
}

function shownEnd(stopHash: Hash256): string {
  return equalBytes(stopHash, ZERO_HASH) ? 'end' : displayHash(stopHash);
}

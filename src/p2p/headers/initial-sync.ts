import { type Hash256, hashKey } from '../../primitives/hash256.ts';
import { endLoudly } from '../end-loudly.ts';
import { logName, type Peer, perPeer } from '../peer.ts';
import { isPreferredDownload, type PeerChains } from '../peer-chains.ts';
import { canServeBlocks } from '../services.ts';
import type { HeaderRequests } from './header-requests.ts';
import type { HeadersContext } from './headers-context.ts';
import { FAR_BEHIND_SECONDS } from './headers-progress.ts';

/**
 * Whom headers are asked of unprovoked: one peer while the node is far behind, lest many send the same; everybody once
 * it is near. One that is too slow is replaced; and every new block that others announce lets one more begin.
 * @source Bitcoin Core src/net_processing.cpp SendMessages, fSyncStarted
 */
export interface InitialSync {
  /** Begins with the peer where it is its turn, and ends with one that is too slow. */
  pass(peer: Peer): void;
  isStarted(peer: Peer): boolean;
  /** The peer announced a block that we don't know: may it be asked for headers? Each block may let one more begin. */
  mayAskFor(peer: Peer, block: Hash256): boolean;
  /** Forgets that the peer was asked: nothing came of it. */
  restart(peer: Peer): void;
  drop(peer: Peer): void;
}

export interface InitialSyncParts extends Pick<HeadersContext, 'chainstate' | 'clock' | 'log'> {
  readonly chains: PeerChains;
  readonly requests: HeaderRequests;
  /** True while any block is in flight. */
  readonly isDownloading: () => boolean;
}

/** So long the headers may take, and longer for each that there should be. @source Bitcoin Core HEADERS_DOWNLOAD_TIMEOUT_* */
const TIMEOUT_BASE_MS = 15 * 60_000;
const TIMEOUT_PER_HEADER_MS = 1;

interface SyncState {
  isStarted: boolean;
  /** When it is too slow, milliseconds; undefined: never. */
  slowAt: number | undefined;
  /** A block that it announced let it begin. */
  wasLetIn: boolean;
}

export function createInitialSync(parts: InitialSyncParts): InitialSync {
  const { chainstate, clock, log, chains, requests, isDownloading } = parts;
  const states = perPeer<SyncState>(() => ({ isStarted: false, slowAt: undefined, wasLetIn: false }));
  let started = 0;
  let lastToLetIn: string | undefined;

  const isFarBehind = (): boolean =>
    chainstate.bestHeader().header.time <= clock.nowSeconds() - FAR_BEHIND_SECONDS;

  /** Whom we chose comes first; who came to us is asked where there is nobody else, or nothing is under way. */
  const isSource = (peer: Peer): boolean =>
    isPreferredDownload(peer) ||
    (peer.kind !== 'addr-fetch' && (chains.preferredCount() === 0 || !isDownloading()));

  function start(peer: Peer): void {
    if (!canServeBlocks(peer)) return;
    if (isFarBehind() && (started > 0 || !isSource(peer))) return;
    const best = chainstate.bestHeader();
    // From one block lower: a peer that has what we have then answers with it, and we know that it has it.
    const from = best.parent ?? best;
    if (!requests.ask(peer, from)) return;
    log.debug('net', `initial getheaders (${from.height}) to ${logName(peer)}`);
    setStarted(peer, true);
    const missing = (clock.nowSeconds() - best.header.time) / chainstate.params.retarget.targetSpacing;
    states.of(peer).slowAt = clock.nowMs() + TIMEOUT_BASE_MS + TIMEOUT_PER_HEADER_MS * missing;
  }

  function setStarted(peer: Peer, isStarted: boolean): void {
    const state = states.of(peer);
    if (state.isStarted === isStarted) return;
    state.isStarted = isStarted;
    started += isStarted ? 1 : -1;
  }

  function replaceSlow(peer: Peer): void {
    const state = states.of(peer);
    if (state.slowAt === undefined) return;
    if (!isFarBehind()) {
      state.slowAt = undefined;
      return;
    }
    const others = chains.preferredCount() - (isPreferredDownload(peer) ? 1 : 0);
    if (clock.nowMs() <= state.slowAt || started !== 1 || others < 1) return;
    if (peer.permissions.has('noban')) {
      log.info(`Timeout downloading headers from noban peer, not disconnecting ${logName(peer)}`);
      restart(peer);
    } else endLoudly(peer, 'Timeout downloading headers', log);
  }

  function restart(peer: Peer): void {
    setStarted(peer, false);
    states.of(peer).slowAt = undefined;
  }

  return {
    pass(peer) {
      if (!states.of(peer).isStarted) start(peer);
      replaceSlow(peer);
    },
    isStarted: (peer) => states.of(peer).isStarted,
    mayAskFor(peer, block) {
      const state = states.of(peer);
      if (state.isStarted) return true;
      if (state.wasLetIn || lastToLetIn === hashKey(block)) return false;
      state.wasLetIn = true;
      lastToLetIn = hashKey(block);
      return true;
    },
    restart,
    drop(peer) {
      setStarted(peer, false);
      states.drop(peer);
    },
  };
}

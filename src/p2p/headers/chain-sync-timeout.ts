import type { BlockIndexEntry } from '../../chain/block-index.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { endLoudly } from '../end-loudly.ts';
import { logName, type Peer, perPeer } from '../peer.ts';
import type { PeerChains } from '../peer-chains.ts';
import { HEADERS_RESPONSE_MS, type HeaderRequests } from './header-requests.ts';
import type { HeadersContext } from './headers-context.ts';

/**
 * Lets no peer that we chose keep its place which has an old chain: within a time it must show the work that our tip had
 * at its beginning. Some that once did are safe for ever, lest a chain that is refused by most of them cut us off.
 * @source Bitcoin Core src/net_processing.cpp ChainSyncTimeoutState, ConsiderEviction
 */
export interface ChainSyncTimeouts {
  /** Looks whether the peer's time is up. */
  check(peer: Peer): void;
  /** The peer sent headers that were accepted: it may be safe from now on. */
  considerProtection(peer: Peer): void;
  isProtected(peer: Peer): boolean;
  drop(peer: Peer): void;
}

export interface ChainSyncTimeoutParts extends Pick<HeadersContext, 'chainstate' | 'clock' | 'log'> {
  readonly chains: PeerChains;
  readonly requests: HeaderRequests;
  /** Headers were asked of the peer. */
  readonly isSyncStarted: (peer: Peer) => boolean;
}

/** Seconds. @source Bitcoin Core src/net_processing.cpp CHAIN_SYNC_TIMEOUT */
const CHAIN_SYNC_TIMEOUT = 20 * 60;

/** @source Bitcoin Core src/net_processing.cpp MAX_OUTBOUND_PEERS_TO_PROTECT_FROM_DISCONNECT */
const MAX_PROTECTED = 4;

interface SyncTimeout {
  isProtected: boolean;
  /** What the peer has to show, and by when; undefined while it shows enough. */
  pending: { readonly work: BlockIndexEntry; readonly until: number; readonly wasAsked: boolean } | undefined;
}

/** True of a peer that we chose ourselves, for longer than to ask one thing. @source Core IsOutboundOrBlockRelayConn */
export function isLastingOutbound({ kind }: Pick<Peer, 'kind'>): boolean {
  return kind === 'outbound-full-relay' || kind === 'block-relay-only';
}

export function createChainSyncTimeouts(parts: ChainSyncTimeoutParts): ChainSyncTimeouts {
  const { chainstate, clock, log, chains, requests, isSyncStarted } = parts;
  const timeouts = perPeer<SyncTimeout>(() => ({ isProtected: false, pending: undefined }));
  let protectedCount = 0;

  /** True where the peer is known to have a chain of as much work. */
  const hasWorkOf = (peer: Peer, entry: BlockIndexEntry): boolean =>
    (chains.of(peer).bestKnownBlock?.chainwork ?? -1n) >= entry.chainwork;

  function check(peer: Peer): void {
    if (!isLastingOutbound(peer) || !isSyncStarted(peer)) return;
    const state = timeouts.of(peer);
    if (state.isProtected) return;
    const [tip, now] = [chainstate.tip(), clock.nowSeconds()];
    const { pending } = state;
    if (hasWorkOf(peer, tip)) state.pending = undefined;
    else if (!pending || hasWorkOf(peer, pending.work)) {
      // It is behind for the first time, or has caught up with what our tip was, which is another by now.
      state.pending = { work: tip, until: now + CHAIN_SYNC_TIMEOUT, wasAsked: false };
    } else if (now > pending.until) {
      if (pending.wasAsked) giveUp(peer);
      else state.pending = askOnce(peer, pending.work, now);
    }
  }

  /** A last chance to show the work. */
  function askOnce(peer: Peer, work: BlockIndexEntry, now: number): SyncTimeout['pending'] {
    requests.ask(peer, work.parent ?? work);
    log.debug(
      'net',
      () =>
        `sending getheaders to outbound ${logName(peer)} to verify chain work (current best known ` +
        `block:${bestKnown(peer)}, benchmark blockhash: ${displayHash(work.hash)})`,
    );
    return { work, until: now + HEADERS_RESPONSE_MS / 1000, wasAsked: true };
  }

  function giveUp(peer: Peer): void {
    endLoudly(peer, `Outbound peer has old chain, best known block = ${bestKnown(peer)}`, log);
  }

  function bestKnown(peer: Peer): string {
    const { bestKnownBlock } = chains.of(peer);
    return bestKnownBlock ? displayHash(bestKnownBlock.hash) : '<none>';
  }

  return {
    check,
    considerProtection(peer) {
      if (peer.isGone || peer.kind !== 'outbound-full-relay' || protectedCount >= MAX_PROTECTED) return;
      const state = timeouts.of(peer);
      if (state.isProtected || !hasWorkOf(peer, chainstate.tip())) return;
      log.debug('net', `Protecting outbound ${logName(peer)} from eviction`);
      state.isProtected = true;
      protectedCount++;
    },
    isProtected: (peer) => timeouts.of(peer).isProtected,
    drop(peer) {
      if (timeouts.of(peer).isProtected) protectedCount--;
      timeouts.drop(peer);
    },
  };
}

import type { CancelTimer, Timers } from '../../util/clock.ts';
import { logName, type Peer } from '../peer.ts';
import type { PeerChains } from '../peer-chains.ts';
import type { PeerStats } from '../peer-stats.ts';
import type { ChainSyncTimeouts } from './chain-sync-timeout.ts';
import type { HeadersContext } from './headers-context.ts';

/**
 * Looks whether the tip is older than it should be: then those that we chose may all be behind, and one more is tried.
 * Of one too many the least useful goes.
 * @source Bitcoin Core src/net_processing.cpp CheckForStaleTipAndEvictPeers
 */
export interface StaleTipWatch {
  /** To be called every 45 seconds. */
  check(): void;
}

/** @source Bitcoin Core src/net_processing.cpp EXTRA_PEER_CHECK_INTERVAL */
const EXTRA_PEER_CHECK_SECONDS = 45;

/** Looks from time to time, once peers can come. @returns ends that */
export function startStaleTipWatch({
  timers,
  outbound,
  onFault,
  ...parts
}: Omit<StaleTipParts, 'outbound'> & {
  readonly timers: Timers;
  readonly onFault: (fault: unknown) => void;
  readonly outbound: () => OutboundPort;
}): () => void {
  let watch: StaleTipWatch | undefined;
  let cancel: CancelTimer = () => {};
  const wait = (): void => {
    cancel = timers.after(1000 * EXTRA_PEER_CHECK_SECONDS, () => {
      watch ??= createStaleTipWatch({ ...parts, outbound: outbound() });
      try {
        watch.check();
      } catch (fault) {
        onFault(fault);
      }
      wait();
    });
  };
  wait();
  return () => cancel();
}

/** Seconds. @source Bitcoin Core src/net_processing.cpp STALE_CHECK_INTERVAL, MINIMUM_CONNECT_TIME */
const STALE_CHECK_INTERVAL = 10 * 60;
const MINIMUM_CONNECT_TIME = 30;

/** A tip is stale where no block came for so many times between blocks, and has nearly caught up where it is no older than so many. */
const STALE_SPACINGS = 3;
const NEAR_SPACINGS = 20;

/** What whoever makes connections lets be known, and be told. */
export interface OutboundPort {
  /** True where new peers are sought by themselves. */
  isSeeking(): boolean;
  /** How many more there are than there should be. */
  extraFullRelay(): number;
  extraBlockRelay(): number;
  /** True where we are connected with another peer, full relay or manual, on the same network as this one. */
  hasCompanion(peer: Peer): boolean;
  isTryingExtra(): boolean;
  /** Lets one more be sought than there should be. */
  setTryingExtra(isTrying: boolean): void;
  /** From now on short connections for blocks alone are made now and then. */
  startExtraBlockRelay(): void;
}

export interface StaleTipParts extends Pick<HeadersContext, 'chainstate' | 'clock' | 'log' | 'peers'> {
  readonly chains: PeerChains;
  readonly timeouts: Pick<ChainSyncTimeouts, 'isProtected'>;
  readonly outbound: OutboundPort;
  readonly isDownloading: () => boolean;
  readonly statsOf: (peer: Peer) => Pick<PeerStats, 'inFlight' | 'lastBlockAt'>;
}

export function createStaleTipWatch(parts: StaleTipParts): StaleTipWatch {
  const { chainstate, clock, log, chains, timeouts, outbound, isDownloading, statsOf } = parts;
  const { targetSpacing } = chainstate.params.retarget;
  let lastUpdate = 0;
  let nextCheck = 0;
  let hasCaughtUp = false;
  chainstate.events.on('blockConnected', () => {
    lastUpdate = clock.nowSeconds();
  });

  /** Ends the connection, unless it is too young to tell or a block is to come over it. */
  function evict(peer: Peer, what: string, lastTime: string): boolean {
    const { inFlight } = statsOf(peer);
    const connected = clock.nowSeconds() - peer.connectedAt;
    if (connected < MINIMUM_CONNECT_TIME || inFlight.length > 0) {
      log.debug(
        'net',
        `keeping ${what} ${logName(peer)} chosen for eviction (connect time: ${peer.connectedAt}, ` +
          `blocks_in_flight: ${inFlight.length})`,
      );
      return false;
    }
    peer.disconnect(`extra ${what} ${logName(peer)} (${lastTime})`);
    return true;
  }

  /** The youngest goes, unless it gave us a block after the next youngest did. */
  function evictExtraBlockRelay(): void {
    if (outbound.extraBlockRelay() <= 0) return;
    const kept = [...parts.peers()].filter(({ kind, isGone }) => kind === 'block-relay-only' && !isGone);
    const [youngest, next] = kept.sort((a, b) => b.id - a.id);
    if (!youngest) return;
    const lastBlockAt = (peer: Peer | undefined) => (peer ? statsOf(peer).lastBlockAt : 0);
    const worst = lastBlockAt(youngest) > lastBlockAt(next) ? next : youngest;
    if (worst) evict(worst, 'block-relay-only', `last block received at time ${lastBlockAt(worst)}`);
  }

  /** The one goes that told us of a new block longest ago; of several the youngest. */
  function evictExtraFullRelay(): void {
    if (outbound.extraFullRelay() <= 0) return;
    const told = (peer: Peer) => chains.of(peer).lastAnnouncementAt;
    const [worst] = [...parts.peers()]
      .filter((peer) => peer.kind === 'outbound-full-relay' && !peer.isGone)
      .filter((peer) => !timeouts.isProtected(peer) && outbound.hasCompanion(peer))
      .sort((a, b) => told(a) - told(b) || b.id - a.id);
    if (!worst) return;
    const isGone = evict(worst, 'outbound', `last block announcement received at time ${told(worst)}`);
    // One at least could be reached since the tip was found stale: that is enough for now.
    if (isGone) outbound.setTryingExtra(false);
  }

  function checkTip(now: number): void {
    if (lastUpdate === 0) lastUpdate = now;
    const isStale = lastUpdate < now - STALE_SPACINGS * targetSpacing && !isDownloading();
    if (isStale && outbound.isSeeking()) {
      log.info(
        'Potential stale tip detected, will try using extra outbound peer ' +
          `(last tip update: ${now - lastUpdate} seconds ago)`,
      );
      outbound.setTryingExtra(true);
    } else if (outbound.isTryingExtra()) outbound.setTryingExtra(false);
  }

  return {
    check() {
      evictExtraBlockRelay();
      evictExtraFullRelay();
      const now = clock.nowSeconds();
      if (now > nextCheck) {
        checkTip(now);
        nextCheck = now + STALE_CHECK_INTERVAL;
      }
      if (!hasCaughtUp && chainstate.tip().header.time > now - NEAR_SPACINGS * targetSpacing) {
        outbound.startExtraBlockRelay();
        hasCaughtUp = true;
      }
    },
  };
}

import type { P2pContext } from './context.ts';
import type { Feature } from './feature.ts';
import type { Peer } from './peer.ts';

/** When bytes last went over a peer's connection. */
export interface Activity {
  /** Seconds since 1970; 0: never. */
  readonly lastReceived: number;
  readonly lastSent: number;
  /** True where it is not even clear how messages are carried. */
  readonly isDetecting: boolean;
}

/** @source Bitcoin Core src/net.h TIMEOUT_INTERVAL */
const TIMEOUT = 20 * 60;

/**
 * Gives up peers that say nothing, take nothing, or don't end their handshake.
 * @source Bitcoin Core src/net.cpp CConnman::InactivityCheck
 */
export function createInactivityCheck({
  clock,
  options,
  activityOf,
}: Pick<P2pContext, 'clock' | 'options'> & { readonly activityOf: (peer: Peer) => Activity }): Feature {
  function problemOf(peer: Peer, now: number): string | undefined {
    const { lastReceived, lastSent, isDetecting } = activityOf(peer);
    if (lastReceived === 0 || lastSent === 0) {
      const never = [
        ...(lastReceived === 0 ? [', never received from peer'] : []),
        ...(lastSent === 0 ? [', never sent to peer'] : []),
      ].join('');
      return `socket no message in first ${options.peerTimeout} seconds${never}`;
    }
    if (now > lastSent + TIMEOUT) return `socket sending timeout: ${now - lastSent}s`;
    if (now > lastReceived + TIMEOUT) return `socket receive timeout: ${now - lastReceived}s`;
    if (peer.isReady) return undefined;
    return isDetecting ? 'V2 handshake timeout' : 'version handshake timeout';
  }

  return {
    handlers: {},
    watch(peer) {
      const now = clock.nowSeconds();
      if (now <= peer.connectedAt + options.peerTimeout) return;
      const problem = problemOf(peer, now);
      if (problem !== undefined) peer.disconnect(problem);
    },
  };
}

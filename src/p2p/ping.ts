import type { P2pContext } from './context.ts';
import type { Feature } from './feature.ts';
import { type Peer, perPeer } from './peer.ts';

/**
 * Asks each peer from time to time whether it is there, and answers when it asks. A pong is sent once everything that
 * the peer sent before its ping is done.
 * @source BIP31; Bitcoin Core src/net_processing.cpp PeerManagerImpl::MaybeSendPing, ProcessPong
 */
export interface Pings extends Feature {
  /** Pings everybody at the next turn. */
  pingAll(): void;
}

/** @source Bitcoin Core src/net_processing.cpp PING_INTERVAL */
const PING_INTERVAL_MS = 2 * 60 * 1000;
/** @source Bitcoin Core src/net.h TIMEOUT_INTERVAL */
const TIMEOUT_MS = 20 * 60 * 1000;
/** @source BIP31 */
const PONG_VERSION = 60_001;

interface PingState {
  /** The nonce of the ping that waits for its pong. */
  nonce: bigint | undefined;
  /** Milliseconds since 1970; undefined: never. */
  startedMs: number | undefined;
  isWanted: boolean;
  lastMs: number | undefined;
  minMs: number | undefined;
}

export interface PingParts extends Pick<P2pContext, 'clock' | 'random' | 'log' | 'options'> {
  /** Fulfilled when everybody sees what the peer's messages have changed. */
  readonly settle: (peer: Peer) => Promise<void>;
}

export function createPings({ clock, random, log, options, settle }: PingParts): Pings {
  const states = perPeer<PingState>(() => ({
    nonce: undefined,
    startedMs: undefined,
    isWanted: false,
    lastMs: undefined,
    minMs: undefined,
  }));

  function isOverdue(peer: Peer, { nonce, startedMs }: PingState, nowMs: number): boolean {
    const isChecked = nowMs > 1000 * (peer.connectedAt + options.peerTimeout);
    return isChecked && nonce !== undefined && startedMs !== undefined && nowMs > startedMs + TIMEOUT_MS;
  }

  function ping(peer: Peer, state: PingState, nowMs: number): void {
    state.isWanted = false;
    state.startedMs = nowMs;
    if ((peer.greeting?.commonVersion ?? 0) < PONG_VERSION) {
      peer.send({ command: 'ping', nonce: undefined });
      return;
    }
    do state.nonce = random.uint64();
    while (state.nonce === 0n);
    peer.send({ command: 'ping', nonce: state.nonce });
  }

  function sendPass(peer: Peer): void {
    const state = states.of(peer);
    const nowMs = clock.nowMs();
    if (isOverdue(peer, state, nowMs)) {
      peer.disconnect(`ping timeout: ${((nowMs - (state.startedMs ?? 0)) / 1000).toFixed(6)}s`);
      return;
    }
    const { nonce, startedMs, isWanted } = state;
    const isDue = nonce === undefined && (startedMs === undefined || nowMs > startedMs + PING_INTERVAL_MS);
    if (isWanted || isDue) ping(peer, state, nowMs);
  }

  function onPong(peer: Peer, received: bigint | undefined): void {
    const state = states.of(peer);
    const { nonce: expected, startedMs = 0 } = state;
    const tookMs = clock.nowMs() - startedMs;
    const problem = pongProblem(expected, received, tookMs);
    if (problem !== undefined) {
      const hex = (nonce = 0n) => nonce.toString(16);
      const bytes = received === undefined ? 0 : 8;
      log.debug(
        'net',
        `pong peer=${peer.id}: ${problem}, ${hex(expected)} expected, ${hex(received)} received, ${bytes} bytes`,
      );
    } else {
      state.lastMs = tookMs;
      state.minMs = Math.min(state.minMs ?? tookMs, tookMs);
    }
    // Nonces differ where pings overlap; a short one or one of 0 is another implementation's fault, and no answer.
    if (problem === undefined || received === undefined || received === 0n || received === expected) {
      state.nonce = undefined;
    }
  }

  return {
    pingAll() {
      for (const [, state] of states.all()) state.isWanted = true;
    },
    handlers: {
      async ping(peer, { nonce }) {
        await settle(peer);
        if (nonce !== undefined && (peer.greeting?.commonVersion ?? 0) >= PONG_VERSION) {
          peer.send({ command: 'pong', nonce });
        }
      },
      pong: (peer, { nonce }) => onPong(peer, nonce),
    },
    sendPass,
    gone: states.drop,
    stats(peer) {
      const { nonce, startedMs = 0, lastMs, minMs } = states.of(peer);
      const waitMs = nonce === undefined ? undefined : clock.nowMs() - startedMs;
      return { pingMs: lastMs, minPingMs: minMs, pingWaitMs: waitMs };
    },
  };
}

/** What is wrong with a pong; undefined: it answers the ping. */
function pongProblem(
  expected: bigint | undefined,
  received: bigint | undefined,
  tookMs: number,
): string | undefined {
  if (received === undefined) return 'Short payload';
  if (expected === undefined) return 'Unsolicited pong without ping';
  if (received !== expected) return received === 0n ? 'Nonce zero' : 'Nonce mismatch';
  return tookMs < 0 ? 'Timing mishap' : undefined;
}

import type { BlockIndexEntry } from '../../chain/block-index.ts';
import { getLocator } from '../../chain/locator.ts';
import { type Hash256, ZERO_HASH } from '../../primitives/hash256.ts';
import { type Peer, perPeer } from '../peer.ts';
import type { HeadersContext } from './headers-context.ts';

/** Asks peers for headers, each for no more than it can have answered. */
export interface HeaderRequests {
  /** Asks for what the peer has above `from`, unless an answer is still to be waited for. @returns whether it was asked */
  ask(peer: Peer, from: BlockIndexEntry): boolean;
  /** The same from a locator on. @source Bitcoin Core src/net_processing.cpp MaybeSendGetHeaders */
  askFrom(peer: Peer, locator: readonly Hash256[]): boolean;
  /** The peer's answer came: it may be asked again. */
  noteAnswered(peer: Peer): void;
  /** What the peer answered could not be kept: it may be asked again after a while. */
  postpone(peer: Peer): void;
  drop(peer: Peer): void;
}

/** How long an answer is waited for, milliseconds. @source Bitcoin Core src/net_processing.cpp HEADERS_RESPONSE_TIME */
export const HEADERS_RESPONSE_MS = 2 * 60_000;

export function createHeaderRequests({ clock }: Pick<HeadersContext, 'clock'>): HeaderRequests {
  const asked = perPeer<{ atMs: number | undefined }>(() => ({ atMs: undefined }));

  function askFrom(peer: Peer, locator: readonly Hash256[]): boolean {
    const state = asked.of(peer);
    const now = clock.nowMs();
    if (state.atMs !== undefined && now - state.atMs <= HEADERS_RESPONSE_MS) return false;
    peer.send({ command: 'getheaders', locator, stopHash: ZERO_HASH });
    state.atMs = now;
    return true;
  }

  return {
    ask: (peer, from) => askFrom(peer, getLocator(from)),
    askFrom,
    noteAnswered(peer) {
      asked.of(peer).atMs = undefined;
    },
    postpone(peer) {
      asked.of(peer).atMs = clock.nowMs();
    },
    drop: asked.drop,
  };
}

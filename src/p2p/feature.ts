import type { Command, MessageOf } from './codec/message.ts';
import type { Peer } from './peer.ts';
import type { PeerStats } from './peer-stats.ts';

/** What is done about one kind of message; fulfilled when it is wholly done. */
export type Handler<C extends Command> = (peer: Peer, message: MessageOf<C>) => void | Promise<void>;

export type Handlers = { readonly [C in Command]?: Handler<C> };

/**
 * One part of the protocol: handshake, pings, headers, blocks, transactions, addresses. Each has the messages that it
 * acts on, keeps what it must know of each peer, and has its turn with each peer after every message and some times a
 * second. A message that several parts know of is handed to each, in the order in which message-loop.ts lists them.
 *
 * Messages of one peer are handled one after the other, each wholly. Between two of them, and while a handler waits for
 * the chain, other peers have their turn: after an `await` nothing that was true before need be so.
 */
export interface Feature {
  readonly handlers: Handlers;
  /**
   * Why a message of this name is of no use now, whatever it says: then it is not even decoded, which may cost much. A
   * peer that may not send it at all is disconnected then.
   */
  readonly useless?: (peer: Peer, command: string) => string | undefined;
  /** A connection stands; the handshake is still to come. */
  readonly connected?: (peer: Peer) => void;
  /** The handshake is done. */
  readonly ready?: (peer: Peer) => void;
  /** Says and asks what is due for a peer; called often, for peers that are ready, and cheap where nothing is due. */
  readonly sendPass?: (peer: Peer) => void;
  /** The same for peers whose handshake may be under way. */
  readonly watch?: (peer: Peer) => void;
  /** The connection is gone: what is known of the peer is forgotten, what it owed is asked of others. */
  readonly gone?: (peer: Peer) => void;
  /** Work that a peer's earlier messages left (a long answer, orphans to look at again): some of it. @returns whether any was done */
  readonly resume?: (peer: Peer) => boolean | Promise<boolean>;
  /** True while its next message has to wait for such work. */
  readonly isBusy?: (peer: Peer) => boolean;
  /** What getPeerInfo shows of it. */
  readonly stats?: (peer: Peer) => Partial<PeerStats>;
}

import type { Log } from '../util/log.ts';
import { encodeMessage } from './codec/codec.ts';
import type { Message } from './codec/message.ts';
import { type Greeting, logName, type Peer } from './peer.ts';

/** One message as it came: its name and its bytes. */
export interface Frame {
  readonly command: string;
  readonly payload: Uint8Array;
}

/** The connection below a peer. */
export interface PeerLink {
  /** The next message that has come, which is off the queue then. */
  take(): Frame | undefined;
  send(command: string, payload: Uint8Array): void;
  /** True while more waits to be sent than may. */
  isPaused(): boolean;
  isClosed(): boolean;
  /** Closes it; asked again it does nothing. */
  close(why: string): void;
  /** How it carries messages, for the log. */
  transport(): string;
}

/** The peer for the handshake, which alone writes what is not readonly. */
export interface PeerState extends Peer {
  readonly link: PeerLink;
  /** It may be the first to go where room is needed. */
  readonly prefersEviction: boolean;
  greeting: Greeting | undefined;
  usesWtxids: boolean;
  wantsAddrV2: boolean;
  isReady: boolean;
}

export interface PeerParts
  extends Pick<
    Peer,
    'id' | 'kind' | 'service' | 'network' | 'name' | 'permissions' | 'ourServices' | 'connectedAt'
  > {
  readonly link: PeerLink;
  readonly prefersEviction: boolean;
  readonly log: Log;
  /** Hears that the peer broke a rule, where that is not forgiven. */
  readonly discourage: (peer: Peer) => void;
}

/** A peer that has said nothing yet. */
export function createPeer({ log, discourage, ...parts }: PeerParts): PeerState {
  const { id, link, kind, permissions } = parts;
  const peer: PeerState = {
    ...parts,
    greeting: undefined,
    usesWtxids: false,
    wantsAddrV2: false,
    isReady: false,
    get isGone() {
      return link.isClosed();
    },
    isPaused: link.isPaused,
    send(message: Message) {
      if (link.isClosed()) return;
      const payload = encodeMessage(message);
      log.debug('net', () => `sending ${message.command} (${payload.length} bytes) peer=${id}`);
      link.send(message.command, payload);
    },
    disconnect(why) {
      if (link.isClosed()) return;
      log.debug('net', () => `${why}, disconnecting ${logName(peer)}`);
      link.close(why);
    },
    /** @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::Misbehaving, MaybeDiscourageAndDisconnect */
    punish(why) {
      if (link.isClosed()) return;
      log.debug('net', () => `Misbehaving: peer=${id}: ${why}`);
      if (permissions.has('noban')) log.warn(`Not punishing noban peer ${id}!`);
      else if (kind === 'manual') log.warn(`Not punishing manually connected peer ${id}!`);
      else {
        discourage(peer);
        link.close(why);
      }
    },
  };
  return peer;
}

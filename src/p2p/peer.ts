import type { PeerId } from '../mempool/orphan-announcements.ts';
import type { Message } from './codec/message.ts';
import type { NetService } from './net-address.ts';
import type { Permissions } from './permissions.ts';
import type { NetworkClass } from './routability.ts';

/**
 * Why a connection exists. @source Bitcoin Core src/node/connection_types.h
 * - `inbound`: the peer came to us;
 * - `outbound-full-relay`: one of ours that does everything;
 * - `block-relay-only`: one of ours without transactions and addresses, so that nobody can tell by them who is connected;
 * - `manual`: the operator asked for it;
 * - `addr-fetch`: for some addresses, then it ends;
 * - `feeler`: to see whether somebody is there.
 */
export type ConnectionKind =
  | 'inbound'
  | 'outbound-full-relay'
  | 'block-relay-only'
  | 'manual'
  | 'addr-fetch'
  | 'feeler';

/** What a peer has told of itself in the handshake. */
export interface Greeting {
  /** The protocol version of its version message. */
  readonly version: number;
  /** The lower of its version and ours. */
  readonly commonVersion: number;
  readonly services: bigint;
  /** Without characters that don't belong on a terminal. */
  readonly userAgent: string;
  readonly startHeight: number;
  /** BIP37: we may announce transactions to it from the start. */
  readonly wantsTransactions: boolean;
  /** Its clock less ours at that time, seconds. */
  readonly timeOffset: number;
  /** What it takes us for. */
  readonly localService: NetService;
}

/** Somebody we are connected with, as those see it who speak with it. What they know of it they keep themselves. */
export interface Peer {
  /** Counts connections, from 0. */
  readonly id: PeerId;
  readonly kind: ConnectionKind;
  readonly service: NetService;
  /** Over which we are connected; of one that came through Tor that, whatever its address. */
  readonly network: NetworkClass;
  /** As it was given to us, or its address and port. */
  readonly name: string;
  readonly permissions: Permissions;
  /** What we offer it. */
  readonly ourServices: bigint;
  /** Seconds since 1970. */
  readonly connectedAt: number;
  /** What it said in its version message; undefined before. */
  readonly greeting: Greeting | undefined;
  /** BIP339: it announces transactions by wtxid, and wants so too. */
  readonly usesWtxids: boolean;
  /** BIP155 */
  readonly wantsAddrV2: boolean;
  /** True once both sides have said all that belongs to the handshake. */
  readonly isReady: boolean;
  /** True once the connection is to end: nothing it sends is looked at any more. */
  readonly isGone: boolean;
  /** True while it takes less than we have for it: nothing it asks for is answered meanwhile. */
  isPaused(): boolean;
  send(message: Message): void;
  /** Ends the connection. @param why - for the log, e.g. `ping timeout: 1200.0s` */
  disconnect(why: string): void;
  /** It broke a rule that no honest node breaks: it is disconnected, and its address discouraged, unless that is forgiven. */
  punish(why: string): void;
}

/** The name of the peer in log lines. @source Bitcoin Core src/net.cpp CNode::LogPeer */
export function logName(peer: Pick<Peer, 'id'>): string {
  return `peer=${peer.id}`;
}

export function isInbound({ kind }: Pick<Peer, 'kind'>): boolean {
  return kind === 'inbound';
}

/** How many peers came to us, and how many we went to. */
export function countPeers(peers: readonly Peer[]): { readonly inbound: number; readonly outbound: number } {
  const inbound = peers.filter(isInbound).length;
  return { inbound, outbound: peers.length - inbound };
}

/** True where we announce blocks and transactions, and want both. */
export function isFullRelay({ kind }: Pick<Peer, 'kind'>): boolean {
  return kind !== 'block-relay-only' && kind !== 'feeler';
}

/**
 * Whether the peer may announce and send us transactions.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::RejectIncomingTxs
 */
export function acceptsTransactions(
  peer: Pick<Peer, 'kind' | 'permissions'>,
  { blocksOnly }: { readonly blocksOnly: boolean },
): boolean {
  return isFullRelay(peer) && (!blocksOnly || peer.permissions.has('relay'));
}

/** State of each peer that one part of the protocol keeps. */
export interface PerPeer<T> {
  /** The peer's, made when it is first asked for. */
  of(peer: Peer): T;
  /** Forgets the peer. */
  drop(peer: Peer): void;
  /** Every peer that has one, in the order in which they got it. */
  all(): Iterable<readonly [Peer, T]>;
}

export function perPeer<T>(make: (peer: Peer) => T): PerPeer<T> {
  const states = new Map<Peer, T>();
  return {
    of(peer) {
      const known = states.get(peer);
      if (known !== undefined) return known;
      const made = make(peer);
      // Who asks for one that is gone is still at work on its last message: nobody would forget it again.
      if (!peer.isGone) states.set(peer, made);
      return made;
    },
    drop: (peer) => states.delete(peer),
    all: () => states.entries(),
  };
}

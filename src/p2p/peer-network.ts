import type { Socket } from 'node:net';
import type { Timers } from '../util/clock.ts';
import type { Verdict } from '../util/verdict.ts';
import type { Connection } from './connection.ts';
import type { P2pContext } from './context.ts';
import type { KnownPeers } from './known-peers.ts';
import type { LocalAddresses } from './local-addresses.ts';
import type { NetAddress, NetService } from './net-address.ts';
import type { AddedNodes } from './network/added-nodes.ts';
import type { ConnectionLimits } from './network/connection-limits.ts';
import type { InboundSocket } from './network/listen.ts';
import type { OutboundParts, OutboundRequest } from './network/outbound.ts';
import type { Peer } from './peer.ts';
import type { PeerStats } from './peer-stats.ts';
import type { ImplicitPermissions, SubnetGrant } from './permissions.ts';
import type { Protocol, ProtocolParts } from './protocol.ts';
import type { NetworkName } from './reachability.ts';
import type { Transport } from './transport/transport.ts';

/**
 * The node among its peers: every part of the protocol, the loop that gives each its turn, and the connections. It is
 * put together in create-p2p.ts; node/build-p2p.ts says with what.
 */
export interface PeerNetwork {
  /** Everybody we are connected with, in the order of their ids. */
  peers(): readonly Peer[];
  /** What getPeerInfo shows of one. */
  describe(peer: Peer): PeerDescription;
  connect(request: OutboundRequest): Promise<boolean>;
  /** Sends whatever the operator wants to have sent. @param command - at most 12 characters of one byte each */
  sendRaw(peer: Peer, command: string, payload: Uint8Array): void;
  /** Judges a socket that has come. */
  accept(inbound: InboundSocket): void;
  /** Peers of the operator's choice, to whom connections are kept. */
  readonly addedNodes: AddedNodes;
  /** Where others may reach us. */
  readonly localAddresses: LocalAddresses;
  isActive(): boolean;
  /** Makes connections of its own accord from now on, unless the operator names those to make. */
  start(): void;
  /** Ends all connections and makes none, or makes them again. */
  setActive(isActive: boolean): void;
  /** Ends the connections of all whose address the test says. */
  disconnectWhere(test: (address: NetAddress) => boolean): void;
  /** Every peer has its turn soon: something they wait for has come, or the clock has jumped. */
  wake(): void;
  /** What the parts of the protocol tell of themselves, and what they do when they are asked. */
  readonly protocol: Omit<Protocol, 'features' | 'close'>;
  readonly ourServices: bigint;
  /** By which proxy the network is reached; undefined: by none. */
  proxyOf(network: NetworkName): { readonly text: string; readonly isRandomized: boolean } | undefined;
  readonly limits: ConnectionLimits;
  /** Transactions of peers are taken. */
  readonly takesTransactions: boolean;
  /** Bytes over all connections so far. */
  totals(): { readonly received: number; readonly sent: number };
  /** Ends everything. */
  close(): void;
}

export interface PeerDescription extends PeerStats {
  readonly connection: ReturnType<Connection['stats']> & Pick<Connection, 'local'>;
}

export interface PeerNetworkParts
  extends Omit<P2pContext, 'peers' | 'wake'>,
    Pick<ProtocolParts, 'forwardTimers' | 'filterIndex'> {
  readonly timers: Timers;
  readonly breathe: () => Promise<void>;
  readonly defaultPort: number;
  readonly ourServices: bigint;
  readonly createTransport: (role: { readonly isInitiator: boolean; readonly useV2: boolean }) => Transport;
  readonly dial: (target: NetService) => Promise<Verdict<Socket, string>>;
  /** Opens a socket to a name through a proxy, which looks it up; undefined: names are looked up here. */
  readonly dialName: OutboundParts['dialName'];
  readonly proxyOf: PeerNetwork['proxyOf'];
  readonly grants: readonly SubnetGrant[];
  readonly implicitPermissions: ImplicitPermissions;
  readonly known: Pick<
    KnownPeers,
    'book' | 'bans' | 'responses' | 'reachable' | 'resolve' | 'takeAnchors' | 'saveAnchors'
  >;
  /** Peers may connect (`-listen`). */
  readonly isListening: boolean;
  /** What is found out of our own addresses counts (`-discover`). */
  readonly discovers: boolean;
  /** The node makes connections of its own accord: the operator names none (`-connect`). */
  readonly seeksPeers: boolean;
  /** Asked for addresses where few are known (`-seednode`). */
  readonly seedNodes: readonly string[];
  /** Asked where nothing else helps; none: nobody is. */
  readonly dnsSeeds: readonly string[];
  readonly forcesDnsSeeds: boolean;
  readonly limits: ConnectionLimits;
  /** Of those that come, how many may have transactions announced. */
  readonly maxInboundTransactionPeers: number;
  readonly maxReceiveBuffer: number;
  readonly maxSendBuffer: number;
}

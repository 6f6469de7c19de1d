import type { Network } from '../../../chainparams/network.ts';
import type { MempoolOptions } from '../../../mempool/options.ts';
import type { KnownPeers } from '../../../p2p/known-peers.ts';
import type { PeerNetwork } from '../../../p2p/peer-network.ts';
import type { Clock } from '../../../util/clock.ts';

/** What the methods about the address book and bans need of the node. */
export interface KnownPeersContext {
  readonly knownPeers: Pick<KnownPeers, 'book' | 'bans' | 'responses' | 'resolve' | 'reachable'>;
  readonly clock: Pick<Clock, 'nowSeconds'>;
}

/** What the methods about the network need of the node. */
export interface NetworkContext extends KnownPeersContext {
  readonly identity: NodeIdentity;
  readonly network: Network;
  readonly peerNetwork: PeerNetwork;
  readonly mempoolOptions: MempoolOptions;
  /** What the operator should know of the chain, a sentence each. */
  readonly warnings: () => readonly string[];
}

/** As what the node shows itself. */
export interface NodeIdentity {
  /** The version of the Bitcoin Core whose RPC it speaks, e.g. 310000. */
  readonly version: number;
  /** BIP14's user agent, e.g. `/nonced:0.1.0(a comment)/`. */
  readonly subversion: string;
}

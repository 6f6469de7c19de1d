import { type BlockIndexEntry, getAncestor } from '../chain/block-index.ts';
import type { Chainstate } from '../chain/chainstate.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { P2pContext } from './context.ts';
import { isInbound, type Peer, perPeer } from './peer.ts';
import { canServeBlocks } from './services.ts';

/** What is known of a peer's chain. @source Bitcoin Core src/net_processing.cpp CNodeState */
export interface PeerChain {
  /** The block with most work that it is known to have. */
  bestKnownBlock: BlockIndexEntry | undefined;
  /** The last block it announced that we had no header of. */
  lastUnknownBlock: Hash256 | undefined;
  /** The last block whose data we both have; an ancestor of `bestKnownBlock` where that is known. */
  lastCommonBlock: BlockIndexEntry | undefined;
  /** The last header that we sent it. */
  bestHeaderSent: BlockIndexEntry | undefined;
  /** When it last announced a block that was news, with more work than our tip: seconds since 1970; 0: never. */
  lastAnnouncementAt: number;
}

/** The chains of all peers, for the parts of the protocol that ask for headers and blocks, and announce them. */
export interface PeerChains {
  of(peer: Peer): PeerChain;
  /** Notes that the peer has this block, whether we know its header or not. @source Core UpdateBlockAvailability */
  noteAnnounced(peer: Peer, hash: Hash256): void;
  /** Looks whether a block is known by now that it announced before. @source Core ProcessBlockAvailability */
  resolveUnknown(peer: Peer): void;
  /** True where the peer surely has the header, as it announced it or got it from us. @source Core PeerHasHeader */
  hasHeader(peer: Peer, entry: BlockIndexEntry): boolean;
  /** How many peers there are from which blocks are preferably downloaded. */
  preferredCount(): number;
  /** Forgets the peer. */
  drop(peer: Peer): void;
}

export interface PeerChainsDependencies extends Pick<P2pContext, 'peers'> {
  readonly chainstate: Pick<Chainstate, 'find'>;
}

export function createPeerChains({ chainstate, peers }: PeerChainsDependencies): PeerChains {
  const { of, drop } = perPeer<PeerChain>(() => ({
    bestKnownBlock: undefined,
    lastUnknownBlock: undefined,
    lastCommonBlock: undefined,
    bestHeaderSent: undefined,
    lastAnnouncementAt: 0,
  }));

  function noteKnown(chain: PeerChain, entry: BlockIndexEntry): void {
    if (!chain.bestKnownBlock || entry.chainwork >= chain.bestKnownBlock.chainwork)
      chain.bestKnownBlock = entry;
  }

  function resolveUnknown(peer: Peer): void {
    const chain = of(peer);
    const entry = chain.lastUnknownBlock && chainstate.find(chain.lastUnknownBlock);
    if (!entry) return;
    noteKnown(chain, entry);
    chain.lastUnknownBlock = undefined;
  }

  return {
    of,
    drop,
    resolveUnknown,
    noteAnnounced(peer, hash) {
      resolveUnknown(peer);
      const entry = chainstate.find(hash);
      if (entry) noteKnown(of(peer), entry);
      else of(peer).lastUnknownBlock = hash;
    },
    hasHeader(peer, entry) {
      const { bestKnownBlock, bestHeaderSent } = of(peer);
      return [bestKnownBlock, bestHeaderSent].some(
        (known) => known !== undefined && getAncestor(known, entry.height) === entry,
      );
    },
    preferredCount: () => [...peers()].filter((peer) => !peer.isGone && isPreferredDownload(peer)).length,
  };
}

/**
 * True where headers and blocks are rather asked of this peer than of another: we chose it, or the operator trusts it, and
 * it has blocks. Never before its version message.
 * @source Bitcoin Core src/net_processing.cpp fPreferredDownload
 */
export function isPreferredDownload(peer: Pick<Peer, 'kind' | 'permissions' | 'greeting'>): boolean {
  const isChosen = !isInbound(peer) || peer.permissions.has('noban');
  return isChosen && peer.kind !== 'addr-fetch' && canServeBlocks(peer);
}

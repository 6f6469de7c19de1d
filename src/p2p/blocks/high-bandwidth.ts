import type { MessageOf } from '../codec/message.ts';
import type { P2pContext } from '../context.ts';
import type { Feature } from '../feature.ts';
import { CMPCTBLOCKS_VERSION } from '../handshake.ts';
import { isInbound, type Peer, perPeer } from '../peer.ts';

/**
 * Who sends whom compact blocks unasked (BIP152, high-bandwidth mode): we ask it of the three peers that were the last to
 * be first with a block, one of them outbound, if any is.
 */
export interface HighBandwidth {
  readonly feature: Feature;
  /** The peer was the first with a good block: asks it for compact blocks unasked. @source Core MaybeSetPeerAsAnnouncingHeaderAndIDs */
  choose(peer: Peer): void;
  /** True where we asked it. */
  isChosen(peer: Peer): boolean;
  /** True where it asked us. */
  isWantedBy(peer: Peer): boolean;
  /** True where it said that it can send compact blocks. */
  isProvidedBy(peer: Peer): boolean;
}

const MAX_CHOSEN = 3;

interface CompactTerms {
  provides: boolean;
  wants: boolean;
}

export function createHighBandwidth({ options }: Pick<P2pContext, 'options'>): HighBandwidth {
  const terms = perPeer<CompactTerms>(() => ({ provides: false, wants: false }));
  /** The first to be given up is first. */
  let chosen: Peer[] = [];

  function tell(peer: Peer, highBandwidth: boolean): void {
    peer.send({ command: 'sendcmpct', highBandwidth, version: CMPCTBLOCKS_VERSION });
  }

  /** Lets the last outbound peer not be the one that an inbound peer displaces. */
  function protectLastOutbound(): void {
    const [first, second, ...others] = chosen;
    const outbound = chosen.filter((peer) => !isInbound(peer));
    if (chosen.length < MAX_CHOSEN || outbound.length !== 1 || outbound[0] !== first) return;
    if (first && second) chosen = [second, first, ...others];
  }

  function choose(peer: Peer): void {
    // Without transactions of our own we could put none together.
    if (options.blocksOnly || !terms.of(peer).provides) return;
    if (chosen.includes(peer)) {
      chosen = [...chosen.filter((other) => other !== peer), peer];
      return;
    }
    if (isInbound(peer)) protectLastOutbound();
    tell(peer, true);
    chosen.push(peer);
    const displaced = chosen.length > MAX_CHOSEN ? chosen.shift() : undefined;
    if (displaced) tell(displaced, false);
  }

  function onSendCmpct(peer: Peer, { highBandwidth, version }: MessageOf<'sendcmpct'>): void {
    if (version !== CMPCTBLOCKS_VERSION) return;
    Object.assign(terms.of(peer), { provides: true, wants: highBandwidth });
  }

  return {
    feature: {
      handlers: { sendcmpct: onSendCmpct },
      stats: (peer) => ({
        isHighBandwidthTo: chosen.includes(peer),
        isHighBandwidthFrom: terms.of(peer).wants,
      }),
      gone(peer) {
        terms.drop(peer);
        chosen = chosen.filter((other) => other !== peer);
      },
    },
    choose,
    isChosen: (peer) => chosen.includes(peer),
    isWantedBy: (peer) => terms.of(peer).wants,
    isProvidedBy: (peer) => terms.of(peer).provides,
  };
}

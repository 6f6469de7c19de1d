import type { AddressBook } from './addrman/address-book.ts';
import type { Feature } from './feature.ts';
import { isInbound, type Peer } from './peer.ts';

/** What the address book learns of connections that we made. */
export interface OutboundBook {
  /** Before the handshake: what a peer offers is noted even where it is too little. */
  readonly services: Feature;
  /** After it: the peer is there. One that was only to be looked for has shown that it is, and is left. */
  readonly arrivals: Feature;
}

/** @source Bitcoin Core src/net_processing.cpp ProcessMessage NetMsgType::VERSION, FinalizeNode */
export function createOutboundBook({
  book,
}: {
  readonly book: Pick<AddressBook, 'setServices' | 'good' | 'connected'>;
}): OutboundBook {
  return {
    services: {
      handlers: {
        version(peer, { services }) {
          if (!isInbound(peer) && !peer.greeting) book.setServices(peer.service, services);
        },
      },
    },
    arrivals: {
      handlers: {
        version(peer) {
          if (isInbound(peer) || peer.isReady) return;
          book.good(peer.service);
          if (peer.kind === 'feeler') peer.disconnect('feeler connection completed');
        },
      },
      gone(peer) {
        if (peer.isReady && tellsOfItself(peer)) book.connected(peer.service);
      },
    },
  };
}

/** Others see the times of the address book: by them nobody shall find those that are for blocks alone. */
function tellsOfItself(peer: Peer): boolean {
  return !isInbound(peer) && peer.kind !== 'block-relay-only';
}

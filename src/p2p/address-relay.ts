import { shuffled } from '../util/shuffled.ts';
import { createAddressTargets } from './address-targets.ts';
import type { AddressBook } from './addrman/address-book.ts';
import { type AddressResponses, RESPONSE_LIMITS } from './addrman/address-responses.ts';
import { type BanList, isShunned } from './ban-list.ts';
import { MAX_ADDR_TO_SEND } from './codec/limits.ts';
import type { MessageOf, PeerAddress } from './codec/message.ts';
import type { P2pContext } from './context.ts';
import { type DesirableServices, mayKnowAddresses } from './desirable-services.ts';
import type { Feature } from './feature.ts';
import type { LocalAddresses } from './local-addresses.ts';
import { advertisedText } from './local-addresses.ts';
import { hashedServiceBytes } from './net-group.ts';
import { isInbound, logName, type Peer, perPeer } from './peer.ts';
import { exponentialMs, uint32 } from './random.ts';
import { createRollingBloomFilter, type RollingBloomFilter } from './rolling-bloom-filter.ts';
import { isRoutableAddress, isValidAddress, type NetworkClass, routedNetworkOf } from './routability.ts';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/**
 * Addresses of nodes between peers: those that come are noted and, while few and fresh, passed on to one or two; who
 * came and asks gets a sample, one to a connection; now and then each is told where we are.
 * @source Bitcoin Core src/net_processing.cpp ProcessAddrs, RelayAddress, MaybeSendAddr, SetupAddressRelay
 */

export interface AddressRelayParts
  extends Pick<P2pContext, 'clock' | 'random' | 'log' | 'isInitialBlockDownload' | 'peers'> {
  readonly book: Pick<AddressBook, 'add'>;
  readonly bans: Pick<BanList, 'isBanned' | 'isDiscouraged'>;
  readonly responses: AddressResponses;
  readonly reachable: ReadonlySet<NetworkClass>;
  readonly desirable: Pick<DesirableServices, 'offersAll'>;
  readonly local: LocalAddresses;
  /** Peers may connect to us. */
  readonly isListening: boolean;
  /** Our socket that the peer came to, as text. */
  readonly socketOf: (peer: Peer) => string;
}

const SECOND_MS = 1000;
const HOUR = 3600;

/** @source Bitcoin Core src/net_processing.cpp: the constants of the same names */
const MAX_ADDR_RATE_PER_SECOND = 0.1;
const AVG_LOCAL_ADDRESS_BROADCAST_MS = 24 * HOUR * SECOND_MS;
const AVG_ADDRESS_BROADCAST_MS = 30 * SECOND_MS;

/** Messages with more are answers to a question, and not passed on; nor are addresses that were last seen longer ago. */
const MAX_RELAYED = 10;
const FRESH_SECONDS = 600;
/** For times that can't be: before addresses had them, or in the future. */
const FIRST_SENSIBLE_TIME = 100_000_000;
const UNKNOWN_AGE = 5 * 24 * HOUR;
/** Taken off what others say. */
const TIME_PENALTY = 2 * HOUR;
const ADDR_FETCH_TIMEOUT = (10 * AVG_ADDRESS_BROADCAST_MS) / SECOND_MS;

const KNOWN = { elements: 5000, falsePositiveRate: 0.001 };

/** What a peer that takes part in this knows of addresses, and we of it. */
interface Relaying {
  readonly known: RollingBloomFilter;
  toSend: PeerAddress[];
}

interface AddressPeer {
  /** Undefined while the peer has shown no interest in addresses. */
  relaying: Relaying | undefined;
  readonly tokens: TokenBucket;
  wasGreeted: boolean;
  wasAsked: boolean;
  hasAsked: boolean;
  processed: number;
  rateLimited: number;
  nextSendMs: number;
  nextLocalMs: number;
}

export function createAddressRelay(parts: AddressRelayParts): Feature {
  const { clock, random, log, book, bans, responses, reachable, desirable, local } = parts;
  const targets = createAddressTargets({ clock, random });
  const states = perPeer<AddressPeer>(() => {
    const tokens = createTokenBucket({
      perSecond: MAX_ADDR_RATE_PER_SECOND,
      tokens: 1,
      max: MAX_ADDR_TO_SEND,
    });
    tokens.refill(clock.nowMs());
    return {
      relaying: undefined,
      tokens,
      wasGreeted: false,
      wasAsked: false,
      hasAsked: false,
      processed: 0,
      rateLimited: 0,
      nextSendMs: 0,
      nextLocalMs: 0,
    };
  });

  /** Begins with a peer, unless nobody shall see by addresses that we are connected with it, or it is soon gone. */
  function enable(peer: Peer): Relaying | undefined {
    if (peer.kind === 'block-relay-only' || peer.kind === 'feeler') return undefined;
    const state = states.of(peer);
    state.relaying ??= {
      known: createRollingBloomFilter({ ...KNOWN, tweak: uint32(random) }),
      toSend: [],
    };
    return state.relaying;
  }

  function push(peer: Peer, { known, toSend }: Relaying, address: PeerAddress): void {
    const isNew = isValidAddress(address.service) && !known.contains(hashedServiceBytes(address.service));
    if (!isNew || !isCompatible(peer, address)) return;
    if (toSend.length < MAX_ADDR_TO_SEND) toSend.push(address);
    else toSend[random.below(toSend.length)] = address;
  }

  function relay(origin: Peer, address: PeerAddress, isReachable: boolean): void {
    const others = [...parts.peers()].filter(
      (peer) => peer !== origin && states.of(peer).relaying !== undefined && isCompatible(peer, address),
    );
    for (const peer of targets(address.service, others, isReachable)) {
      const { relaying } = states.of(peer);
      if (relaying) push(peer, relaying, address);
    }
  }

  function onAddresses(peer: Peer, { command, addresses }: MessageOf<'addr'> | MessageOf<'addrv2'>): void {
    const relaying = enable(peer);
    if (!relaying) {
      log.debug('net', `ignoring ${command} message from ${peer.kind} ${logName(peer)}`);
      return;
    }
    const state = states.of(peer);
    state.tokens.refill(clock.nowMs());
    const mayRelay = !state.wasAsked && addresses.length <= MAX_RELAYED;
    const before = { processed: state.processed, rateLimited: state.rateLimited };
    const kept: PeerAddress[] = [];
    for (const address of shuffled(addresses, random.below)) {
      const judged = judge(peer, state, address);
      if (!judged) continue;
      relaying.known.insert(hashedServiceBytes(judged.service));
      if (isShunned(bans, judged.service)) continue;
      state.processed++;
      const isReachable = reachable.has(routedNetworkOf(judged.service));
      const isFresh = judged.time > clock.nowSeconds() - FRESH_SECONDS;
      if (mayRelay && isFresh && isRoutableAddress(judged.service)) relay(peer, judged, isReachable);
      if (isReachable) kept.push(judged);
    }
    const [processed, limited] = [state.processed - before.processed, state.rateLimited - before.rateLimited];
    log.debug(
      'net',
      `Received addr: ${addresses.length} addresses (${processed} processed, ${limited} rate-limited) from ${logName(peer)}`,
    );
    book.add(kept, peer.service, TIME_PENALTY);
    if (addresses.length < MAX_ADDR_TO_SEND) state.wasAsked = false;
    // One alone will be its own.
    if (peer.kind === 'addr-fetch' && addresses.length > 1) peer.disconnect('addrfetch connection completed');
  }

  /** The address with a time that can be; undefined where there are too many, or nobody would connect to it. */
  function judge(peer: Peer, state: AddressPeer, address: PeerAddress): PeerAddress | undefined {
    if (state.tokens.tokens() >= 1) state.tokens.take(1);
    else if (!peer.permissions.has('addr')) {
      state.rateLimited++;
      return undefined;
    }
    if (!mayKnowAddresses(address.services) && !desirable.offersAll(address.services)) return undefined;
    const now = clock.nowSeconds();
    const isSensible = address.time > FIRST_SENSIBLE_TIME && address.time <= now + FRESH_SECONDS;
    return isSensible ? address : { ...address, time: now - UNKNOWN_AGE };
  }

  function onGetAddr(peer: Peer): void {
    if (!isInbound(peer)) {
      log.debug('net', `Ignoring "getaddr" from ${peer.kind} connection. ${logName(peer)}`);
      return;
    }
    const relaying = enable(peer);
    const state = states.of(peer);
    if (!relaying || state.hasAsked) {
      log.debug('net', `Ignoring repeated "getaddr". ${logName(peer)}`);
      return;
    }
    state.hasAsked = true;
    relaying.toSend = [];
    const answer = peer.permissions.has('addr')
      ? responses.sample(RESPONSE_LIMITS)
      : responses.responseFor(`${peer.network} ${parts.socketOf(peer)}`);
    for (const address of answer) push(peer, relaying, address);
  }

  /** Asks whom we chose for addresses, once; who came is asked nothing, lest it gives us what it likes. */
  function onVersion(peer: Peer): void {
    const state = states.of(peer);
    if (state.wasGreeted) return;
    state.wasGreeted = true;
    const seen = peer.greeting?.localService;
    if (isInbound(peer)) {
      if (seen && isRoutableAddress(seen)) local.seen(seen);
      return;
    }
    if (!enable(peer)) return;
    peer.send({ command: 'getaddr' });
    state.wasAsked = true;
    state.tokens.take(-MAX_ADDR_TO_SEND);
  }

  function tellOfUs(peer: Peer, state: AddressPeer, relaying: Relaying): void {
    const now = clock.nowMs();
    if (!parts.isListening || parts.isInitialBlockDownload() || state.nextLocalMs >= now) return;
    const isFirst = state.nextLocalMs === 0;
    if (!isFirst) relaying.known.reset(uint32(random));
    const service = local.toTell(peer);
    if (service) {
      log.debug('net', advertisedText(service, peer));
      const address = { time: clock.nowSeconds(), services: peer.ourServices, service };
      // The first goes alone: a peer that has just met us may take one and no more.
      if (!isFirst) push(peer, relaying, address);
      else if (isCompatible(peer, address)) send(peer, [address]);
    }
    state.nextLocalMs = now + exponentialMs(random, AVG_LOCAL_ADDRESS_BROADCAST_MS);
  }

  function sendAddresses(peer: Peer, state: AddressPeer, relaying: Relaying): void {
    const now = clock.nowMs();
    if (now <= state.nextSendMs) return;
    state.nextSendMs = now + exponentialMs(random, AVG_ADDRESS_BROADCAST_MS);
    const fresh = relaying.toSend.filter(({ service }) => {
      const key = hashedServiceBytes(service);
      if (relaying.known.contains(key)) return false;
      relaying.known.insert(key);
      return true;
    });
    if (fresh.length === 0) return;
    send(peer, fresh);
    relaying.toSend = [];
  }

  function send(peer: Peer, addresses: readonly PeerAddress[]): void {
    peer.send({ command: peer.wantsAddrV2 ? 'addrv2' : 'addr', addresses });
  }

  return {
    handlers: { version: onVersion, addr: onAddresses, addrv2: onAddresses, getaddr: onGetAddr },
    connected: (peer) => void states.of(peer),
    sendPass(peer) {
      const state = states.of(peer);
      if (peer.kind === 'addr-fetch' && clock.nowSeconds() - peer.connectedAt > ADDR_FETCH_TIMEOUT) {
        peer.disconnect('addrfetch connection timeout');
        return;
      }
      const { relaying } = state;
      if (!relaying) return;
      tellOfUs(peer, state, relaying);
      sendAddresses(peer, state, relaying);
    },
    stats(peer) {
      const { relaying, processed, rateLimited } = states.of(peer);
      return {
        isAddrRelayEnabled: relaying !== undefined,
        addrProcessed: processed,
        addrRateLimited: rateLimited,
      };
    },
    gone: states.drop,
  };
}

/** Old messages have no room for other networks. @source Bitcoin Core IsAddrCompatible, CNetAddr::IsAddrV1Compatible */
function isCompatible(peer: Peer, { service }: PeerAddress): boolean {
  return peer.wantsAddrV2 || service.network === 'ipv4' || service.network === 'ipv6';
}

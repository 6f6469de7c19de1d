import { sanitizeText } from '../util/sanitize-text.ts';
import type { VersionMessage } from './codec/message.ts';
import type { P2pContext } from './context.ts';
import type { Feature } from './feature.ts';
import { formatNetService, NO_ADDRESS } from './net-address.ts';
import { noRoomText } from './network/make-room.ts';
import { acceptsTransactions, type Greeting, isInbound, logName, type Peer } from './peer.ts';
import type { PeerState } from './peer-state.ts';
import { hasServices } from './services.ts';

/**
 * How two nodes greet each other: version both ways, what each can do beyond its version, verack both ways. Nothing else
 * is heard before that is done.
 * @source Bitcoin Core src/net_processing.cpp PeerManagerImpl::ProcessMessage, PushNodeVersion
 */

/** @source Bitcoin Core src/node/protocol_version.h */
export const PROTOCOL_VERSION = 70_017;
const MIN_PEER_PROTO_VERSION = 31_800;
const SHORT_IDS_BLOCKS_VERSION = 70_014;
const WTXID_RELAY_VERSION = 70_016;
const FEATURE_VERSION = 70_017;

/** BIP152's compact blocks with witnesses. */
export const CMPCTBLOCKS_VERSION = 2n;

/** What may come between version and verack. */
const NEGOTIATION: readonly string[] = [
  'version',
  'verack',
  'sendheaders',
  'sendcmpct',
  'wtxidrelay',
  'sendaddrv2',
  'feature',
  'sendtxrcncl',
];

/** Why a message is not looked at before the handshake is done; undefined where it may be. */
export function refusalBeforeReady(peer: Peer, command: string): string | undefined {
  if (!peer.greeting && command !== 'version') {
    return `non-version message before version handshake. Message "${sanitizeText(command)}" from ${logName(peer)}`;
  }
  if (!peer.isReady && !NEGOTIATION.includes(command)) {
    return `Unsupported message "${sanitizeText(command)}" prior to verack from ${logName(peer)}`;
  }
  return undefined;
}

export interface HandshakeParts
  extends Pick<P2pContext, 'chainstate' | 'clock' | 'random' | 'log' | 'options'> {
  /** All connections. */
  readonly peers: () => Iterable<PeerState>;
  /** Whether the peer's address is one that means something to others. */
  readonly isRoutable: (peer: Peer) => boolean;
  /** What a peer that we chose must offer. */
  readonly wantedServices: (offered: bigint) => bigint;
  /** Whether one that came may stay though it wants transactions, now that it has said so. */
  readonly hasRoom: (peer: PeerState) => boolean;
}

export function createHandshake(parts: HandshakeParts): Feature {
  const { chainstate, clock, random, log, options } = parts;
  const nonces = new Map<Peer, bigint>();
  // A peer that is handed to a feature is one of these.
  const state = (peer: Peer): PeerState => peer as PeerState;

  function sendVersion(peer: Peer): void {
    const nonce = random.uint64();
    nonces.set(peer, nonce);
    peer.send({
      command: 'version',
      version: PROTOCOL_VERSION,
      services: peer.ourServices,
      time: BigInt(clock.nowSeconds()),
      receiver: { services: 0n, service: parts.isRoutable(peer) ? peer.service : { ...NO_ADDRESS, port: 0 } },
      nonce,
      userAgent: options.userAgent,
      startHeight: chainstate.tip().height,
      relay: acceptsTransactions(peer, options),
    });
  }

  /** Whether a version message is one that we have sent: then both ends are ours. */
  function isOwn(nonce: bigint): boolean {
    for (const peer of parts.peers()) {
      if (!isInbound(peer) && !peer.isReady && nonces.get(peer) === nonce) return true;
    }
    return false;
  }

  function onVersion(peer: Peer, message: VersionMessage): void {
    if (peer.greeting) {
      log.debug('net', `redundant version message from ${logName(peer)}`);
      return;
    }
    const wanted = parts.wantedServices(message.services);
    if (expectsServices(peer) && !hasServices(message.services, wanted)) {
      const hex = (services: bigint) => services.toString(16).padStart(8, '0');
      peer.disconnect(
        `peer does not offer the expected services (${hex(message.services)} offered, ${hex(wanted)} expected)`,
      );
      return;
    }
    if (message.version < MIN_PEER_PROTO_VERSION) {
      peer.disconnect(`peer using obsolete version ${message.version}`);
      return;
    }
    if (isInbound(peer) && isOwn(message.nonce)) {
      log.info(`connected to self at ${formatNetService(peer.service)}, disconnecting`);
      peer.disconnect('connected to self');
      return;
    }
    if (isInbound(peer)) sendVersion(peer);
    const greeting = greetingOf(message, clock.nowSeconds());
    state(peer).greeting = greeting;
    log.debug('net', () => versionLine(peer, greeting));
    offer(peer, greeting.commonVersion);
    if (!parts.hasRoom(state(peer))) {
      peer.disconnect(noRoomText('version'));
      return;
    }
    peer.send({ command: 'verack' });
  }

  function offer(peer: Peer, commonVersion: number): void {
    if (commonVersion < WTXID_RELAY_VERSION) return;
    peer.send({ command: 'wtxidrelay' });
    peer.send({ command: 'sendaddrv2' });
  }

  function onVerack(peer: Peer): void {
    if (peer.isReady) {
      log.debug('net', `ignoring redundant verack message from ${logName(peer)}`);
      return;
    }
    const { version = 0, commonVersion = 0 } = peer.greeting ?? {};
    const line = `New ${peer.kind} peer connected: transport: ${state(peer).link.transport()}, version: ${version}, ${logName(peer)}`;
    // Anybody can make inbound connections, as many as they like.
    if (isInbound(peer)) log.debug('net', line);
    else log.info(line);
    nonces.delete(peer);
    if (commonVersion >= SHORT_IDS_BLOCKS_VERSION) {
      peer.send({ command: 'sendcmpct', highBandwidth: false, version: CMPCTBLOCKS_VERSION });
    }
    state(peer).isReady = true;
  }

  function onWtxidRelay(peer: Peer): void {
    const { commonVersion = 0 } = peer.greeting ?? {};
    if (peer.isReady) peer.disconnect('wtxidrelay received after verack');
    else if (commonVersion < WTXID_RELAY_VERSION) {
      log.debug(
        'net',
        `ignoring wtxidrelay due to old common version=${commonVersion} from ${logName(peer)}`,
      );
    } else if (peer.usesWtxids) log.debug('net', `ignoring duplicate wtxidrelay from ${logName(peer)}`);
    else state(peer).usesWtxids = true;
  }

  function onFeature(peer: Peer, id: string): void {
    const { commonVersion = 0 } = peer.greeting ?? {};
    if (peer.isReady) peer.disconnect('feature received after verack');
    else if (commonVersion < FEATURE_VERSION) {
      peer.disconnect(`feature received with incompatible version ${commonVersion}`);
    } else log.debug('net', () => `unknown feature advertised: ${sanitizeText(id)}`);
  }

  return {
    connected(peer) {
      if (!isInbound(peer)) sendVersion(peer);
    },
    gone: (peer) => void nonces.delete(peer),
    handlers: {
      version: onVersion,
      verack: onVerack,
      wtxidrelay: onWtxidRelay,
      sendaddrv2(peer) {
        if (peer.isReady) peer.disconnect('sendaddrv2 received after verack');
        else state(peer).wantsAddrV2 = true;
      },
      feature: (peer, { id }) => onFeature(peer, id),
      sendtxrcncl(peer) {
        log.debug(
          'net',
          `sendtxrcncl from ${logName(peer)} ignored, as our node does not have txreconciliation enabled`,
        );
      },
    },
  };
}

/** @source Bitcoin Core src/net.h CNode::ExpectServicesFromConn */
function expectsServices({ kind }: Peer): boolean {
  return kind === 'outbound-full-relay' || kind === 'block-relay-only' || kind === 'addr-fetch';
}

function greetingOf(message: VersionMessage, nowSeconds: number): Greeting {
  const { version, services, userAgent, startHeight, relay, time, receiver } = message;
  return {
    version,
    commonVersion: Math.min(version, PROTOCOL_VERSION),
    services,
    userAgent: sanitizeText(userAgent),
    startHeight,
    wantsTransactions: relay,
    timeOffset: Number(time) - nowSeconds,
    localService: receiver.service,
  };
}

function versionLine(
  peer: Peer,
  { userAgent, version, startHeight, localService, wantsTransactions }: Greeting,
): string {
  return `receive version message: ${userAgent || '<no user agent>'}: version ${version}, blocks=${startHeight}, us=${formatNetService(localService)}, txrelay=${wantsTransactions ? 1 : 0}, ${logName(peer)}`;
}

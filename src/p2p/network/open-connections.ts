import type { CancelTimer, Clock, Timers } from '../../util/clock.ts';
import { expectDefined } from '../../util/invariant.ts';
import type { Log } from '../../util/log.ts';
import type { PeerAddress } from '../codec/message.ts';
import type { OutboundPort } from '../headers/stale-tip.ts';
import { formatNetService } from '../net-address.ts';
import type { ConnectionKind, Peer } from '../peer.ts';
import { exponentialMs, type Random } from '../random.ts';
import type { NetworkClass } from '../routability.ts';
import { hasServices, SERVICE } from '../services.ts';
import { type AddressChoice, type OutboundGroups, outboundGroups } from './choose-address.ts';
import { type ConnectionLimits, FULL_RELAY_CONNECTIONS } from './connection-limits.ts';
import type { Outbound } from './outbound.ts';

/**
 * Connections that the node makes of its own accord: eight that do everything, two for blocks alone, first to those of
 * the last run; now and then one more to see whether the others keep a block from us, or just to see whether somebody is
 * there; and short ones for addresses, where few are known.
 */
export interface OpenConnections extends OutboundPort {
  start(): void;
  /** Connects for addresses, once. */
  fetchFrom(name: string): void;
  /** Those for blocks alone: the next run begins with them. */
  anchors(): readonly PeerAddress[];
  close(): void;
}

export interface OpenConnectionsParts {
  /** False: the operator says with whom to connect (`-connect`). */
  readonly isSeeking: boolean;
  readonly isActive: () => boolean;
  readonly peers: () => readonly Peer[];
  readonly outbound: Pick<Outbound, 'connect'>;
  readonly choice: AddressChoice;
  readonly limits: Pick<ConnectionLimits, 'fullRelay' | 'blockRelay'>;
  readonly ourServices: bigint;
  /** How many addresses are known, of one network or of all. */
  readonly knownAddresses: (network?: NetworkClass) => number;
  readonly reachable: ReadonlySet<NetworkClass>;
  readonly takeAnchors: () => readonly PeerAddress[];
  readonly seedNodes: readonly string[];
  readonly clock: Clock;
  readonly random: Pick<Random, 'below'>;
  /** Real time. */
  readonly timers: Timers;
  readonly log: Pick<Log, 'info' | 'debug'>;
  readonly onFault: (fault: unknown) => void;
}

/** How often it looks whether there is one to make, milliseconds. */
const LOOK_MS = 500;

const MINUTE_MS = 60_000;
/** @source Bitcoin Core src/net.h FEELER_INTERVAL, EXTRA_BLOCK_RELAY_ONLY_PEER_INTERVAL; src/net.cpp EXTRA_NETWORK_PEER_INTERVAL */
const FEELER_MS = 2 * MINUTE_MS;
const EXTRA_BLOCK_RELAY_MS = 5 * MINUTE_MS;
const EXTRA_NETWORK_MS = 5 * MINUTE_MS;

/** @source Bitcoin Core src/net.cpp SEED_OUTBOUND_CONNECTION_THRESHOLD, ADD_NEXT_SEEDNODE */
const ENOUGH_PEERS = 2;
const NEXT_SEED_SECONDS = 10;

/** Failures count once we know that it is not we who are cut off. */
const GROUPS_TO_COUNT_FAILURES = 2;

/** What to connect to next. */
interface Plan {
  readonly kind: 'outbound-full-relay' | 'block-relay-only' | 'feeler';
  readonly address: PeerAddress | undefined;
}

/** @source Bitcoin Core src/net.cpp CConnman::ThreadOpenConnections, ProcessAddrFetch */
export function createOpenConnections(parts: OpenConnectionsParts): OpenConnections {
  const { peers, outbound, choice, limits, clock, random, timers, log, reachable } = parts;
  const seedNodes = [...parts.seedNodes];
  const toFetch: string[] = [];
  let anchors: PeerAddress[] = [];
  let isTryingExtra = false;
  let makesExtraBlockRelay = false;
  let nextSeedAt = 0;
  const due = { feeler: 0, blockRelay: 0, network: 0 };
  let cancel: CancelTimer | undefined;
  let isClosed = false;

  const countOf = (kind: ConnectionKind): number => peers().filter((peer) => peer.kind === kind).length;

  /** True once the time has come; then it comes again after about so long. */
  function isDue(what: keyof typeof due, meanMs: number): boolean {
    if (clock.nowMs() <= due[what]) return false;
    due[what] = clock.nowMs() + exponentialMs(random, meanMs);
    return true;
  }

  function nextAnchor(groups: OutboundGroups): PeerAddress | undefined {
    for (;;) {
      const anchor = anchors.pop();
      if (!anchor || choice.isGoodAnchor(anchor, groups)) return anchor;
    }
  }

  /** A network with addresses on which we are connected with nobody. */
  function lonelyNetwork(): NetworkClass | undefined {
    const isUsed = (network: NetworkClass): boolean =>
      peers().some((peer) => peer.network === network && isManualOrFull(peer));
    const empty = [...reachable].filter((network) => !isUsed(network) && parts.knownAddresses(network) > 0);
    return empty.length > 0 ? empty[random.below(empty.length)] : undefined;
  }

  function plan(groups: OutboundGroups): Plan | undefined {
    const [full, blocks] = [countOf('outbound-full-relay'), countOf('block-relay-only')];
    if (anchors.length > 0 && blocks < limits.blockRelay) {
      return { kind: 'block-relay-only', address: nextAnchor(groups) };
    }
    if (full < limits.fullRelay) return { kind: 'outbound-full-relay', address: choice.lasting(groups) };
    if (blocks < limits.blockRelay) return { kind: 'block-relay-only', address: choice.lasting(groups) };
    if (isTryingExtra && full === limits.fullRelay) {
      return { kind: 'outbound-full-relay', address: choice.lasting(groups) };
    }
    if (makesExtraBlockRelay && isDue('blockRelay', EXTRA_BLOCK_RELAY_MS)) {
      return { kind: 'block-relay-only', address: choice.lasting(groups) };
    }
    if (isDue('feeler', FEELER_MS)) return { kind: 'feeler', address: choice.feeler() };
    if (limits.fullRelay === FULL_RELAY_CONNECTIONS && isDue('network', EXTRA_NETWORK_MS)) {
      const network = lonelyNetwork();
      return network && { kind: 'outbound-full-relay', address: choice.lasting(groups, network) };
    }
    return undefined;
  }

  async function openOne(): Promise<void> {
    const groups = outboundGroups(peers());
    const next = plan(groups);
    if (!next?.address) return;
    const { service, services } = next.address;
    if (next.kind === 'feeler')
      log.debug('net', () => `Making feeler connection to ${formatNetService(service)}`);
    await outbound.connect({
      kind: next.kind,
      target: service,
      useV2: hasServices(services & parts.ourServices, SERVICE.p2pV2),
      countsFailure: groups.size >= GROUPS_TO_COUNT_FAILURES,
    });
  }

  /** Where few peers are found, nodes that the operator names are asked for addresses, one after the other. */
  function askSeedNode(): void {
    if (seedNodes.length === 0 || countOf('outbound-full-relay') >= ENOUGH_PEERS) return;
    const now = clock.monotonicMs() / 1000;
    if (now < nextSeedAt) return;
    const isEmpty = parts.knownAddresses() === 0;
    const isFirst = nextSeedAt === 0;
    nextSeedAt = now + NEXT_SEED_SECONDS;
    // Those of the book have their chance first.
    if (isFirst && !isEmpty) return;
    const seed = expectDefined(seedNodes.pop(), 'there is a seed node');
    log.info(
      isEmpty
        ? `Empty addrman, adding seednode (${seed}) to addrfetch`
        : `Couldn't connect to peers from addrman after ${NEXT_SEED_SECONDS} seconds. Adding seednode (${seed}) to addrfetch`,
    );
    toFetch.push(seed);
  }

  async function look(): Promise<void> {
    if (!parts.isActive()) return;
    askSeedNode();
    const target = toFetch.shift();
    if (target !== undefined) {
      const useV2 = hasServices(parts.ourServices, SERVICE.p2pV2);
      await outbound.connect({ kind: 'addr-fetch', target, useV2 });
    }
    await openOne();
  }

  function run(): void {
    cancel = timers.after(LOOK_MS, () => {
      look()
        .catch(parts.onFault)
        .finally(() => {
          if (!isClosed) run();
        });
    });
  }

  const isReadyOf = (kind: ConnectionKind) => (peer: Peer) =>
    peer.kind === kind && peer.isReady && !peer.isGone;

  return {
    start() {
      if (!parts.isSeeking) return;
      anchors = [...parts.takeAnchors()];
      isDueLater();
      run();
    },
    fetchFrom: (name) => void toFetch.push(name),
    anchors: () =>
      peers()
        .filter(({ kind }) => kind === 'block-relay-only')
        .map(({ service, greeting }) => ({
          time: clock.nowSeconds(),
          services: greeting?.services ?? 0n,
          service,
        })),
    close() {
      isClosed = true;
      cancel?.();
    },
    isSeeking: () => parts.isSeeking,
    extraFullRelay: () =>
      Math.max(0, peers().filter(isReadyOf('outbound-full-relay')).length - limits.fullRelay),
    extraBlockRelay: () =>
      Math.max(0, peers().filter(isReadyOf('block-relay-only')).length - limits.blockRelay),
    hasCompanion: ({ network }) =>
      peers().filter((peer) => peer.network === network && peer.isReady && isManualOrFull(peer)).length > 1,
    isTryingExtra: () => isTryingExtra,
    setTryingExtra(isTrying) {
      isTryingExtra = isTrying;
    },
    startExtraBlockRelay() {
      makesExtraBlockRelay = true;
    },
  };

  /** None of those that come by time is made at once. */
  function isDueLater(): void {
    isDue('feeler', FEELER_MS);
    isDue('blockRelay', EXTRA_BLOCK_RELAY_MS);
    isDue('network', EXTRA_NETWORK_MS);
  }
}

function isManualOrFull({ kind }: Peer): boolean {
  return kind === 'manual' || kind === 'outbound-full-relay';
}

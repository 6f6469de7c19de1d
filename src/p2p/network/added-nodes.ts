import type { CancelTimer, Timers } from '../../util/clock.ts';
import {
  equalNetAddresses,
  formatNetService,
  type NetService,
  parseNetService,
  splitHostPort,
} from '../net-address.ts';
import { isInbound, type Peer } from '../peer.ts';
import type { Outbound } from './outbound.ts';

/** Peers of the operator's choice: connections to them are made again whenever they are lost. */
export interface AddedNodes {
  /** @returns false where it is on the list already */
  add(name: string, useV2: boolean): boolean;
  /** @returns false where it is not on the list */
  remove(name: string): boolean;
  list(): readonly AddedNode[];
  /** Whether the address is one of the list's. */
  has(service: NetService): boolean;
  /** Connects to those that are not connected, from now on. */
  start(): void;
  close(): void;
}

export interface AddedNode {
  readonly name: string;
  /** The peer, where we are connected with it. */
  readonly peer: Peer | undefined;
}

/** How often the list is looked through, milliseconds: soon where somebody was lost, and not so soon where nobody answers. */
const LOOK_MS = 2000;
const RETRY_MS = 60_000;
/** For the first tries of each: nodes of a local network may start one after the other. */
const QUICK_TRIES = 15;

/** @source Bitcoin Core src/net.cpp CConnman::ThreadOpenAddedConnections, GetAddedNodeInfo */
export function createAddedNodes({
  outbound,
  peers,
  defaultPort,
  timers,
  clock,
}: {
  readonly outbound: Outbound;
  readonly peers: () => readonly Peer[];
  readonly defaultPort: number;
  readonly timers: Timers;
  readonly clock: { readonly monotonicMs: () => number };
}): AddedNodes {
  const nodes = new Map<string, { readonly useV2: boolean; tries: number; notBeforeMs: number }>();
  let cancel: CancelTimer | undefined;
  let isClosed = false;

  function peerOf(name: string): Peer | undefined {
    const service = parseNetService(name, defaultPort);
    const isIt = (peer: Peer): boolean =>
      peer.name === name ||
      (service !== undefined &&
        equalNetAddresses(peer.service, service) &&
        (isInbound(peer) || peer.service.port === service.port) &&
        formatNetService(peer.service) === formatNetService(service));
    return peers().find(isIt);
  }

  /** The address that the name spells, the short forms of IPv4 (`127.1`) among them. */
  function serviceNamed(name: string): NetService | undefined {
    const { host = '', port = defaultPort } = splitHostPort(name) ?? {};
    const isShort = /^[\d.]+$/.test(host) && URL.canParse(`http://${host}`);
    return parseNetService(isShort ? `${new URL(`http://${host}`).hostname}:${port}` : name, defaultPort);
  }

  function isListed(service: NetService): boolean {
    const text = formatNetService(service);
    return [...nodes.keys()].some((name) => {
      const listed = serviceNamed(name);
      return listed !== undefined && formatNetService(listed) === text;
    });
  }

  async function look(): Promise<void> {
    for (const [name, node] of nodes) {
      if (isClosed) return;
      if (peerOf(name)) {
        node.tries = 0;
        node.notBeforeMs = 0;
        continue;
      }
      if (clock.monotonicMs() < node.notBeforeMs) continue;
      await outbound.connect({ kind: 'manual', useV2: node.useV2, target: name });
      node.tries++;
      node.notBeforeMs = node.tries < QUICK_TRIES ? 0 : clock.monotonicMs() + RETRY_MS;
    }
  }

  function run(): void {
    void look().finally(() => {
      if (!isClosed) cancel = timers.after(LOOK_MS, run);
    });
  }

  return {
    add(name, useV2) {
      const service = serviceNamed(name);
      if (nodes.has(name) || (service && isListed(service))) return false;
      nodes.set(name, { useV2, tries: 0, notBeforeMs: 0 });
      return true;
    },
    remove: (name) => nodes.delete(name),
    list: () => Array.from(nodes.keys(), (name) => ({ name, peer: peerOf(name) })),
    has: isListed,
    start: run,
    close() {
      isClosed = true;
      cancel?.();
    },
  };
}

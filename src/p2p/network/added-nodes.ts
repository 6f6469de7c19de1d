import type { CancelTimer, Timers } from '../../util/clock.ts';
import { formatNetService, type NetService, parseNetService, splitHostPort } from '../net-address.ts';
import type { Peer } from '../peer.ts';
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

interface ListedNode {
  /** The address that the name spells, as formatNetService() writes it; undefined where it spells none. */
  readonly address: string | undefined;
  readonly useV2: boolean;
  tries: number;
  notBeforeMs: number;
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
  onFault,
}: {
  readonly outbound: Outbound;
  readonly peers: () => readonly Peer[];
  readonly defaultPort: number;
  readonly timers: Timers;
  readonly clock: { readonly monotonicMs: () => number };
  readonly onFault: (fault: unknown) => void;
}): AddedNodes {
  const nodes = new Map<string, ListedNode>();
  let cancel: CancelTimer | undefined;
  let isClosed = false;

  function peerOf(name: string, { address }: ListedNode): Peer | undefined {
    return peers().find((peer) => peer.name === name || formatNetService(peer.service) === address);
  }

  /** The address that the name spells, the short forms of IPv4 (`127.1`) among them. */
  function addressNamed(name: string): string | undefined {
    const { host = '', port = defaultPort } = splitHostPort(name) ?? {};
    const isShort = /^[\d.]+$/.test(host) && URL.canParse(`http://${host}`);
    const text = isShort ? `${new URL(`http://${host}`).hostname}:${port}` : name;
    const service = parseNetService(text, defaultPort);
    return service && formatNetService(service);
  }

  const isListed = (address: string): boolean => [...nodes.values()].some((node) => node.address === address);

  async function look(): Promise<void> {
    for (const [name, node] of nodes) {
      if (isClosed) return;
      if (peerOf(name, node)) {
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
    look()
      .catch(onFault)
      .finally(() => {
        if (!isClosed) cancel = timers.after(LOOK_MS, run);
      });
  }

  return {
    add(name, useV2) {
      const address = addressNamed(name);
      if (nodes.has(name) || (address !== undefined && isListed(address))) return false;
      nodes.set(name, { address, useV2, tries: 0, notBeforeMs: 0 });
      return true;
    },
    remove: (name) => nodes.delete(name),
    list: () => Array.from(nodes, ([name, node]) => ({ name, peer: peerOf(name, node) })),
    has: (service) => isListed(formatNetService(service)),
    start: run,
    close() {
      isClosed = true;
      cancel?.();
    },
  };
}

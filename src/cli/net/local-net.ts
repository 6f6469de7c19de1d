import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildNode } from './child-node.ts';
import { launchMember, type Member } from './member.ts';
import type { NetEvent, NodeView } from './net-events.ts';
import { type Edge, edgesBetween, halvesOf, ringWithChord } from './topology.ts';

/** Nodes on this machine that are connected with each other and mine; their numbers are from 1 up. */
export interface LocalNet {
  /** Fulfilled once all mine. @throws StartError where a node does not start */
  start(): Promise<void>;
  /** How all do now. */
  view(): NetView;
  /** Where a node answers, by its number; undefined where it does not. */
  rpcPortOf(node: number): string | undefined;
  /** Cuts the network in two; again it changes nothing. */
  split(): Promise<void>;
  join(): Promise<void>;
  /** Stops all nodes. */
  close(): Promise<void>;
}

export interface NetView {
  readonly isSplit: boolean;
  readonly nodes: readonly NodeView[];
}

export interface LocalNetRequest {
  readonly count: number;
  readonly network: 'cpunet' | 'regtest';
  readonly folder: string;
  readonly onEvent: (event: NetEvent) => void;
}

/** On regtest one block of all nodes comes after the other, so many seconds apart. */
const REGTEST_SECONDS = 2;

const CONNECT_PATIENCE_MS = 20_000;
const CONNECT_LOOK_MS = 200;

/** How often the nodes are asked how they do, milliseconds. */
const ASK_MS = 1000;

/** Starts the nodes, connects them, and then lets them mine: earlier each would mine a chain of its own. */
export function createLocalNet({ count, network, folder, onEvent }: LocalNetRequest): LocalNet {
  const edges = ringWithChord(count);
  const parts = halvesOf(count);
  const members: Member[] = [];
  let isClosing = false;
  let isSplit = false;
  let isAgreed = false;
  let timer: NodeJS.Timeout | undefined;
  const options = network === 'regtest' ? [`-blockinterval=${REGTEST_SECONDS * count}`] : [];

  function tell(event: NetEvent): void {
    // Those that end now were asked to.
    if (!isClosing || event.event !== 'gone') onEvent(event);
  }

  function noteAgreement(): void {
    const running = members.filter(({ seen }) => seen.state !== 'gone');
    const [first] = running;
    if (isAgreed || isSplit || !first || first.seen.tip === '') return;
    isAgreed = running.every(({ seen }) => seen.tip === first.seen.tip);
    if (isAgreed) onEvent({ event: 'agreed', height: first.seen.height, hash: first.seen.tip });
  }

  async function start(): Promise<void> {
    for (let index = 0; index < count; index++) {
      members.push(
        launchMember({ node: index + 1, folder, network, options, onEvent: tell, onTip: noteAgreement }),
      );
    }
    await Promise.all(
      members.map(async (member) => {
        const node = await member.launched.ready;
        member.node = node;
        member.seen.state = 'ready';
        const { pid, rpcUrl: rpc, p2pAddress: p2p } = node;
        onEvent({ event: 'started', node: member.seen.node, pid, rpc, p2p });
      }),
    );
    await connect(edges);
    await connections();
    timer = setInterval(() => void eachAnswering(ask), ASK_MS);
    if (network === 'cpunet') await Promise.all(members.map(mine));
    else {
      for (const member of members) {
        await mine(member);
        await sleep(1000 * REGTEST_SECONDS);
      }
    }
  }

  /** Waits until nobody is alone; a network where somebody stays so is worth seeing, too. */
  async function connections(): Promise<void> {
    const deadline = performance.now() + CONNECT_PATIENCE_MS;
    while (count > 1 && !isClosing && performance.now() < deadline) {
      await eachAnswering(ask);
      if (members.every(({ seen }) => seen.peers > 0)) return;
      await sleep(CONNECT_LOOK_MS);
    }
  }

  async function mine({ node, seen }: Member): Promise<void> {
    if (isClosing || !node) return;
    const isMining = await node.call('setgenerate', [true, 1]).then(
      () => true,
      // It is gone, which is told by its end.
      () => false,
    );
    if (isMining && seen.state === 'ready') seen.state = 'mining';
  }

  /** Those that don't answer now are asked the next time, or are told of as gone. */
  async function eachAnswering(act: (member: Member, node: ChildNode) => Promise<void>): Promise<void> {
    await Promise.allSettled(members.map(async (member) => member.node && act(member, member.node)));
  }

  async function ask({ seen }: Member, node: ChildNode): Promise<void> {
    const [mining, peers, tip] = await Promise.all([
      node.call<{ hashespersec: number; blocks: number }>('getmininginfo'),
      node.call<{ addr: string; inbound: boolean }[]>('getpeerinfo'),
      node.call<string>('getbestblockhash'),
    ]);
    if (seen.state === 'gone') return;
    // The log tells of later tips sooner.
    if (seen.tip === '' && mining.blocks > 0) Object.assign(seen, { tip, height: mining.blocks });
    Object.assign(seen, { hashRate: mining.hashespersec, peers: peers.length });
    if (isSplit)
      await Promise.all(crossing(seen.node - 1, peers).map((addr) => node.call('disconnectnode', [addr])));
  }

  /** Of the peers that the node called, those in the other part: a call may have been under way at the split. */
  function crossing(index: number, peers: readonly { addr: string; inbound: boolean }[]): readonly string[] {
    const others = edgesBetween(edges, parts)
      .filter(([from]) => from === index)
      .map(([, to]) => members[to]?.node?.p2pAddress);
    return peers.filter(({ addr, inbound }) => !inbound && others.includes(addr)).map(({ addr }) => addr);
  }

  async function connect(wanted: readonly Edge[]): Promise<void> {
    await change(wanted, (from, to) => from.call('addnode', [to, 'add']));
  }

  async function change(
    wanted: readonly Edge[],
    act: (from: ChildNode, to: string) => Promise<unknown>,
  ): Promise<void> {
    const acts = wanted.map(async ([from, to]) => {
      const [caller, called] = [members[from]?.node, members[to]?.node];
      if (caller && called) await act(caller, called.p2pAddress);
    });
    // A node that is gone can't be told; the others are.
    await Promise.allSettled(acts);
  }

  return {
    start,
    view: (): NetView => ({ isSplit, nodes: members.map(({ seen }) => ({ ...seen })) }),
    rpcPortOf: (node) => {
      const url = members[node - 1]?.node?.rpcUrl;
      return url && new URL(url).port;
    },
    async split(): Promise<void> {
      if (isSplit || count < 2) return;
      isSplit = true;
      for (const { seen } of members) seen.part = parts[0].includes(seen.node - 1) ? 'A' : 'B';
      const cut = edgesBetween(edges, parts);
      await change(cut, (from, to) => from.call('addnode', [to, 'remove']));
      await change(cut, (from, to) => from.call('disconnectnode', [to]));
      onEvent({ event: 'split', parts: parts.map((part) => part.map((index) => index + 1)) });
    },
    async join(): Promise<void> {
      if (!isSplit) return;
      isSplit = false;
      isAgreed = false;
      for (const { seen } of members) seen.part = undefined;
      onEvent({ event: 'joined' });
      await connect(edgesBetween(edges, parts));
    },
    async close(): Promise<void> {
      isClosing = true;
      clearInterval(timer);
      await Promise.all(members.map(({ launched }) => launched.stop()));
    },
  };
}

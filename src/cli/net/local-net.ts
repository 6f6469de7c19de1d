import { setTimeout as sleep } from 'node:timers/promises';
import { createLinks } from './links.ts';
import { askMember, launchMember, type Member, mineOn } from './member.ts';
import type { NetEvent, NodeView } from './net-events.ts';
import { edgesBetween, halvesOf, ringWithChord } from './topology.ts';

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
  const crossing = edgesBetween(edges, parts);
  const members: Member[] = [];
  const links = createLinks(members);
  let isClosing = false;
  let isSplit = false;
  let isAgreed = false;
  let timer: NodeJS.Timeout | undefined;

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

  function launch(): void {
    const options = network === 'regtest' ? [`-blockinterval=${REGTEST_SECONDS * count}`] : [];
    const request = { folder, network, options, onEvent: tell, onTip: noteAgreement };
    for (let node = 1; node <= count; node++) members.push(launchMember({ node, ...request }));
  }

  async function untilReady(member: Member): Promise<void> {
    const node = await member.launched.ready;
    member.node = node;
    member.seen.state = 'ready';
    const { pid, rpcUrl: rpc, p2pAddress: p2p } = node;
    onEvent({ event: 'started', node: member.seen.node, pid, rpc, p2p });
  }

  /** Waits until nobody is alone; a network where somebody stays so is worth seeing, too. */
  async function untilConnected(): Promise<void> {
    const deadline = performance.now() + CONNECT_PATIENCE_MS;
    while (count > 1 && !isClosing && performance.now() < deadline) {
      await askAll();
      if (members.every(({ seen }) => seen.peers > 0)) return;
      await sleep(CONNECT_LOOK_MS);
    }
  }

  async function startMining(): Promise<void> {
    if (network === 'cpunet') {
      await Promise.all(members.map(mineOn));
      return;
    }
    for (const member of members) {
      if (isClosing) return;
      await mineOn(member);
      await sleep(1000 * REGTEST_SECONDS);
    }
  }

  /** Those that don't answer now are asked the next time, or are told of as gone. */
  async function askAll(): Promise<void> {
    await Promise.allSettled(members.map(ask));
  }

  async function ask(member: Member): Promise<void> {
    if (!member.node) return;
    const connections = await askMember(member, member.node);
    if (isSplit) await links.cutAgain(member, connections, crossing);
  }

  return {
    async start(): Promise<void> {
      launch();
      await Promise.all(members.map(untilReady));
      await links.connect(edges);
      await untilConnected();
      timer = setInterval(() => void askAll(), ASK_MS);
      await startMining();
    },
    view: (): NetView => ({ isSplit, nodes: members.map(({ seen }) => ({ ...seen })) }),
    rpcPortOf: (node) => {
      const url = members[node - 1]?.node?.rpcUrl;
      return url && new URL(url).port;
    },
    async split(): Promise<void> {
      if (isSplit || count < 2) return;
      isSplit = true;
      for (const { seen } of members) seen.part = parts[0].includes(seen.node - 1) ? 'A' : 'B';
      await links.cut(crossing);
      onEvent({ event: 'split', parts: parts.map((part) => part.map((index) => index + 1)) });
    },
    async join(): Promise<void> {
      if (!isSplit) return;
      isSplit = false;
      isAgreed = false;
      for (const { seen } of members) seen.part = undefined;
      onEvent({ event: 'joined' });
      await links.connect(crossing);
    },
    async close(): Promise<void> {
      isClosing = true;
      clearInterval(timer);
      await Promise.all(members.map(({ launched }) => launched.stop()));
    },
  };
}

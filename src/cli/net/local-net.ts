import { join } from 'node:path';
import { type ChildNode, type LaunchedNode, launchChildNode } from './child-node.ts';
import { type LogNews, readLogLine } from './log-line.ts';
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

export interface NodeView {
  readonly node: number;
  readonly height: number;
  /** Display order; empty before the first block. */
  readonly tip: string;
  /** Hashes per second. */
  readonly hashRate: number;
  readonly peers: number;
  /** Blocks that it found and that were its tip. */
  readonly found: number;
  readonly state: 'starting' | 'ready' | 'mining' | 'gone';
  /** The part that it is in while the network is split. */
  readonly part: 'A' | 'B' | undefined;
}

export type NetEvent =
  | {
      readonly event: 'started';
      readonly node: number;
      readonly pid: number;
      readonly rpc: string;
      readonly p2p: string;
    }
  | { readonly event: 'found'; readonly node: number; readonly height: number; readonly hash: string }
  | {
      readonly event: 'reorganisation';
      readonly node: number;
      readonly off: number;
      readonly on: number;
      readonly height: number;
    }
  | { readonly event: 'split'; readonly parts: readonly (readonly number[])[] }
  | { readonly event: 'joined' }
  /** All nodes have the same tip, for the first time since they were started or joined. */
  | { readonly event: 'agreed'; readonly height: number; readonly hash: string }
  | {
      readonly event: 'gone';
      readonly node: number;
      readonly reason: string;
      readonly log: readonly string[];
    };

export interface LocalNetRequest {
  readonly count: number;
  readonly network: 'cpunet' | 'regtest';
  readonly folder: string;
  readonly onEvent: (event: NetEvent) => void;
}

/** On regtest one block of all nodes comes after the other, so many seconds apart. */
const REGTEST_SECONDS = 2;

/** How often the nodes are asked how they do, milliseconds. */
const ASK_MS = 1000;

type Mutable = { -readonly [K in keyof NodeView]: NodeView[K] };

/** What is known of one node, and the node once it answers. */
interface Member {
  readonly seen: Mutable;
  readonly launched: LaunchedNode;
  node: ChildNode | undefined;
  reorganisation: Extract<LogNews, { kind: 'reorganisation' }> | undefined;
}

/** Starts the nodes, connects them, and then lets them mine: earlier each would mine a chain of its own. */
export function createLocalNet({ count, network, folder, onEvent }: LocalNetRequest): LocalNet {
  const edges = ringWithChord(count);
  const parts = halvesOf(count);
  const members: Member[] = [];
  let isClosing = false;
  let isSplit = false;
  let isAgreed = false;
  let timer: NodeJS.Timeout | undefined;

  function launch(index: number): Member {
    const pace = network === 'regtest' ? [`-blockinterval=${REGTEST_SECONDS * count}`] : [];
    const member: Member = {
      seen: {
        node: index + 1,
        height: 0,
        tip: '',
        hashRate: 0,
        peers: 0,
        found: 0,
        state: 'starting',
        part: undefined,
      },
      launched: launchChildNode({
        datadir: join(folder, `node${index + 1}`),
        network,
        options: ['-threads=1', '-par=1', ...pace],
        onLine: (line) => hear(member, readLogLine(line)),
        onEnd(reason, log) {
          Object.assign(member.seen, { state: 'gone', hashRate: 0, peers: 0 });
          if (!isClosing) onEvent({ event: 'gone', node: index + 1, reason, log });
        },
      }),
      node: undefined,
      reorganisation: undefined,
    };
    return member;
  }

  function hear(member: Member, news: LogNews | undefined): void {
    const { seen } = member;
    if (!news) return;
    if (news.kind === 'reorganisation') member.reorganisation = news;
    if (news.kind === 'tip') {
      Object.assign(seen, { tip: news.hash, height: news.height });
      if (member.reorganisation) {
        const { off, on } = member.reorganisation;
        onEvent({ event: 'reorganisation', node: seen.node, off, on, height: news.height });
      }
      member.reorganisation = undefined;
      noteAgreement();
    }
    if (news.kind === 'found') {
      seen.found++;
      onEvent({ event: 'found', node: seen.node, height: seen.height, hash: news.hash });
    }
  }

  function noteAgreement(): void {
    const running = members.filter(({ seen }) => seen.state !== 'gone');
    const [first] = running;
    if (isAgreed || isSplit || !first || first.seen.tip === '') return;
    isAgreed = running.every(({ seen }) => seen.tip === first.seen.tip);
    if (isAgreed) onEvent({ event: 'agreed', height: first.seen.height, hash: first.seen.tip });
  }

  async function start(): Promise<void> {
    for (let index = 0; index < count; index++) members.push(launch(index));
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
    await eachAnswering(ask);
    timer = setInterval(() => void eachAnswering(ask), ASK_MS);
    if (network === 'cpunet') await Promise.all(members.map(mine));
    else {
      for (const member of members) {
        await mine(member);
        await new Promise((resolve) => setTimeout(resolve, 1000 * REGTEST_SECONDS));
      }
    }
  }

  async function mine({ node, seen }: Member): Promise<void> {
    if (isClosing || seen.state !== 'ready') return;
    await node?.call('setgenerate', [true, 1]);
    seen.state = 'mining';
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

import { join } from 'node:path';
import { type ChildNode, type LaunchedNode, launchChildNode } from './child-node.ts';
import { type LogNews, readLogLine } from './log-line.ts';
import type { LinkView, NetEvent, NodeView } from './net-events.ts';

/** One node of the network: its process, and what is known of it, by its log as it is written. */
export interface Member {
  readonly seen: { -readonly [K in keyof NodeView]: NodeView[K] };
  readonly launched: LaunchedNode;
  /** Once it answers. */
  node: ChildNode | undefined;
}

export interface MemberRequest {
  /** Its number. */
  readonly node: number;
  readonly network: 'cpunet' | 'regtest';
  /** Where those of all nodes are. */
  readonly folder: string;
  readonly options: readonly string[];
  readonly onEvent: (event: NetEvent) => void;
  readonly onTip: () => void;
}

export function launchMember({ node, network, folder, options, onEvent, onTip }: MemberRequest): Member {
  const seen: Member['seen'] = {
    node,
    height: 0,
    tip: '',
    hashRate: 0,
    peers: 0,
    found: 0,
    state: 'starting',
    part: undefined,
  };
  // Its line comes just before that of the new tip.
  let moved: Extract<LogNews, { kind: 'reorganisation' }> | undefined;

  function hearTip({ hash, height }: Extract<LogNews, { kind: 'tip' }>): void {
    Object.assign(seen, { tip: hash, height });
    if (moved) onEvent({ event: 'reorganisation', node, off: moved.off, on: moved.on, height });
    moved = undefined;
    onTip();
  }

  function hear(news: LogNews | undefined): void {
    if (news?.kind === 'reorganisation') moved = news;
    else if (news?.kind === 'tip') hearTip(news);
    else if (news?.kind === 'found') {
      seen.found++;
      onEvent({ event: 'found', node, height: seen.height, hash: news.hash });
    }
  }

  const launched = launchChildNode({
    datadir: join(folder, `node${node}`),
    network,
    options: ['-threads=1', '-par=1', ...options],
    onLine: (line) => hear(readLogLine(line)),
    onEnd(reason, log) {
      Object.assign(seen, { state: 'gone', hashRate: 0, peers: 0 });
      onEvent({ event: 'gone', node, reason, log });
    },
  });
  return { seen, launched, node: undefined };
}

/** Asks a node how it does, and notes it. @returns its connections */
export async function askMember({ seen }: Member, node: ChildNode): Promise<readonly LinkView[]> {
  const [mining, links, tip] = await Promise.all([
    node.call<{ hashespersec: number; blocks: number }>('getmininginfo'),
    node.call<LinkView[]>('getpeerinfo'),
    node.call<string>('getbestblockhash'),
  ]);
  if (seen.state === 'gone') return [];
  // The log tells of later tips sooner.
  if (seen.tip === '' && mining.blocks > 0) Object.assign(seen, { tip, height: mining.blocks });
  Object.assign(seen, { hashRate: mining.hashespersec, peers: links.length });
  return links;
}

/** Lets a node mine. */
export async function mineOn({ node, seen }: Member): Promise<void> {
  const isMining = await node?.call('setgenerate', [true, 1]).then(
    () => true,
    // It is gone, which is told by its end.
    () => false,
  );
  if (isMining && seen.state === 'ready') seen.state = 'mining';
}

import { formatTable } from '../../util/text-table.ts';
import { formatHashRate } from '../status-text.ts';
import type { NetView } from './local-net.ts';
import type { NetEvent, NodeView } from './net-events.ts';

/** What `nonced net up` says. */

/** Hex digits of a hash that are shown: the last ones, since the first are zeros. */
const SHOWN_DIGITS = 12;

/** The nodes as a table, and what can be done. @param width - columns of the terminal */
export function viewText({ isSplit, nodes }: NetView, network: string, width: number): string {
  const rows = nodes.map((node) => [
    `${node.node}${node.part ? ` (${node.part})` : ''}`,
    node.height.toLocaleString('en-US'),
    shortHash(node.tip),
    node.state === 'mining' && network !== 'regtest' ? formatHashRate(node.hashRate) : '-',
    String(node.peers),
    String(node.found),
    node.state,
  ]);
  const table = formatTable([['node', 'height', 'tip', 'hash rate', 'peers', 'found', 'state'], ...rows]);
  const keys = isSplit ? 'in two parts, A and B · j joins them' : 's splits the network in two';
  return [...table.split('\n'), `${network} · ${chainsText(nodes)} · ${keys} · Ctrl-C stops all`]
    .map((line) => (line.length < width ? line : `${line.slice(0, Math.max(0, width - 2))}…`))
    .join('\n');
}

function chainsText(nodes: readonly NodeView[]): string {
  const tips = new Set(nodes.filter(({ state }) => state !== 'gone').map(({ tip }) => tip));
  return tips.size === 1 ? 'all on one tip' : `${tips.size} tips`;
}

/** An event as lines for people. */
export function eventLines(event: NetEvent): readonly string[] {
  switch (event.event) {
    case 'started':
      return [
        `node ${event.node} is up: JSON-RPC on ${event.rpc}, peers on ${event.p2p}, process ${event.pid}`,
      ];
    case 'found':
      return [`node ${event.node} found block ${event.height} ${shortHash(event.hash)}`];
    case 'reorganisation':
      return [
        `node ${event.node}: reorg of ${blocks(event.off)}, ${event.on} came in their place, height ${event.height}`,
      ];
    case 'split':
      return [
        `split in two: ${event.parts.map((part) => `${part.length === 1 ? 'node' : 'nodes'} ${part.join(', ')}`).join(' and ')}; neither hears of the other, each goes on with a chain of its own`,
      ];
    case 'joined':
      return ['joined: whoever has less work behind its chain gives it up'];
    case 'agreed':
      return [`all nodes are on block ${event.height} ${shortHash(event.hash)}`];
    case 'gone':
      return [
        `node ${event.node} ended by itself (${event.reason}); the others go on. Its last words:`,
        ...event.log.map((line) => `  ${line}`),
      ];
  }
}

function blocks(count: number): string {
  return count === 1 ? '1 block' : `${count} blocks`;
}

function shortHash(hash: string): string {
  return hash === '' ? '-' : `…${hash.slice(-SHOWN_DIGITS)}`;
}

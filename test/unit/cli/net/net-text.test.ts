import { describe, expect, it } from 'vitest';
import type { NetEvent, NodeView } from '../../../../src/cli/net/net-events.ts';
import { eventLines, viewText } from '../../../../src/cli/net/net-text.ts';

const HASH = '00000fd84df4efbac9f891a552f5dd356591b408f68483307d841708cf89bfed';

const node: NodeView = {
  node: 1,
  height: 1234,
  tip: HASH,
  hashRate: 3_450_000,
  peers: 2,
  found: 7,
  state: 'mining',
  part: undefined,
};

describe('viewText', () => {
  it('shows each node in a row, and what can be done', () => {
    const gone = { ...node, node: 2, hashRate: 0, peers: 0, state: 'gone' } as const;
    expect(viewText({ isSplit: false, nodes: [node, gone] }, 'cpunet', 100).split('\n')).toEqual([
      'node  height            tip  hash rate  peers  found   state',
      '1      1,234  …1708cf89bfed  3.45 MH/s      2      7  mining',
      '2      1,234  …1708cf89bfed          -      0      7    gone',
      'cpunet · all on one tip · s splits the network in two · Ctrl-C stops all',
    ]);
  });

  it('tells the parts of a split, and how to join them', () => {
    const nodes = [
      { ...node, part: 'A' },
      { ...node, node: 2, tip: '', height: 0, part: 'B' },
    ] as const;
    const text = viewText({ isSplit: true, nodes }, 'regtest', 100);
    expect(text).toMatch(/^1 \(A\) .*\n2 \(B\) +0 +- +- /m);
    expect(text).toContain('regtest · 2 tips · in two parts, A and B · j joins them');
  });

  it('fits the terminal', () => {
    const lines = viewText({ isSplit: false, nodes: [node] }, 'cpunet', 40).split('\n');
    expect(lines.every((line) => line.length < 40)).toBe(true);
  });
});

describe('eventLines', () => {
  it.each<[NetEvent, string]>([
    [{ event: 'found', node: 2, height: 34, hash: HASH }, 'node 2 found block 34 …1708cf89bfed'],
    [
      { event: 'reorganisation', node: 3, off: 4, on: 5, height: 41 },
      'node 3: reorg of 4 blocks, 5 came in their place, height 41',
    ],
    [
      { event: 'reorganisation', node: 3, off: 1, on: 2, height: 41 },
      'node 3: reorg of 1 block, 2 came in their place, height 41',
    ],
    [
      { event: 'split', parts: [[1, 2], [3]] },
      'split in two: nodes 1, 2 and node 3; neither hears of the other, each goes on with a chain of its own',
    ],
    [{ event: 'agreed', height: 50, hash: HASH }, 'all nodes are on block 50 …1708cf89bfed'],
  ])('%j', (event, line) => {
    expect(eventLines(event)).toEqual([line]);
  });

  it('tells why a node is gone in its own words', () => {
    const lines = eventLines({ event: 'gone', node: 3, reason: 'SIGKILL', log: ['a', 'b'] });
    expect(lines[0]).toContain('node 3 ended by itself (SIGKILL)');
    expect(lines.slice(1)).toEqual(['  a', '  b']);
  });
});

import { describe, expect, it } from 'vitest';
import { formatDuration, formatHashRate, statusText } from '../../../src/cli/status-text.ts';
import type { NodeStatus } from '../../../src/node/running-node.ts';

const mining: NodeStatus = { height: 1234, lastBlockAt: 988, hashRate: 3_450_000, threads: 2, peers: 0 };
const context = { network: 'cpunet', now: 1000, width: 200 };

describe('statusText', () => {
  it('tells network, height, rate, last block and peers', () => {
    expect(statusText(mining, context)).toBe(
      'cpunet · height 1,234 · 3.45 MH/s on 2 threads · last block 12 s ago · 0 peers',
    );
  });

  it('leaves out what is not so', () => {
    const idle: NodeStatus = { height: 0, lastBlockAt: undefined, hashRate: undefined, threads: 2, peers: 1 };
    expect(statusText(idle, context)).toBe('cpunet · height 0 · not mining · 1 peer');
  });

  it('says why mining waits', () => {
    expect(statusText({ ...mining, notice: 'waiting' }, context)).toMatch(/0 peers · waiting$/);
  });

  it('fits the terminal, to the last column but one', () => {
    const line = statusText(mining, context);
    expect(statusText(mining, { ...context, width: line.length + 1 })).toBe(line);
    expect(statusText(mining, { ...context, width: line.length })).toBe(`${line.slice(0, -2)}…`);
    expect(statusText(mining, { ...context, width: 0 })).toBe('…');
  });
});

describe('formatHashRate', () => {
  it.each([
    [0, '0 H/s'],
    [999, '999 H/s'],
    [999.6, '1.00 kH/s'],
    [1000, '1.00 kH/s'],
    [9_994, '9.99 kH/s'],
    [9_996, '10.0 kH/s'],
    [99_960, '100 kH/s'],
    [999_499, '999 kH/s'],
    [999_500, '1.00 MH/s'],
    [1.5e18, '1.50 EH/s'],
    [2e22, '20000 EH/s'],
  ])('%d is %s', (rate, text) => {
    expect(formatHashRate(rate)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [0.9, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3_599, '59 min 59 s'],
    [3_600, '1 h'],
    [3_659, '1 h'],
    [86_399, '23 h 59 min'],
    [86_400, '1 d'],
    [187_200, '2 d 4 h'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

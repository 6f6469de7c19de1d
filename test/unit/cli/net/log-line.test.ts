import { describe, expect, it } from 'vitest';
import { readLogLine } from '../../../../src/cli/net/log-line.ts';

const TIME = '2026-11-26T11:17:36.123456Z';

describe('readLogLine', () => {
  it.each([
    ['UpdateTip: new best=00ab height=7 tx=8', { kind: 'tip', hash: '00ab', height: 7 }],
    ['Mined block 00ab at 3.45 MH/s', { kind: 'found', hash: '00ab' }],
    ['Mined block 00ab', { kind: 'found', hash: '00ab' }],
    ['Reorganization: blocks off 4, on 5', { kind: 'reorganisation', off: 4, on: 5 }],
    ['Mined block 00ab was refused: bad-cb-amount', undefined],
    ['[mining] Mined block 00ab came too late: another one is the tip', undefined],
    ['Stopping', undefined],
  ])('%s', (text, news) => {
    expect(readLogLine(`${TIME} ${text}`)).toEqual(news);
  });
});

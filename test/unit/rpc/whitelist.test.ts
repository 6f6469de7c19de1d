import { describe, expect, it } from 'vitest';
import { createWhitelist } from '../../../src/rpc/whitelist.ts';
import { createTrialRpc } from '../../helpers/rpc.ts';

const { registry } = createTrialRpc();
const open = (lists: readonly string[], isDefault?: boolean) =>
  createWhitelist({ lists, isDefault }, registry);

describe('createWhitelist', () => {
  it('allows everything where there are no lists, unless told otherwise', () => {
    expect([open([]).mayCallAny('a'), open([]).mayCall('a', 'stop')]).toEqual([true, true]);
    expect([open([]).isOpen, open([], true).isOpen, open(['a:stop'], false).isOpen]).toEqual([
      true,
      false,
      false,
    ]);
    const closed = open([], true);
    expect([closed.mayCallAny('a'), closed.mayCall('a', 'uptime')]).toEqual([false, false]);
  });

  it('allows what is listed, under every name and case of it', () => {
    const list = open(['a:getblockheader, UPTIME,']);
    for (const name of ['getblockheader', 'getBlockHeader', 'headerof', 'HEADEROF', 'uptime']) {
      expect(list.mayCall('a', name), name).toBe(true);
    }
    expect([list.mayCall('a', 'stop'), list.mayCall('a', 'nosuch'), list.mayCall('a', '')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(open(['a:headerof']).mayCall('a', 'getblockheader')).toBe(true);
  });

  it('shuts out users without a list once there is one, unless told otherwise', () => {
    expect([open(['a:uptime']).mayCallAny('b'), open(['a:uptime']).mayCall('b', 'uptime')]).toEqual([
      false,
      false,
    ]);
    const open0 = open(['a:uptime'], false);
    expect([open0.mayCallAny('b'), open0.mayCall('b', 'stop'), open0.mayCall('a', 'stop')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('allows what all lists of a user have in common', () => {
    const both = open(['a:uptime,stop', 'a:uptime,help']);
    expect(['uptime', 'stop', 'help'].map((name) => both.mayCall('a', name))).toEqual([true, false, false]);
  });

  it.each(['a:', 'a', 'a::', 'a:,'])('allows nothing for "%s"', (text) => {
    const list = open([text]);
    expect([list.mayCallAny('a'), list.mayCall('a', 'uptime'), list.mayCall('a', '')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

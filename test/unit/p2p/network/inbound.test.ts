import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Arrival, Connections } from '../../../../src/p2p/network/connections.ts';
import { createInbound } from '../../../../src/p2p/network/inbound.ts';
import { NO_PERMISSIONS, type Permissions } from '../../../../src/p2p/permissions.ts';
import { SILENT_LOG } from '../../../../src/util/log.ts';
import { serviceOf } from '../../../helpers/p2p/test-book.ts';

function scene(permissions: Permissions = NO_PERMISSIONS) {
  const state = { nowMs: 0 };
  const taken: Arrival[] = [];
  const lines: string[] = [];
  const connections = { peers: () => [], attach: (arrival: Arrival) => taken.push(arrival) };
  const accept = createInbound({
    connections: connections as unknown as Connections,
    isActive: () => true,
    bans: { isBanned: () => false, isDiscouraged: () => false },
    takenFor: (service) => ({ ...service, network: service.network === 'ipv6' ? 'cjdns' : service.network }),
    permissionsOf: () => permissions,
    maxInbound: 100,
    makeRoom: () => false,
    createTransport: () => ({}) as Arrival['transport'],
    clock: { monotonicMs: () => state.nowMs },
    log: {
      ...SILENT_LOG,
      debug: (_category, line) => void lines.push(typeof line === 'string' ? line : line()),
    },
  });
  const come = (count: number, from = '5.6.7.8:9') => {
    for (let n = 0; n < count; n++) {
      const socket = new Socket();
      accept({
        socket,
        service: serviceOf(from),
        binding: { host: '::', port: 0, permissions, isOnion: false },
      });
      socket.destroy();
    }
  };
  return { state, taken, lines, come };
}

describe('createInbound', () => {
  it('takes 250 at once, then 50 in a second', () => {
    const { state, taken, lines, come } = scene();
    come(300);
    expect(taken).toHaveLength(250);
    expect(lines.at(-1)).toBe('connection from 5.6.7.8:9 dropped: too many come at once');
    state.nowMs = 1000;
    come(300);
    expect(taken).toHaveLength(300);
  });

  it('takes an address for what it is', () => {
    const { taken, come } = scene();
    come(1, '[fc00::1]:9');
    expect(taken).toMatchObject([{ name: '[fc00::1]:9', service: { network: 'cjdns', port: 9 } }]);
  });

  it('takes any number of those that the operator trusts', () => {
    const { taken, come } = scene(new Set(['noban']));
    come(300);
    expect(taken).toHaveLength(300);
  });
});

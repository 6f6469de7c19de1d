import { describe, expect, it } from 'vitest';
import { formatNetService, type NetService } from '../../../../src/p2p/net-address.ts';
import type { Connections } from '../../../../src/p2p/network/connections.ts';
import { createOutbound, type OutboundParts } from '../../../../src/p2p/network/outbound.ts';
import { resolveCjdns } from '../../../../src/p2p/reachability.ts';
import { SILENT_LOG } from '../../../../src/util/log.ts';
import { reject } from '../../../../src/util/verdict.ts';

/** Nobody answers; whom it was tried with is noted. */
function scene(reachable: Parameters<typeof resolveCjdns>[1]) {
  const dialed: NetService[] = [];
  const connections: Pick<Connections, 'peers'> = { peers: () => [] };
  const outbound = createOutbound({
    connections: connections as Connections,
    isActive: () => true,
    defaultPort: 18444,
    takenFor: (service) => resolveCjdns(service, reachable),
    dial: async (service) => {
      dialed.push(service);
      return reject('connect-failed');
    },
    dialName: undefined,
    permissionsOf: () => new Set(),
    createTransport: () => ({}) as ReturnType<OutboundParts['createTransport']>,
    noteAttempt: () => {},
    log: SILENT_LOG,
    onFault: (fault) => {
      throw fault;
    },
  });
  const connect = (target: string) => outbound.connect({ kind: 'manual', useV2: false, target });
  return { dialed, connect };
}

describe('createOutbound', () => {
  it('takes an address of CJDNS for one where that can be reached, so that its proxy is asked', async () => {
    const [here, elsewhere] = [scene(new Set(['ipv6', 'cjdns'])), scene(new Set(['ipv6']))];
    for (const { connect } of [here, elsewhere]) expect(await connect('[fc00::1]:8888')).toBe(false);
    expect(here.dialed.map(formatNetService)).toEqual(['[fc00::1]:8888']);
    expect(here.dialed).toMatchObject([{ network: 'cjdns' }]);
    expect(elsewhere.dialed).toMatchObject([{ network: 'ipv6' }]);
  });
});

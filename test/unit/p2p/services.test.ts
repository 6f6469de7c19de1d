import { describe, expect, it } from 'vitest';
import { canServeBlocks, canServeWitnesses, isLimitedPeer, SERVICE } from '../../../src/p2p/services.ts';

const offering = (services: bigint) => ({ greeting: { services } });

describe('what a peer serves', () => {
  it('all blocks, the last ones, or none', () => {
    const cases = [
      [SERVICE.network, true, false],
      [SERVICE.networkLimited, true, true],
      [SERVICE.network | SERVICE.networkLimited, true, false],
      [SERVICE.witness | SERVICE.bloom, false, false],
    ] as const;
    for (const [services, blocks, limited] of cases) {
      const peer = offering(services);
      expect([services, canServeBlocks(peer), isLimitedPeer(peer)]).toEqual([services, blocks, limited]);
    }
  });

  it('witnesses', () => {
    expect(canServeWitnesses(offering(SERVICE.network | SERVICE.witness))).toBe(true);
    expect(canServeWitnesses(offering(SERVICE.network))).toBe(false);
  });

  it('nothing, before it said what', () => {
    const peer = { greeting: undefined };
    expect([canServeBlocks(peer), isLimitedPeer(peer), canServeWitnesses(peer)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

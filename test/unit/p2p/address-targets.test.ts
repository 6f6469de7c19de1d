import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressTargets } from '../../../src/p2p/address-targets.ts';
import { serviceOf, TEST_START } from '../../helpers/p2p/test-book.ts';
import { createTestPeer, seededRandom } from '../../helpers/p2p/test-peer.ts';

const PEERS = Array.from({ length: 20 }, (_, id) => createTestPeer({ id }).peer);
const DAY = 24 * 3600;

function scene(seed = 1) {
  const state = { now: TEST_START };
  const targets = createAddressTargets({
    clock: { nowSeconds: () => state.now },
    random: seededRandom(seed),
  });
  const idsOf = (text: string, isReachable = true) =>
    targets(serviceOf(text), PEERS, isReachable).map(({ id }) => id);
  return { state, targets, idsOf };
}

describe('createAddressTargets', () => {
  it('names two for an address that can be reached, one or two for another', () => {
    const { idsOf } = scene();
    const counts = new Set<number>();
    for (let n = 0; n < 60; n++) {
      expect(idsOf(`5.6.7.${n}:1`)).toHaveLength(2);
      counts.add(idsOf(`5.6.7.${n}:1`, false).length);
    }
    expect([...counts].sort()).toEqual([1, 2]);
  });

  it('names the same within a day but for one change, and others in the end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const { state, idsOf } = scene(seed);
        const seen: string[] = [];
        for (let hour = 0; hour < 24; hour++) {
          state.now = TEST_START + hour * 3600;
          seen.push(idsOf('5.6.7.8:9').join());
        }
        expect(new Set(seen).size).toBeLessThanOrEqual(2);
        const days = new Set<string>();
        for (let day = 0; day < 20; day++) {
          state.now = TEST_START + day * DAY;
          days.add(idsOf('5.6.7.8:9').join());
        }
        expect(days.size).toBeGreaterThan(5);
      }),
      { numRuns: 20 },
    );
  });

  it('names as many as there are', () => {
    const { targets } = scene();
    expect(targets(serviceOf('5.6.7.8:9'), PEERS.slice(0, 1), true)).toHaveLength(1);
    expect(targets(serviceOf('5.6.7.8:9'), [], true)).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EvictionCandidate, selectPeerToEvict } from '../../../../src/p2p/network/eviction.ts';

/** One with no virtue but its age. */
function candidate(id: number, given: Partial<EvictionCandidate> = {}): EvictionCandidate {
  return {
    id,
    kind: 'inbound',
    isProtected: false,
    connectedAt: id,
    minPingMs: Number.POSITIVE_INFINITY,
    lastBlockAt: 0,
    lastTransactionAt: 0,
    offersWhatWeWant: true,
    relaysTransactions: true,
    hasBloomFilter: false,
    keyedNetGroup: BigInt(id),
    prefersEviction: false,
    isLocal: false,
    network: 'ipv4',
    ...given,
  };
}

const crowd = (count: number, given: (id: number) => Partial<EvictionCandidate> = () => ({})) =>
  Array.from({ length: count }, (_, id) => candidate(id, given(id)));

const arbitraryCandidate = fc.record({
  connectedAt: fc.integer({ min: 0, max: 50 }),
  minPingMs: fc.integer({ min: 0, max: 100 }),
  lastBlockAt: fc.integer({ min: 0, max: 20 }),
  lastTransactionAt: fc.integer({ min: 0, max: 20 }),
  offersWhatWeWant: fc.boolean(),
  relaysTransactions: fc.boolean(),
  hasBloomFilter: fc.boolean(),
  keyedNetGroup: fc.bigInt({ min: 0n, max: 10n }),
  prefersEviction: fc.boolean(),
  isLocal: fc.boolean(),
  network: fc.constantFrom('ipv4', 'ipv6', 'onion', 'i2p', 'cjdns'),
  isProtected: fc.boolean(),
  kind: fc.constantFrom('inbound', 'manual', 'outbound-full-relay'),
} as const);

const arbitraryCrowd = fc
  .array(arbitraryCandidate, { maxLength: 120 })
  .map((all) => all.map((given, id) => candidate(id, given)));

/** Those with the `count` best values of what only work can give. */
const bestBy = (
  peers: readonly EvictionCandidate[],
  value: (peer: EvictionCandidate) => number,
  count: number,
) => {
  const threshold = [...peers].map(value).sort((a, b) => b - a)[count - 1] ?? Number.NEGATIVE_INFINITY;
  return peers.filter((peer) => value(peer) > threshold).map(({ id }) => id);
};

describe('selectPeerToEvict', () => {
  it('lets nobody go where everyone has a reason to stay', () => {
    expect(selectPeerToEvict([])).toBeUndefined();
    expect(selectPeerToEvict(crowd(20))).toBeUndefined();
  });

  it('never lets go whom we called, or whom the operator protects', () => {
    expect(selectPeerToEvict(crowd(100, () => ({ kind: 'manual' })))).toBeUndefined();
    expect(selectPeerToEvict(crowd(100, () => ({ isProtected: true })))).toBeUndefined();
  });

  it('lets the youngest of the largest group go', () => {
    const peers = crowd(100, (id) => ({ keyedNetGroup: id % 5 === 0 ? 7n : BigInt(1000 + id) }));
    expect(selectPeerToEvict(peers)).toBe(95);
  });

  it('lets one go that was discouraged before any other', () => {
    expect(selectPeerToEvict(crowd(100, (id) => ({ prefersEviction: id === 60 })))).toBe(60);
  });

  it('never lets those go that brought the newest blocks, had the newest transactions or the shortest way', () => {
    fc.assert(
      fc.property(arbitraryCrowd, (peers) => {
        const evicted = selectPeerToEvict(peers);
        if (evicted === undefined) return;
        const inbound = peers.filter(({ kind, isProtected }) => kind === 'inbound' && !isProtected);
        expect(inbound.map(({ id }) => id)).toContain(evicted);
        expect(bestBy(inbound, ({ lastBlockAt }) => lastBlockAt, 4)).not.toContain(evicted);
        expect(bestBy(inbound, ({ lastTransactionAt }) => lastTransactionAt, 4)).not.toContain(evicted);
        expect(bestBy(inbound, ({ minPingMs }) => -minPingMs, 8)).not.toContain(evicted);
      }),
    );
  });

  it('finds one among more than 28, and then half of the rest', () => {
    fc.assert(
      fc.property(arbitraryCrowd, (peers) => {
        const inbound = peers.filter(({ kind, isProtected }) => kind === 'inbound' && !isProtected);
        if (inbound.length > 29) expect(selectPeerToEvict(peers)).toBeDefined();
      }),
    );
  });

  it('keeps a quarter of the others for networks that are slow by nature', () => {
    // 40 peers that are no local ones, and 8 local ones, the youngest of all.
    const peers = [
      ...crowd(56, (id) => ({ minPingMs: id })),
      ...Array.from({ length: 8 }, (_, i) =>
        candidate(100 + i, { isLocal: true, minPingMs: 1000, keyedNetGroup: 5000n }),
      ),
    ];
    const evicted = selectPeerToEvict(peers);
    expect(evicted).toBeDefined();
    expect(evicted).toBeLessThan(100);
  });
});

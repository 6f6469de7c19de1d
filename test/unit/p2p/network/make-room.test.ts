import { describe, expect, it } from 'vitest';
import { createInboundPlaces } from '../../../../src/p2p/network/make-room.ts';
import type { PeerState } from '../../../../src/p2p/peer-state.ts';
import { NO_PEER_STATS, type PeerStats } from '../../../../src/p2p/peer-stats.ts';
import {
  createTestPeer,
  seededRandom,
  TEST_GREETING,
  type TestPeer,
} from '../../../helpers/p2p/test-peer.ts';

/** Peers that came, of which the later ones are the younger. */
function scene(count: number, given: { wants?: boolean; maxTransactionPeers?: number } = {}) {
  const { wants = true, maxTransactionPeers = 1000 } = given;
  const testers: TestPeer[] = Array.from({ length: count }, (_, id) =>
    createTestPeer({
      id,
      kind: 'inbound',
      connectedAt: id,
      greeting: { ...TEST_GREETING, wantsTransactions: wants },
    }),
  );
  const stats = new Map<number, Partial<PeerStats>>();
  const places = createInboundPlaces({
    peers: () => testers.map(({ peer }) => peer as PeerState).filter(({ isGone }) => !isGone),
    statsOf: ({ id }) => ({ ...NO_PEER_STATS, ...stats.get(id) }),
    offersAll: () => true,
    maxTransactionPeers,
    random: seededRandom(1),
  });
  const gone = () => testers.filter((one) => one.disconnectedFor() !== undefined).map(({ peer }) => peer.id);
  return { ...places, testers, stats, gone };
}

const lastOf = ({ testers }: { testers: readonly TestPeer[] }) => testers.at(-1)?.peer as PeerState;

describe('makeRoom', () => {
  it('ends one connection, and says so in words that the log is searched for', () => {
    const places = scene(60);
    expect(places.makeRoom()).toBe(true);
    expect(places.gone()).toHaveLength(1);
    const [id = -1] = places.gone();
    expect(places.testers[id]?.disconnectedFor()).toBe('selected inbound connection for eviction');
  });

  it('ends none where all have a reason to stay', () => {
    const places = scene(20);
    expect(places.makeRoom()).toBe(false);
    expect(places.gone()).toEqual([]);
  });

  it('never ends those of four that brought the newest blocks, however many come', () => {
    const places = scene(60);
    for (const id of [56, 57, 58, 59]) places.stats.set(id, { lastBlockAt: 1000 + id });
    while (places.makeRoom());
    expect(places.gone().length).toBeGreaterThan(10);
    for (const id of [56, 57, 58, 59]) expect(places.gone()).not.toContain(id);
  });
});

describe('hasRoomForTransactions', () => {
  it('is true while there are no more than may be', () => {
    const places = scene(40, { maxTransactionPeers: 40 });
    expect(places.hasRoomForTransactions(lastOf(places))).toBe(true);
    expect(places.gone()).toEqual([]);
  });

  it('costs another his place where there is one too many', () => {
    const places = scene(41, { maxTransactionPeers: 40 });
    expect(places.hasRoomForTransactions(lastOf(places))).toBe(true);
    expect(places.gone()).toHaveLength(1);
    expect(places.gone()).not.toContain(40);
  });

  it('is false where none may lose his place', () => {
    const places = scene(11, { maxTransactionPeers: 10 });
    expect(places.hasRoomForTransactions(lastOf(places))).toBe(false);
  });

  it('is looked at again when a peer sets a filter: then it may go itself', () => {
    const places = scene(11, { maxTransactionPeers: 10 });
    const message = { command: 'filterclear' } as const;
    places.feature.handlers.filterclear?.(lastOf(places), message);
    expect(places.testers.at(-1)?.disconnectedFor()).toBe(
      'failed to find a tx-relaying eviction candidate - connection dropped after filterclear message',
    );
  });

  it('does not concern those that want blocks alone, nor those that we chose', () => {
    const blocks = scene(11, { maxTransactionPeers: 1, wants: false });
    expect(blocks.hasRoomForTransactions(lastOf(blocks))).toBe(true);
    const ours = createTestPeer({ id: 99, kind: 'manual' }).peer as PeerState;
    expect(scene(41, { maxTransactionPeers: 1 }).hasRoomForTransactions(ours)).toBe(true);
  });
});

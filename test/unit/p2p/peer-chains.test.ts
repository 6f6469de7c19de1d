import { describe, expect, it } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import { createPeerChains, isPreferredDownload } from '../../../src/p2p/peer-chains.ts';
import { SERVICE } from '../../../src/p2p/services.ts';
import { hashKey } from '../../../src/primitives/hash256.ts';
import { genesisHeader, headerOn, headersOn } from '../../helpers/header-chain.ts';
import { createTestPeer, TEST_GREETING } from '../../helpers/p2p/test-peer.ts';

/** Chains of peers beside a tree that the test fills. */
function newChains() {
  const tree = new Map<string, BlockIndexEntry>();
  const { peer } = createTestPeer();
  const chains = createPeerChains({
    chainstate: { find: (hash) => tree.get(hashKey(hash)) },
    peers: () => [peer],
  });
  const learn = (entry: BlockIndexEntry) => tree.set(hashKey(entry.hash), entry);
  return { chains, peer, learn };
}

const GENESIS = genesisHeader();

describe('noteAnnounced', () => {
  it('keeps the block with most work, and the later of two of the same', () => {
    const { chains, peer, learn } = newChains();
    const [low, first, second] = [headerOn(GENESIS), headersOn(GENESIS, 2, 1), headersOn(GENESIS, 2, 2)];
    for (const entry of [low, first, second]) learn(entry);
    for (const [announced, best] of [
      [low, low],
      [first, first],
      [second, second],
      [low, second],
    ] as const) {
      chains.noteAnnounced(peer, announced.hash);
      expect(chains.of(peer).bestKnownBlock).toBe(best);
    }
  });

  it('remembers the last that is unknown until its header comes', () => {
    const { chains, peer, learn } = newChains();
    const [first, second, known] = [headersOn(GENESIS, 5, 1), headersOn(GENESIS, 5, 2), headerOn(GENESIS)];
    learn(known);
    for (const { hash } of [known, first, second]) chains.noteAnnounced(peer, hash);
    expect(chains.of(peer)).toMatchObject({ bestKnownBlock: known, lastUnknownBlock: second.hash });
    learn(first);
    chains.resolveUnknown(peer);
    expect(chains.of(peer).bestKnownBlock).toBe(known);
    learn(second);
    chains.resolveUnknown(peer);
    expect(chains.of(peer)).toMatchObject({ bestKnownBlock: second, lastUnknownBlock: undefined });
  });

  it('looks at the unknown one before a new one takes its place', () => {
    const { chains, peer, learn } = newChains();
    const [first, second] = [headersOn(GENESIS, 5, 1), headersOn(GENESIS, 6, 2)];
    chains.noteAnnounced(peer, first.hash);
    learn(first);
    chains.noteAnnounced(peer, second.hash);
    expect(chains.of(peer)).toMatchObject({ bestKnownBlock: first, lastUnknownBlock: second.hash });
  });
});

describe('hasHeader', () => {
  it('is true for what it announced, what we sent it, and all below', () => {
    const { chains, peer } = newChains();
    const [announced, sent] = [headersOn(GENESIS, 3, 1), headersOn(GENESIS, 5, 2)];
    expect(chains.hasHeader(peer, GENESIS)).toBe(false);
    chains.of(peer).bestKnownBlock = announced;
    expect([GENESIS, announced, sent].map((entry) => chains.hasHeader(peer, entry))).toEqual([
      true,
      true,
      false,
    ]);
    chains.of(peer).bestHeaderSent = sent;
    expect(
      [sent.parent as BlockIndexEntry, headerOn(sent)].map((entry) => chains.hasHeader(peer, entry)),
    ).toEqual([true, false]);
  });
});

describe('isPreferredDownload', () => {
  it('is true of peers that we chose or trust and that have blocks', () => {
    const noban = new Set(['noban'] as const);
    const nothing = { ...TEST_GREETING, services: SERVICE.witness };
    const limited = { ...TEST_GREETING, services: SERVICE.networkLimited };
    const cases = [
      [{}, true],
      [{ kind: 'block-relay-only' }, true],
      [{ kind: 'manual', greeting: limited }, true],
      [{ kind: 'addr-fetch' }, false],
      [{ kind: 'inbound' }, false],
      [{ kind: 'inbound', permissions: noban }, true],
      [{ greeting: nothing }, false],
      [{ greeting: undefined }, false],
    ] as const;
    for (const [given, preferred] of cases) {
      expect(
        isPreferredDownload(createTestPeer(given).peer),
        String(cases.findIndex(([one]) => one === given)),
      ).toBe(preferred);
    }
  });

  it('is counted over the peers that are not gone', () => {
    const peers = [createTestPeer(), createTestPeer({ kind: 'inbound' }), createTestPeer()];
    const chains = createPeerChains({
      chainstate: { find: () => undefined },
      peers: () => peers.map(({ peer }) => peer),
    });
    expect(chains.preferredCount()).toBe(2);
    peers[0]?.peer.disconnect('test');
    expect(chains.preferredCount()).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { createDnsSeeds, type DnsSeedsParts } from '../../../../src/p2p/network/dns-seeds.ts';
import { SILENT_LOG } from '../../../../src/util/log.ts';
import { createTestBook, peerAddressOf, serviceOf, TEST_START } from '../../../helpers/p2p/test-book.ts';
import { seededRandom } from '../../../helpers/p2p/test-peer.ts';

const SEEDS = ['a.example.', 'b.example.', 'c.example.', 'd.example.', 'e.example.'];

function scene(given: Partial<DnsSeedsParts> = {}) {
  const { book } = createTestBook();
  const asked: string[] = [];
  const fetched: string[] = [];
  const waiting: (() => void)[] = [];
  const state = { peers: 0, isActive: true, seconds: 0 };
  const seeds = createDnsSeeds({
    seeds: SEEDS,
    isForced: false,
    hasSeedNodes: false,
    port: 8333,
    book,
    isActive: () => state.isActive,
    countPeers: () => state.peers,
    async resolve(host) {
      asked.push(host);
      return Array.from({ length: 40 }, (_, n) => serviceOf(`${20 + asked.length}.${n}.1.1:1`));
    },
    fetchFrom: (name) => void fetched.push(name),
    clock: { nowSeconds: () => TEST_START },
    random: seededRandom(1),
    timers: {
      after(_delay, action) {
        waiting.push(action);
        return () => {};
      },
    },
    log: SILENT_LOG,
    onFault: (fault) => {
      throw fault;
    },
    ...given,
  });
  /** Lets so many seconds pass, and what follows from each be done. */
  async function pass(seconds: number) {
    for (let n = 0; n <= seconds; n++) {
      if (n > 0) waiting.shift()?.();
      await new Promise((resolve) => void setImmediate(resolve));
    }
  }
  return { seeds, book, asked, fetched, state, pass };
}

describe('createDnsSeeds', () => {
  it('asks all where nothing is known, and takes 32 addresses of each, some days old', async () => {
    const { seeds, book, asked, pass } = scene();
    seeds.start();
    await pass(0);
    expect([...asked].sort()).toEqual(SEEDS.map((seed) => `x9.${seed}`));
    expect(book.size()).toBeGreaterThan(100);
    const ages = book.getEntries('new').map(({ address }) => (TEST_START - address.time) / 86_400);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...ages)).toBeLessThanOrEqual(7);
  });

  it('waits where some are known, asks three, and waits again', async () => {
    const { seeds, book, asked, pass, state } = scene();
    book.add([peerAddressOf('11.1.1.1:8333', TEST_START)], serviceOf('99.1.1.1:1'));
    seeds.start();
    await pass(10);
    expect(asked).toEqual([]);
    await pass(1);
    expect(asked).toHaveLength(3);
    state.peers = 2;
    await pass(12);
    expect(asked).toHaveLength(3);
  });

  it('asks nobody while there are peers, or where there are no seeds', async () => {
    const known = scene();
    known.book.add([peerAddressOf('11.1.1.1:8333', TEST_START)], serviceOf('99.1.1.1:1'));
    known.state.peers = 2;
    const none = scene({ seeds: [] });
    for (const { seeds, pass } of [known, none]) {
      seeds.start();
      await pass(20);
    }
    expect([known.asked, none.asked]).toEqual([[], []]);
  });

  it('connects for addresses where a name says nothing, or is not to be looked up', async () => {
    for (const resolve of [async () => [], undefined]) {
      const { seeds, fetched, pass } = scene({ resolve });
      seeds.start();
      await pass(0);
      expect([...fetched].sort()).toEqual(SEEDS);
    }
  });

  it('waits while the network is off, and for seed nodes', async () => {
    const { seeds, asked, pass, state } = scene({ hasSeedNodes: true });
    state.isActive = false;
    seeds.start();
    await pass(60);
    expect(asked).toEqual([]);
    state.isActive = true;
    await pass(1);
    expect(asked).toHaveLength(5);
  });
});

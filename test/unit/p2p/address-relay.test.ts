import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressRelay } from '../../../src/p2p/address-relay.ts';
import type { PeerAddress } from '../../../src/p2p/codec/message.ts';
import { createLocalAddresses } from '../../../src/p2p/local-addresses.ts';
import type { Peer } from '../../../src/p2p/peer.ts';
import { SERVICE } from '../../../src/p2p/services.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { serviceOf, TEST_START } from '../../helpers/p2p/test-book.ts';
import { createTestPeer, seededRandom, type TestPeer } from '../../helpers/p2p/test-peer.ts';

const USEFUL = SERVICE.network | SERVICE.witness;

/** Longer than any wait until addresses are sent, but for one in millions. */
const LONG = 600;

const addressOf = (n: number, given: Partial<PeerAddress> = {}): PeerAddress => ({
  time: TEST_START,
  services: USEFUL,
  service: serviceOf(`123.123.${n >> 8}.${n & 0xff}:8333`),
  ...given,
});
const addresses = (count: number) => Array.from({ length: count }, (_, n) => addressOf(n));

function scene({ seed = 1 } = {}) {
  let now = TEST_START;
  const testers: TestPeer[] = [];
  const noted: PeerAddress[] = [];
  const clock = { nowSeconds: () => now, nowMs: () => 1000 * now, monotonicMs: () => 0 };
  const reachable = new Set(['ipv4', 'ipv6'] as const);
  const random = seededRandom(seed);
  const local = createLocalAddresses({ reachable, discovers: true, defaultPort: 8333, random });
  const relay = createAddressRelay({
    clock,
    random,
    log: SILENT_LOG,
    isInitialBlockDownload: () => false,
    peers: () => testers.map(({ peer }) => peer),
    book: {
      add(found) {
        noted.push(...found);
        return true;
      },
    },
    bans: {
      isBanned: ({ bytes }) => bytes[0] === 66,
      isDiscouraged: () => false,
    },
    responses: { responseFor: () => addresses(3), sample: () => addresses(5) },
    reachable,
    desirable: { offersAll: () => false },
    local,
    isListening: true,
    socketOf: () => '127.0.0.1:1',
  });
  const version = (peer: Peer) => relay.handlers.version?.(peer, {} as never);

  function join(given: Partial<Peer> = {}): TestPeer {
    const tester = createTestPeer({ id: testers.length, kind: 'inbound', wantsAddrV2: false, ...given });
    testers.push(tester);
    relay.connected?.(tester.peer);
    version(tester.peer);
    return tester;
  }

  return {
    relay,
    local,
    noted,
    join,
    version,
    tell: ({ peer }: TestPeer, found: readonly PeerAddress[]) =>
      relay.handlers.addr?.(peer, { command: 'addr', addresses: found }),
    ask: ({ peer }: TestPeer) => relay.handlers.getaddr?.(peer, { command: 'getaddr' }),
    stats: ({ peer }: TestPeer) => relay.stats?.(peer),
    /** Lets so much time pass that all have been told what is to be told. */
    pass(seconds = LONG) {
      now += seconds;
      for (const { peer } of testers) relay.sendPass?.(peer);
    },
  };
}

const told = (tester: TestPeer) => tester.sentOf('addr').flatMap((message) => message.addresses);

describe('addresses that come', () => {
  it('are passed on to two others that take part, and noted', () => {
    const { join, tell, pass, noted } = scene();
    const source = join({ permissions: new Set(['addr']) });
    const others = Array.from({ length: 5 }, () => join());
    const silent = join();
    for (const other of others) tell(other, []);
    tell(source, addresses(10));
    pass();
    expect(others.reduce((sum, other) => sum + told(other).length, 0)).toBe(20);
    expect([told(source), told(silent)]).toEqual([[], []]);
    expect(noted).toHaveLength(10);
  });

  it.each([
    ['more than ten at a time', (n: number) => Array.from({ length: 11 }, (_, i) => addressOf(n + i))],
    ['old', (n: number) => [addressOf(n, { time: TEST_START - 600 })]],
    ['not routable', () => [addressOf(0, { service: serviceOf('10.0.0.1:8333') })]],
    ['of nodes that keep nothing', (n: number) => [addressOf(n, { services: SERVICE.bloom })]],
    ['banned', () => [addressOf(0, { service: serviceOf('66.1.1.1:8333') })]],
  ])('are not passed on: %s', (_what, found) => {
    const { join, tell, pass } = scene();
    const source = join({ permissions: new Set(['addr']) });
    const other = join();
    tell(other, []);
    tell(source, found(100));
    pass();
    expect(told(other)).toEqual([]);
  });

  it('are limited: one at first, then one in ten seconds, up to a thousand', () => {
    const { join, tell, stats, pass } = scene();
    const source = join();
    tell(source, addresses(3));
    expect(stats(source)).toMatchObject({ addrProcessed: 1, addrRateLimited: 2 });
    pass(9.5);
    tell(source, addresses(1));
    expect(stats(source)).toMatchObject({ addrProcessed: 1, addrRateLimited: 3 });
    pass(0.5);
    tell(source, addresses(1));
    expect(stats(source)).toMatchObject({ addrProcessed: 2, addrRateLimited: 3 });
    pass(100_000);
    tell(source, addresses(1000));
    tell(source, addresses(1));
    expect(stats(source)).toMatchObject({ addrProcessed: 1002, addrRateLimited: 4 });
  });

  it('never cost more than was allowed, however they come', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(200)), { maxLength: 6 }), (steps) => {
        const { join, tell, stats, pass } = scene();
        const source = join();
        let seconds = 0;
        for (const [count, wait] of steps) {
          tell(source, addresses(count));
          pass(wait);
          seconds += wait;
        }
        expect(stats(source)?.addrProcessed).toBeLessThanOrEqual(1 + seconds / 10);
      }),
      { numRuns: 30 },
    );
  });

  it('with times that can’t be are taken for five days old', () => {
    const { join, tell, noted } = scene();
    const source = join({ permissions: new Set(['addr']) });
    tell(source, [addressOf(1, { time: 1 }), addressOf(2, { time: TEST_START + 601 })]);
    expect(noted.map(({ time }) => TEST_START - time)).toEqual([432_000, 432_000]);
  });

  it('are not heard from peers for blocks alone', () => {
    const { join, tell, noted, stats } = scene();
    const peer = join({ kind: 'block-relay-only' });
    tell(peer, addresses(1));
    expect(noted).toEqual([]);
    expect(stats(peer)?.isAddrRelayEnabled).toBe(false);
  });

  it('end a connection that is for them alone, unless it told of one only', () => {
    const { join, tell } = scene();
    const peer = join({ kind: 'addr-fetch' });
    tell(peer, addresses(1));
    expect(peer.disconnectedFor()).toBeUndefined();
    tell(peer, addresses(2));
    expect(peer.disconnectedFor()).toBe('addrfetch connection completed');
  });
});

describe('a connection for addresses', () => {
  it('ends after five minutes without any', () => {
    const { join, pass } = scene();
    const peer = join({ kind: 'addr-fetch', connectedAt: TEST_START });
    pass(300);
    expect(peer.disconnectedFor()).toBeUndefined();
    pass(1);
    expect(peer.disconnectedFor()).toBe('addrfetch connection timeout');
  });
});

describe('getaddr', () => {
  it('is asked once of peers that we chose, whose answer may be long', () => {
    const { join, version, tell, stats } = scene();
    const chosen = join({ kind: 'outbound-full-relay' });
    version(chosen.peer);
    expect(chosen.sentOf('getaddr')).toHaveLength(1);
    tell(chosen, addresses(1000));
    expect(stats(chosen)).toMatchObject({ addrProcessed: 1000, addrRateLimited: 0 });
    for (const kind of ['inbound', 'block-relay-only', 'feeler'] as const) {
      expect(join({ kind }).sentOf('getaddr')).toEqual([]);
    }
  });

  it('is answered once, to those that came', () => {
    const { join, ask, pass } = scene();
    const [came, chosen] = [join(), join({ kind: 'outbound-full-relay' })];
    for (const peer of [came, chosen, came]) ask(peer);
    pass();
    expect([told(came).length, told(chosen).length]).toEqual([3, 0]);
  });

  it('is answered with a fresh sample where the operator says so', () => {
    const { join, ask, pass } = scene();
    const peer = join({ permissions: new Set(['addr']) });
    ask(peer);
    pass();
    expect(told(peer)).toHaveLength(5);
  });
});

describe('where we are', () => {
  it('is told to each peer that takes part, and again after a day or so', () => {
    const { join, tell, local, pass } = scene();
    local.add(serviceOf('123.1.2.3:8333'), 'manual');
    const peer = join();
    tell(peer, []);
    pass();
    expect(told(peer).map(({ service }) => service)).toEqual([serviceOf('123.1.2.3:8333')]);
    pass(30 * 24 * 3600);
    pass();
    expect(told(peer).length).toBeGreaterThan(1);
  });

  it('is told to nobody while it is not known', () => {
    const { join, tell, pass } = scene();
    const peer = join();
    tell(peer, []);
    pass();
    expect(peer.sent).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PeerAddress } from '../../../../src/p2p/codec/message.ts';
import { formatNetService, type NetService } from '../../../../src/p2p/net-address.ts';
import { createAddressChoice, outboundGroups } from '../../../../src/p2p/network/choose-address.ts';
import { connectionLimits } from '../../../../src/p2p/network/connection-limits.ts';
import { createOpenConnections } from '../../../../src/p2p/network/open-connections.ts';
import type { OutboundRequest } from '../../../../src/p2p/network/outbound.ts';
import { networkClassOf } from '../../../../src/p2p/routability.ts';
import { SERVICE } from '../../../../src/p2p/services.ts';
import { SILENT_LOG } from '../../../../src/util/log.ts';
import { createTestBook, serviceOf, TEST_START } from '../../../helpers/p2p/test-book.ts';
import { createTestPeer, seededRandom, type TestPeer } from '../../../helpers/p2p/test-peer.ts';

const WHOLE = SERVICE.network | SERVICE.witness;

interface SceneOptions {
  readonly seed?: number;
  readonly isSeeking?: boolean;
  readonly anchors?: readonly PeerAddress[];
  readonly seedNodes?: readonly string[];
  readonly shunned?: string;
  /** Nobody answers. */
  readonly isOffline?: boolean;
}

const known = (text: string, services = WHOLE): PeerAddress => ({
  time: TEST_START - 3600,
  services,
  service: serviceOf(text),
});

/** A node that makes connections of its own accord by a real address book; only the sockets are missing. */
function scene(options: SceneOptions = {}) {
  const { book, pass, now } = createTestBook({ seed: options.seed ?? 1 });
  const testers: TestPeer[] = [];
  const requests: OutboundRequest[] = [];
  const state = { isActive: true, monotonicMs: 1000 };
  const pending: (() => void)[] = [];
  const peers = () => testers.map(({ peer }) => peer).filter(({ isGone }) => !isGone);
  const clock = {
    nowSeconds: now,
    nowMs: () => 1000 * now(),
    monotonicMs: () => state.monotonicMs,
  };
  const reachable = new Set(['ipv4', 'ipv6'] as const);
  const choice = createAddressChoice({
    book,
    reachable,
    offersAll: (services) => (services & WHOLE) === WHOLE,
    isShunned: (address) => formatNetService({ ...address, port: 1 }) === `${options.shunned}:1`,
    isOurs: () => false,
    isAdded: () => false,
    peers,
    clock,
  });
  const open = createOpenConnections({
    isSeeking: options.isSeeking ?? true,
    isActive: () => state.isActive,
    peers,
    choice,
    outbound: {
      async connect(request) {
        requests.push(request);
        const { target, kind } = request;
        const service: NetService = typeof target === 'string' ? serviceOf(target) : target;
        if (options.isOffline) return false;
        const network = networkClassOf(service);
        testers.push(createTestPeer({ id: testers.length, kind, service, network, connectedAt: now() }));
        return true;
      },
    },
    limits: connectionLimits(125),
    ourServices: WHOLE,
    knownAddresses: (network) => book.size(network),
    reachable,
    takeAnchors: () => options.anchors ?? [],
    seedNodes: options.seedNodes ?? [],
    clock,
    random: seededRandom(options.seed ?? 1),
    timers: {
      after(_delay, action) {
        pending.push(action);
        return () => pending.splice(pending.indexOf(action), 1);
      },
    },
    log: SILENT_LOG,
    onFault: (fault) => {
      throw fault;
    },
  });
  open.start();
  return {
    open,
    book,
    testers,
    requests,
    state,
    pass,
    pending,
    countOf: (kind: string) => peers().filter((peer) => peer.kind === kind).length,
    /** Lets it look so many times, half a second each. */
    async look(times: number) {
      for (let i = 0; i < times; i++) {
        state.monotonicMs += 500;
        pending.shift()?.();
        await new Promise((resolve) => void setImmediate(resolve));
      }
    },
    fill(count: number) {
      const source = serviceOf('99.1.1.1:8333');
      for (let n = 0; n < count; n++) book.add([known(`${10 + n}.${n}.1.1:8333`)], { ...source });
    },
  };
}

/** Enough for all that is wanted, and some that fail. */
const MANY = 40;

describe('createOpenConnections', () => {
  it('makes eight connections for everything, then two for blocks alone, and no more', async () => {
    const { fill, look, countOf, requests } = scene();
    fill(100);
    await look(MANY);
    expect([countOf('outbound-full-relay'), countOf('block-relay-only')]).toEqual([8, 2]);
    expect(requests.slice(0, 8).map(({ kind }) => kind)).toEqual(Array(8).fill('outbound-full-relay'));
    expect(requests).toHaveLength(10);
  });

  it('never makes two into one group', async () => {
    const { book, look, testers } = scene();
    for (let n = 1; n < 60; n++) book.add([known(`20.${n % 4}.3.${n}:8333`)], serviceOf(`99.${n}.1.1:1`));
    await look(MANY);
    expect(testers).toHaveLength(4);
    expect(outboundGroups(testers.map(({ peer }) => peer)).size).toBe(4);
  });

  it('makes none where the operator says with whom to connect, nor while the network is off', async () => {
    const named = scene({ isSeeking: false });
    named.fill(50);
    await named.look(MANY);
    const off = scene();
    off.state.isActive = false;
    off.fill(50);
    await off.look(MANY);
    expect([named.requests, off.requests]).toEqual([[], []]);
  });

  it('connects to nobody whom it shuns, who lacks services, or whose port is another service’s', async () => {
    const { book, look, requests } = scene({ shunned: '21.1.1.1' });
    book.add([known('21.1.1.1:8333')], serviceOf('99.1.1.1:1'));
    book.add([known('22.1.1.1:8333', SERVICE.network)], serviceOf('99.1.1.1:1'));
    await look(10);
    expect(requests).toEqual([]);
  });

  it('begins with those of the last run, for blocks alone', async () => {
    const anchors = [known('31.1.1.1:8333'), known('32.1.1.1:8333'), known('10.0.0.1:8333')];
    const { look, requests, open } = scene({ anchors });
    await look(5);
    expect(requests.map(({ kind, target }) => [kind, formatNetService(target as NetService)])).toEqual([
      ['block-relay-only', '32.1.1.1:8333'],
      ['block-relay-only', '31.1.1.1:8333'],
    ]);
    expect(open.anchors().map(({ service }) => formatNetService(service))).toEqual([
      '32.1.1.1:8333',
      '31.1.1.1:8333',
    ]);
  });

  it('looks now and then whether somebody is there that it was never connected with', async () => {
    const { fill, look, pass, requests, open } = scene();
    fill(100);
    await look(MANY);
    pass(3600);
    await look(1);
    expect(requests.at(-1)?.kind).toBe('feeler');
    open.startExtraBlockRelay();
    pass(3600);
    await look(1);
    expect(requests.at(-1)?.kind).toBe('block-relay-only');
    expect(open.extraBlockRelay()).toBe(1);
  });

  it('makes one more for everything while the tip is stale', async () => {
    const { fill, look, open, countOf } = scene();
    fill(100);
    await look(MANY);
    open.setTryingExtra(true);
    await look(5);
    expect([countOf('outbound-full-relay'), open.extraFullRelay()]).toEqual([9, 1]);
  });

  it('asks seed nodes where nothing is known, one in ten seconds', async () => {
    const { look, requests } = scene({ seedNodes: ['41.1.1.1:1', '42.1.1.1:1'] });
    await look(1);
    expect(requests).toEqual([{ kind: 'addr-fetch', target: '42.1.1.1:1', useV2: false }]);
    await look(22);
    expect(requests).toHaveLength(2);
    await look(30);
    expect(requests).toHaveLength(2);
  });

  it('counts no failures while it may be cut off itself', async () => {
    const { fill, look, requests } = scene({ isOffline: true });
    fill(20);
    await look(10);
    expect(requests.length).toBeGreaterThan(3);
    expect(requests.every(({ countsFailure }) => countsFailure === false)).toBe(true);
  });

  it('stops when it is closed', async () => {
    const { fill, look, open, requests } = scene();
    fill(20);
    open.close();
    await look(5);
    expect(requests).toEqual([]);
  });

  it('never has more than it may, in distinct groups, whatever comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.array(fc.nat(20), { maxLength: 20 }), async (seed, leaving) => {
        const { fill, look, testers, countOf } = scene({ seed });
        fill(60);
        for (const index of leaving) {
          await look(2);
          testers[index]?.peer.disconnect('gone');
          expect(countOf('outbound-full-relay')).toBeLessThanOrEqual(8);
          expect(countOf('block-relay-only')).toBeLessThanOrEqual(2);
          const here = testers
            .map(({ peer }) => peer)
            .filter(({ isGone, kind }) => !isGone && kind !== 'feeler');
          expect(outboundGroups(here).size).toBe(here.length);
        }
      }),
      { numRuns: 15 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { createStaleTipWatch, type OutboundPort } from '../../../../src/p2p/headers/stale-tip.ts';
import type { Peer } from '../../../../src/p2p/peer.ts';
import { buildBlock } from '../../../helpers/chain-builder.ts';
import { type HeadersScene, openHeadersScene } from '../../../helpers/p2p/headers-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';
import { TEST_TIME } from '../../../helpers/test-chain.ts';

/** Three times between blocks of regtest. */
const STALE = 1800;

/** A watch whose connections are what the test says. */
async function openWatch() {
  const scene = await openHeadersScene();
  const state = {
    isSeeking: true,
    extraFullRelay: 0,
    extraBlockRelay: 0,
    isTryingExtra: false,
    startedBlockRelay: 0,
    isDownloading: false,
    alone: new Set<Peer>(),
    stats: new Map<Peer, { inFlight: readonly number[]; lastBlockAt: number }>(),
    isProtected: new Set<Peer>(),
  };
  const outbound: OutboundPort = {
    isSeeking: () => state.isSeeking,
    extraFullRelay: () => state.extraFullRelay,
    extraBlockRelay: () => state.extraBlockRelay,
    hasCompanion: (peer) => !state.alone.has(peer),
    isTryingExtra: () => state.isTryingExtra,
    setTryingExtra(isTrying) {
      state.isTryingExtra = isTrying;
    },
    startExtraBlockRelay: () => void state.startedBlockRelay++,
  };
  const watch = createStaleTipWatch({
    ...scene.context,
    chains: scene.chains,
    timeouts: { isProtected: (peer) => state.isProtected.has(peer) },
    outbound,
    isDownloading: () => state.isDownloading,
    statsOf: (peer) => state.stats.get(peer) ?? { inFlight: [], lastBlockAt: 0 },
  });
  return { ...scene, state, watch };
}

const connect = (scene: HeadersScene, time: number) =>
  scene.chainstate.submitBlock(buildBlock(scene.chainstate.tip(), { time }));

describe('a stale tip', () => {
  it('lets one more peer be tried, until it is none any more', async () => {
    const { watch, advance, state, lines, ...scene } = await openWatch();
    watch.check();
    expect(state.isTryingExtra).toBe(false);
    advance(STALE);
    watch.check();
    expect(state.isTryingExtra).toBe(false);
    advance(601);
    watch.check();
    expect(state.isTryingExtra).toBe(true);
    expect(lines).toContain(
      'info Potential stale tip detected, will try using extra outbound peer (last tip update: 2401 seconds ago)',
    );
    await connect(scene as unknown as HeadersScene, TEST_TIME - 600);
    watch.check();
    expect(state.isTryingExtra).toBe(true);
    advance(601);
    watch.check();
    expect(state.isTryingExtra).toBe(false);
  });

  it('is none while blocks are on their way, or nobody is sought', async () => {
    const { watch, advance, state } = await openWatch();
    watch.check();
    state.isDownloading = true;
    advance(STALE + 600);
    watch.check();
    expect(state.isTryingExtra).toBe(false);
    Object.assign(state, { isDownloading: false, isSeeking: false });
    advance(601);
    watch.check();
    expect(state.isTryingExtra).toBe(false);
  });

  it('is none any more once blocks come again; connections for blocks alone are made from the first young tip on', async () => {
    const opened = await openWatch();
    const { watch, state, advance } = opened;
    watch.check();
    expect(state.startedBlockRelay).toBe(0);
    await connect(opened, TEST_TIME - 600);
    watch.check();
    advance(45);
    watch.check();
    expect(state.startedBlockRelay).toBe(1);
  });
});

describe('one full relay peer too many', () => {
  async function openWithPeers(count: number) {
    const opened = await openWatch();
    const peers = Array.from({ length: count }, () => opened.join());
    opened.advance(31);
    // The tip is looked at again in ten minutes.
    opened.watch.check();
    opened.state.extraFullRelay = 1;
    opened.state.isTryingExtra = true;
    const gone = () =>
      peers.filter((peer) => peer.disconnectedFor() !== undefined).map(({ peer }) => peer.id);
    const told = (peer: TestPeer | undefined, at: number) => {
      if (peer) opened.chains.of(peer.peer).lastAnnouncementAt = at;
    };
    return { ...opened, peers, gone, told };
  }

  it('goes: the one that told of a block longest ago, and then no more are tried', async () => {
    const { watch, peers, gone, told, state } = await openWithPeers(3);
    told(peers[0], 30);
    told(peers[1], 10);
    told(peers[2], 20);
    watch.check();
    expect([gone(), state.isTryingExtra]).toEqual([[1], false]);
  });

  it('goes: of several that told of none the youngest, but none that is protected or alone on its network', async () => {
    const { watch, peers, gone, state } = await openWithPeers(4);
    state.isProtected.add((peers[3] as TestPeer).peer);
    state.alone.add((peers[2] as TestPeer).peer);
    watch.check();
    expect(gone()).toEqual([1]);
  });

  it('stays while it is young, or a block is to come from it', async () => {
    const { watch, peers, gone, state, lines, join } = await openWithPeers(1);
    state.stats.set((peers[0] as TestPeer).peer, { inFlight: [7], lastBlockAt: 0 });
    watch.check();
    expect(gone()).toEqual([]);
    expect(lines.at(-1)).toMatch(/^net keeping outbound peer=0 chosen for eviction .*blocks_in_flight: 1\)$/);
    const young = join();
    watch.check();
    expect([gone(), young.disconnectedFor(), state.isTryingExtra]).toEqual([[], undefined, true]);
  });
});

describe('one block relay peer too many', () => {
  it('goes: the youngest, or the next where the youngest gave us a block later', async () => {
    const { watch, join, state, advance } = await openWatch();
    const [first, second, third] = [0, 1, 2].map(() => join({ kind: 'block-relay-only' }));
    advance(30);
    state.extraBlockRelay = 1;
    state.stats.set((third as TestPeer).peer, { inFlight: [], lastBlockAt: 5 });
    state.stats.set((second as TestPeer).peer, { inFlight: [], lastBlockAt: 4 });
    watch.check();
    expect([first, second, third].map((peer) => peer?.disconnectedFor())).toEqual([
      undefined,
      'extra block-relay-only peer=1 (last block received at time 4)',
      undefined,
    ]);
    watch.check();
    expect(third?.disconnectedFor()).toBeUndefined();
    state.stats.delete((third as TestPeer).peer);
    watch.check();
    expect(third?.disconnectedFor()).toBe('extra block-relay-only peer=2 (last block received at time 0)');
  });

  it('goes nobody where there are as many as there should be', async () => {
    const { watch, join, advance } = await openWatch();
    const peers = [join({ kind: 'block-relay-only' }), join()];
    advance(100);
    watch.check();
    expect(peers.map((peer) => peer.disconnectedFor())).toEqual([undefined, undefined]);
  });
});

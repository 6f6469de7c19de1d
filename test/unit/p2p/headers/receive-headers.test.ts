import { describe, expect, it } from 'vitest';
import { getLocator } from '../../../../src/chain/locator.ts';
import type { HashedHeader } from '../../../../src/p2p/headers/hashed-header.ts';
import { displayHash, ZERO_HASH } from '../../../../src/primitives/hash256.ts';
import { DiskFullError } from '../../../../src/util/disk-full-error.ts';
import {
  type BuiltBlock,
  buildBlock,
  buildChain,
  GENESIS,
  solveHeader,
} from '../../../helpers/chain-builder.ts';
import { headerRun } from '../../../helpers/p2p/header-runs.ts';
import { askedFrom, type HeadersScene, openHeadersScene } from '../../../helpers/p2p/headers-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';

const RUN = headerRun(GENESIS, 2100);

const hashOf = (run: readonly HashedHeader[], at: number) => displayHash((run.at(at) as HashedHeader).hash);

/** The lines of a category, without it. */
const linesOf = ({ lines }: HeadersScene, category: string) =>
  lines.filter((line) => line.startsWith(`${category} `)).map((line) => line.slice(category.length + 1));

/** A peer that was asked for headers, and had none. */
async function joinAsked(scene: HeadersScene): Promise<TestPeer> {
  const peer = scene.join();
  scene.pass();
  await scene.hearHeaders(peer, []);
  peer.clear();
  return peer;
}

describe('a headers message', () => {
  it('is kept, its last block noted as the peer’s, and blocks are fetched that lead to it', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    await scene.hearHeaders(peer, RUN.slice(0, 20));
    expect(scene.chainstate.bestHeader().height).toBe(20);
    expect(scene.chains.of(peer.peer)).toMatchObject({
      bestKnownBlock: { height: 20 },
      lastAnnouncementAt: scene.now(),
    });
    expect(scene.fetches).toEqual(['0 20']);
    expect(linesOf(scene, 'info')).toContain(`Saw new header hash=${hashOf(RUN, 19)} height=20 peer=0`);
  });

  it('is followed by a request for more where it is full', async () => {
    const scene = await openHeadersScene();
    const peer = await joinAsked(scene);
    await scene.hearHeaders(peer, RUN.slice(0, 2000));
    expect(peer.sentOf('getheaders')).toContainEqual({
      command: 'getheaders',
      locator: getLocator(scene.chainstate.bestHeader()),
      stopHash: ZERO_HASH,
    });
    expect(linesOf(scene, 'net')).toContain('more getheaders (2000) to end to peer=0');
    peer.clear();
    await scene.hearHeaders(peer, RUN.slice(2000));
    expect([scene.chainstate.bestHeader().height, askedFrom(peer)]).toEqual([2100, []]);
  });

  it('is no news the second time', async () => {
    const scene = await openHeadersScene();
    const [first, second] = [scene.join(), scene.join()];
    await scene.hearHeaders(first, RUN.slice(0, 20));
    await scene.hearHeaders(second, RUN.slice(0, 20));
    expect(scene.chains.of(second.peer)).toMatchObject({
      bestKnownBlock: { height: 20 },
      lastAnnouncementAt: 0,
    });
    expect(linesOf(scene, 'info')).toHaveLength(1);
    expect(scene.fetches).toEqual(['0 20', '1 20']);
  });

  it('without headers ends the wait for an answer', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    scene.pass();
    expect(peer.sentOf('getheaders')).toHaveLength(1);
    scene.sync.askForHeaders(peer.peer);
    expect(peer.sentOf('getheaders')).toHaveLength(1);
    await scene.hearHeaders(peer, []);
    scene.sync.askForHeaders(peer.peer);
    expect(peer.sentOf('getheaders')).toHaveLength(2);
  });

  it('that does not connect is asked to be completed, once in two minutes, and its block remembered', async () => {
    const scene = await openHeadersScene();
    const peer = await joinAsked(scene);
    await scene.hearHeaders(peer, RUN.slice(0, 20));
    peer.clear();
    await scene.hearHeaders(peer, RUN.slice(29, 30));
    await scene.hearHeaders(peer, RUN.slice(30, 31));
    expect(askedFrom(peer)).toEqual([hashOf(RUN, 19)]);
    expect(linesOf(scene, 'net')).toContain(
      `received header ${hashOf(RUN, 29)}: missing prev block ${hashOf(RUN, 28)}, sending getheaders (20) to end (peer=0)`,
    );
    expect(scene.chains.of(peer.peer).lastUnknownBlock).toEqual(RUN[30]?.hash);
    expect(peer.punishedFor()).toBeUndefined();
    scene.advance(121);
    await scene.hearHeaders(peer, RUN.slice(30, 31));
    expect(askedFrom(peer)).toHaveLength(2);
    await scene.hearHeaders(peer, RUN.slice(20, 31));
    expect(scene.chains.of(peer.peer).bestKnownBlock?.height).toBe(31);
  });

  it.each([
    ['header with invalid proof of work', [{ header: solveHeader((RUN[0] as HashedHeader).header, false) }]],
    ['non-continuous headers sequence', [...RUN.slice(0, 3), ...RUN.slice(4, 6)]],
    ['invalid header received', [buildBlock(GENESIS, { header: { version: 1 } })]],
  ])('is punished: %s', async (why, headers) => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    await scene.hearHeaders(peer, headers);
    expect(peer.punishedFor()).toBe(why);
    expect([scene.chainstate.bestHeader().height, scene.fetches]).toEqual([0, []]);
  });

  it('keeps what is before a header that is refused', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    const good = buildChain(GENESIS, 3);
    const bad = buildBlock(good[2] as BuiltBlock, { header: { version: 1 } });
    await scene.hearHeaders(peer, [...good, bad]);
    expect([scene.chainstate.bestHeader().height, peer.punishedFor()]).toEqual([
      3,
      'invalid header received',
    ]);
  });

  it('is not punished where the clocks may differ', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    await scene.hearHeaders(peer, [buildBlock(GENESIS, { time: scene.now() + 7201 })]);
    expect([peer.punishedFor(), peer.disconnectedFor(), scene.chainstate.bestHeader().height]).toEqual([
      undefined,
      undefined,
      0,
    ]);
    expect(linesOf(scene, 'net')).toContain('peer=0: invalid header received');
  });

  it('of an invalid chain is punished where we chose the peer', async () => {
    const scene = await openHeadersScene();
    const [outbound, inbound] = [scene.join(), scene.join({ kind: 'inbound' })];
    await scene.hearHeaders(outbound, RUN.slice(0, 2));
    const entry = scene.chainstate.bestHeader();
    await scene.chainstate.invalidateBlock(entry);
    await scene.hearHeaders(inbound, RUN.slice(0, 2));
    await scene.hearHeaders(outbound, RUN.slice(0, 2));
    expect([inbound, outbound].map((peer) => peer.punishedFor())).toEqual([
      undefined,
      'invalid header received',
    ]);
    expect(linesOf(scene, 'warn')).toHaveLength(1);
    // What builds on it is worse: whoever sends it knows that, too.
    await scene.hearHeaders(inbound, RUN.slice(2, 3));
    expect(inbound.punishedFor()).toBe('invalid header received');
  });

  it('of a compact block may be of an invalid chain', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    await scene.hearHeaders(peer, RUN.slice(0, 1));
    await scene.chainstate.invalidateBlock(scene.chainstate.bestHeader());
    const [first] = RUN;
    await scene.sync.receiveAnnounced(peer.peer, (first as HashedHeader).header);
    expect(peer.punishedFor()).toBeUndefined();
  });

  it('is not lost on the others where the peer is gone meanwhile', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    const hearing = scene.hearHeaders(peer, RUN.slice(0, 20));
    peer.peer.disconnect('meanwhile');
    await hearing;
    expect([scene.chainstate.bestHeader().height, scene.fetches]).toEqual([20, []]);
  });

  it('waits where the disk is full, and is asked for again', async () => {
    let isFull = false;
    const scene = await openHeadersScene({
      wrapStore: (store) => ({
        ...store,
        requireRoom() {
          if (isFull) throw new DiskFullError('no room');
        },
      }),
    });
    const peer = scene.join();
    scene.pass();
    isFull = true;
    await scene.hearHeaders(peer, RUN.slice(0, 20));
    expect([scene.faults.length, peer.punishedFor(), peer.sentOf('getheaders').length]).toEqual([
      1,
      undefined,
      1,
    ]);
    isFull = false;
    scene.advance(121);
    scene.pass();
    expect(peer.sentOf('getheaders')).toHaveLength(2);
    await scene.hearHeaders(peer, RUN.slice(0, 20));
    expect(scene.chainstate.bestHeader().height).toBe(20);
  });
});

describe('headers of little work', () => {
  /** A node whose chain must have the work of so many blocks. */
  const openDemanding = (blocks: number) =>
    openHeadersScene({ params: { minimumChainWork: BigInt(2 * (blocks + 1)) } });

  it('are ignored where there is no more to come', async () => {
    const scene = await openDemanding(15);
    const peer = scene.join();
    await scene.hearHeaders(peer, RUN.slice(0, 14));
    expect(linesOf(scene, 'net')).toContain('Ignoring low-work chain (height=14) from peer=0');
    expect(scene.chainstate.bestHeader().height).toBe(0);
    await scene.hearHeaders(peer, RUN.slice(0, 15));
    expect(scene.chainstate.bestHeader().height).toBe(15);
  });

  it('are kept of a peer that the operator trusts, and of a chain that we have', async () => {
    const scene = await openDemanding(15);
    const trusted = scene.join({ permissions: new Set(['noban']) });
    await scene.hearHeaders(trusted, RUN.slice(0, 14));
    expect(scene.chainstate.bestHeader().height).toBe(14);
    const other = scene.join();
    await scene.hearHeaders(other, RUN.slice(0, 10));
    expect(scene.chains.of(other.peer).bestKnownBlock?.height).toBe(10);
  });

  it('are asked for twice where they are many', async () => {
    const scene = await openDemanding(2050);
    const peer = scene.join();
    scene.setSyncing(true);
    await scene.hearHeaders(peer, RUN.slice(0, 2000));
    expect(scene.chainstate.bestHeader().height).toBe(0);
    expect(askedFrom(peer)).toContain(hashOf(RUN, 1999));
    expect(scene.sync.features[0]?.stats?.(peer.peer).presyncedHeaders).toBe(2000);
    expect(linesOf(scene, 'info').join()).toContain('Pre-synchronizing blockheaders, height: 2000 (~');
    expect(scene.sync.status()).toMatchObject({ isSyncing: true, isPresync: true, height: 2000 });
    await scene.hearHeaders(peer, RUN.slice(2000));
    expect(askedFrom(peer).at(-1)).toBe(displayHash(GENESIS.hash));
    await scene.hearHeaders(peer, RUN.slice(0, 2000));
    expect(askedFrom(peer).at(-1)).toBe(hashOf(RUN, 1999));
    await scene.hearHeaders(peer, RUN.slice(2000));
    expect(scene.chainstate.bestHeader().height).toBe(2100);
    expect(scene.sync.features[0]?.stats?.(peer.peer).presyncedHeaders).toBe(-1);
    expect(scene.chains.of(peer.peer).bestKnownBlock?.height).toBe(2100);
    expect(linesOf(scene, 'info').join()).toContain('Synchronizing blockheaders, height: 2100 (~');
  });

  it('leave nothing behind where the chain ends without the work, or the peer has nothing more', async () => {
    const scene = await openDemanding(5000);
    const peer = scene.join();
    const presynced = () => scene.sync.features[0]?.stats?.(peer.peer).presyncedHeaders;
    for (const rest of [RUN.slice(2000), []]) {
      await scene.hearHeaders(peer, RUN.slice(0, 2000));
      expect(presynced()).toBe(2000);
      await scene.hearHeaders(peer, rest);
      expect(presynced()).toBe(-1);
    }
    expect([scene.chainstate.bestHeader().height, peer.punishedFor()]).toEqual([0, undefined]);
  });

  it('are looked at anew where they don’t go on from those before', async () => {
    const scene = await openDemanding(5000);
    const peer = await joinAsked(scene);
    await scene.hearHeaders(peer, RUN.slice(0, 2000));
    await scene.hearHeaders(peer, RUN.slice(0, 10));
    expect(linesOf(scene, 'net').slice(-2)).toEqual([
      'Initial headers sync aborted with peer=0: non-continuous headers at height=2000 (presync phase)',
      'Ignoring low-work chain (height=10) from peer=0',
    ]);
  });
});

describe('a peer whose chain is known', () => {
  it('is disconnected while we sync, where we chose it and its chain has too little work', async () => {
    const scene = await openHeadersScene({ params: { minimumChainWork: 1000n } });
    scene.setSyncing(true);
    const trusted = { permissions: new Set(['noban'] as const) };
    const [outbound, manual, inbound] = [
      scene.join(trusted),
      scene.join({ ...trusted, kind: 'manual' }),
      scene.join({ ...trusted, kind: 'inbound' }),
    ];
    for (const peer of [outbound, manual, inbound]) await scene.hearHeaders(peer, RUN.slice(0, 10));
    const why = 'outbound peer headers chain has insufficient work';
    expect([outbound, manual, inbound].map((peer) => peer.disconnectedFor())).toEqual([
      why,
      undefined,
      undefined,
    ]);
    expect(linesOf(scene, 'info')).toContain(`${why}, disconnecting peer=0`);
    expect(scene.fetches).toEqual(['1 10', '2 10']);
  });

  it('is protected where we chose it and it has our work: four at most, for as long as they are there', async () => {
    const scene = await openHeadersScene();
    const peers = Array.from({ length: 5 }, () => scene.join());
    const blockRelay = scene.join({ kind: 'block-relay-only' });
    for (const peer of [blockRelay, ...peers]) await scene.hearHeaders(peer, RUN.slice(0, 2));
    const isProtected = () => [...peers, blockRelay].map(({ peer }) => scene.sync.isProtected(peer));
    expect(isProtected()).toEqual([true, true, true, true, false, false]);
    scene.leave(peers[0] as (typeof peers)[0]);
    await scene.hearHeaders(peers[4] as (typeof peers)[0], RUN.slice(0, 2));
    expect(isProtected()).toEqual([false, true, true, true, true, false]);
  });
});

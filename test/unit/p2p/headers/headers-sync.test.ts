import { describe, expect, it } from 'vitest';
import type { HashedHeader } from '../../../../src/p2p/headers/hashed-header.ts';
import { type Hash256, hashKey } from '../../../../src/primitives/hash256.ts';
import { GENESIS } from '../../../helpers/chain-builder.ts';
import { headerRun } from '../../../helpers/p2p/header-runs.ts';
import { type HeadersScene, openHeadersScene } from '../../../helpers/p2p/headers-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';

const RUN = headerRun(GENESIS, 5000);
const FORK = headerRun({ ...(RUN[2999] as HashedHeader), height: 3000 }, 2001, { tag: 1 });

/** Lets the peer answer every request for headers by its chain, until nothing more is asked. @returns its answers */
async function answer(scene: HeadersScene, peer: TestPeer, chain: readonly HashedHeader[]): Promise<number> {
  const places = new Map(chain.map(({ hash }, i) => [hashKey(hash), i + 1]));
  const placeOf = (locator: readonly Hash256[]) =>
    locator.map((hash) => places.get(hashKey(hash))).find((place) => place !== undefined) ?? 0;
  let answers = 0;
  scene.pass();
  for (let asked = peer.sentOf('getheaders'); asked.length > 0; asked = peer.sentOf('getheaders')) {
    expect(asked).toHaveLength(1);
    const from = placeOf(asked[0]?.locator ?? []);
    peer.clear();
    await scene.hearHeaders(peer, chain.slice(from, from + 2000));
    answers++;
  }
  return answers;
}

describe('a whole chain of headers', () => {
  it('comes in as fast as it is answered', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    expect(await answer(scene, peer, RUN)).toBe(3);
    expect(scene.chainstate.bestHeader().hash).toEqual(RUN.at(-1)?.hash);
    await scene.chainstate.settled();
    expect((await scene.restart()).chainstate.bestHeader().height).toBe(5000);
  });

  it('comes in twice where it must show its work first', async () => {
    const scene = await openHeadersScene({ params: { minimumChainWork: 9000n } });
    const peer = scene.join();
    expect(await answer(scene, peer, RUN)).toBe(6);
    expect(scene.chainstate.bestHeader().hash).toEqual(RUN.at(-1)?.hash);
    expect(scene.chains.of(peer.peer).bestKnownBlock).toBe(scene.chainstate.bestHeader());
  });

  it('comes in though it leaves the one that is known far back', async () => {
    const scene = await openHeadersScene({ params: { minimumChainWork: 9000n } });
    await answer(scene, scene.join(), RUN);
    const chain = [...RUN.slice(0, 3000), ...FORK];
    const peer = scene.join({ kind: 'inbound' });
    // Whoever came to us announces its tip, which we don't know how to place.
    await scene.hearHeaders(peer, chain.slice(-1));
    await answer(scene, peer, chain);
    expect(scene.chainstate.bestHeader().hash).toEqual(FORK.at(-1)?.hash);
  });

  it('that has not the work leaves nothing, however often it comes', async () => {
    const scene = await openHeadersScene({ params: { minimumChainWork: 2n ** 60n } });
    const peer = scene.join();
    await answer(scene, peer, RUN);
    scene.sync.askForHeaders(peer.peer);
    await answer(scene, peer, RUN);
    expect(scene.chainstate.leaves()).toEqual([scene.chainstate.genesis()]);
    expect(peer.punishedFor() ?? peer.disconnectedFor()).toBeUndefined();
  });
});

describe('a peer that is gone', () => {
  it('is forgotten', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    await scene.hearHeaders(peer, RUN.slice(0, 10));
    scene.leave(peer);
    expect(scene.chains.of(peer.peer).bestKnownBlock).toBeUndefined();
    const other = scene.join();
    scene.pass();
    expect(other.sentOf('getheaders')).toHaveLength(1);
  });
});

describe('stats', () => {
  it('show how far the peer’s headers go', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    const stats = () => scene.sync.features[0]?.stats?.(peer.peer);
    expect(stats()).toEqual({ presyncedHeaders: -1, syncedHeaders: -1 });
    await scene.hearHeaders(peer, RUN.slice(0, 10));
    expect(stats()).toEqual({ presyncedHeaders: -1, syncedHeaders: 10 });
  });
});

import { describe, expect, it } from 'vitest';
import { INV_TYPE } from '../../../../src/p2p/codec/message.ts';
import { SERVICE } from '../../../../src/p2p/services.ts';
import { displayHash, type Hash256, hashKey, toHash256 } from '../../../../src/primitives/hash256.ts';
import { buildBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { askedFrom, type HeadersScene, openHeadersScene } from '../../../helpers/p2p/headers-scene.ts';
import { TEST_GREETING, type TestPeer } from '../../../helpers/p2p/test-peer.ts';
import { TEST_TIME } from '../../../helpers/test-chain.ts';

const asked = (peers: readonly TestPeer[]) => peers.map((peer) => peer.sentOf('getheaders').length);
const GENESIS_NAME = displayHash(GENESIS.hash);

/** A node whose tip is of an hour ago. */
async function openCaughtUp(): Promise<HeadersScene> {
  const scene = await openHeadersScene();
  await scene.chainstate.submitBlock(buildBlock(GENESIS, { time: TEST_TIME - 7200 }));
  await scene.chainstate.submitBlock(buildBlock(scene.chainstate.tip(), { time: TEST_TIME - 3600 }));
  return scene;
}

describe('the initial request for headers', () => {
  it('goes to one peer while the best header is old', async () => {
    const scene = await openHeadersScene();
    const peers = [scene.join(), scene.join()];
    scene.pass();
    scene.pass();
    expect(asked(peers)).toEqual([1, 0]);
    expect(scene.lines).toContain('net initial getheaders (0) to peer=0');
  });

  it('goes to all once it is of the last day, from the block before it on', async () => {
    const scene = await openCaughtUp();
    const peers = [scene.join(), scene.join({ kind: 'inbound' })];
    scene.pass();
    scene.pass();
    const parent = displayHash(scene.chainstate.tip().header.prevBlockHash);
    expect(peers.map(askedFrom)).toEqual([[parent], [parent]]);
  });

  it('goes to the next where the first is gone', async () => {
    const scene = await openHeadersScene();
    const peers = [scene.join(), scene.join()];
    scene.pass();
    scene.leave(peers[0] as TestPeer);
    scene.pass();
    expect(asked(peers)).toEqual([1, 1]);
  });

  it('goes to those that we chose rather than to others, while blocks are on their way', async () => {
    const scene = await openHeadersScene();
    scene.setDownloading(true);
    const inbound = scene.join({ kind: 'inbound' });
    const outbound = scene.join();
    scene.pass();
    expect(asked([inbound, outbound])).toEqual([0, 1]);
  });

  it('goes to one that came to us where there is no other', async () => {
    const scene = await openHeadersScene();
    scene.setDownloading(true);
    const inbound = scene.join({ kind: 'inbound' });
    scene.pass();
    expect(asked([inbound])).toEqual([1]);
  });

  it('goes to nobody without blocks, nor to one for addresses', async () => {
    const scene = await openHeadersScene();
    const peers = [
      scene.join({ greeting: { ...TEST_GREETING, services: SERVICE.witness } }),
      scene.join({ kind: 'addr-fetch' }),
    ];
    scene.pass();
    expect(asked(peers)).toEqual([0, 0]);
  });
});

describe('a peer that is slow with headers', () => {
  /** A quarter of an hour, and a thousandth of a second for each header that there should be. */
  const limit = (scene: HeadersScene) =>
    15 * 60 + Math.ceil((scene.now() - GENESIS.header.time) / 600 / 1000);

  it('is given up where another can be asked', async () => {
    const scene = await openHeadersScene();
    const [slow, other] = [scene.join(), scene.join()];
    scene.pass();
    const seconds = limit(scene);
    scene.advance(seconds - 1);
    scene.pass();
    expect(slow.disconnectedFor()).toBeUndefined();
    scene.advance(1);
    scene.pass();
    expect(slow.disconnectedFor()).toBe('Timeout downloading headers');
    expect(scene.lines).toContain('info Timeout downloading headers, disconnecting peer=0');
    scene.leave(slow);
    scene.pass();
    expect(asked([other])).toEqual([1]);
  });

  it('stays where there is no other', async () => {
    const scene = await openHeadersScene();
    const [slow] = [scene.join(), scene.join({ kind: 'inbound' })];
    scene.pass();
    scene.advance(limit(scene) + 1);
    scene.pass();
    expect(slow.disconnectedFor()).toBeUndefined();
  });

  it('stays where the operator trusts it, but another is asked', async () => {
    const scene = await openHeadersScene();
    const [slow, other] = [scene.join({ permissions: new Set(['noban']) }), scene.join()];
    scene.pass();
    scene.advance(limit(scene) + 1);
    scene.pass();
    expect(slow.disconnectedFor()).toBeUndefined();
    expect(scene.lines).toContain(
      'info Timeout downloading headers from noban peer, not disconnecting peer=0',
    );
    expect(asked([other])).toEqual([1]);
  });

  it('may be slow once the node has caught up', async () => {
    const scene = await openCaughtUp();
    const peers = [scene.join(), scene.join()];
    scene.pass();
    scene.advance(10 * 24 * 60 * 60);
    scene.pass();
    expect(peers.map((peer) => peer.disconnectedFor())).toEqual([undefined, undefined]);
  });
});

describe('an announcement by a hash that is unknown', () => {
  const inv = (...hashes: readonly Hash256[]) =>
    ({ command: 'inv', items: hashes.map((hash) => ({ type: INV_TYPE.block, hash })) }) as const;
  const unknown = (n: number) => toHash256(new Uint8Array(32).fill(n));

  it('lets one more peer be asked for headers, once', async () => {
    const scene = await openHeadersScene();
    const [, second, third] = [scene.join(), scene.join(), scene.join()];
    scene.pass();
    await scene.hear(second, inv(unknown(1)));
    await scene.hear(third, inv(unknown(1)));
    expect(asked([second, third])).toEqual([1, 0]);
    expect(scene.chains.of(third.peer).lastUnknownBlock).toEqual(unknown(1));
    await scene.hear(third, inv(unknown(2)));
    expect(asked([second, third])).toEqual([1, 1]);
    scene.advance(121);
    await scene.hear(second, inv(unknown(3)));
    expect(asked([second, third])).toEqual([1, 1]);
  });

  it('has the peer asked that is asked anyway', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    scene.pass();
    await scene.hearHeaders(peer, buildChain(GENESIS, 3));
    peer.clear();
    await scene.hear(peer, inv(unknown(1), unknown(2)));
    expect(askedFrom(peer)).toEqual([displayHash(scene.chainstate.bestHeader().hash)]);
    expect(scene.lines).toContain(`net getheaders (3) ${displayHash(unknown(2))} to peer=0`);
  });

  it('is nothing where the block is known, or on its way, or it is none', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join();
    scene.requested.add(hashKey(unknown(1)));
    await scene.hear(peer, { command: 'inv', items: [{ type: INV_TYPE.wtx, hash: unknown(3) }] });
    peer.clear();
    scene.advance(121);
    await scene.hear(peer, inv(GENESIS.hash, unknown(1)));
    expect(peer.sentOf('getheaders')).toEqual([]);
    expect(scene.lines).toContain(`net got inv: block ${GENESIS_NAME} have peer=0`);
    expect(scene.chains.of(peer.peer).bestKnownBlock).toBe(scene.chainstate.genesis());
  });
});

describe('sendheaders', () => {
  it('is sent once the peer’s chain is known to have the work it must have', async () => {
    const scene = await openHeadersScene({ params: { minimumChainWork: 8n } });
    const peer = scene.join({ permissions: new Set(['noban']) });
    const chain = buildChain(GENESIS, 4);
    await scene.hearHeaders(peer, chain.slice(0, 3));
    expect(peer.sentOf('sendheaders')).toEqual([]);
    await scene.hearHeaders(peer, chain);
    await scene.hearHeaders(peer, chain);
    expect(peer.sentOf('sendheaders')).toHaveLength(1);
  });

  it('is not sent to a peer that does not know it', async () => {
    const scene = await openHeadersScene();
    const peer = scene.join({ greeting: { ...TEST_GREETING, commonVersion: 70_011 } });
    await scene.hearHeaders(peer, buildChain(GENESIS, 4));
    expect(peer.sentOf('sendheaders')).toEqual([]);
  });
});

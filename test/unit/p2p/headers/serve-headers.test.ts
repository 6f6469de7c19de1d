import { describe, expect, it } from 'vitest';
import { getAncestor } from '../../../../src/chain/block-index.ts';
import { getLocator } from '../../../../src/chain/locator.ts';
import { createHeadersService } from '../../../../src/p2p/headers/serve-headers.ts';
import { displayHash, type Hash256, toHash256, ZERO_HASH } from '../../../../src/primitives/hash256.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { headersOn } from '../../../helpers/header-chain.ts';
import { type HeadersScene, openHeadersScene } from '../../../helpers/p2p/headers-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';
import { TEST_TIME } from '../../../helpers/test-chain.ts';

const UNKNOWN = toHash256(new Uint8Array(32).fill(7));
const DAY = 24 * 60 * 60;

const getHeaders = (locator: readonly Hash256[], stopHash: Hash256 = ZERO_HASH) =>
  ({ command: 'getheaders', locator, stopHash }) as const;
const getBlocks = (locator: readonly Hash256[], stopHash: Hash256 = ZERO_HASH) =>
  ({ command: 'getblocks', locator, stopHash }) as const;

async function openWith(blocks: readonly BuiltBlock[], options = {}): Promise<HeadersScene> {
  const scene = await openHeadersScene(options);
  for (const block of blocks) await scene.chainstate.feedBlock(block);
  await scene.chainstate.settled();
  return scene;
}

/** Heights of the headers in the last message of them; undefined: none was sent. */
function served({ chainstate }: HeadersScene, peer: TestPeer): readonly (number | undefined)[] | undefined {
  const height = (hash: Hash256) => (chainstate.find(hash)?.height ?? -1) + 1;
  return peer
    .sentOf('headers')
    .at(-1)
    ?.headers.map(({ prevBlockHash }) => height(prevBlockHash));
}

describe('getheaders', () => {
  const CHAIN = buildChain(GENESIS, 10);
  const at = (height: number) => CHAIN[height - 1] as BuiltBlock;

  it('gets what is above the last block that both have', async () => {
    const scene = await openWith(CHAIN);
    const peer = scene.join({ kind: 'inbound' });
    await scene.hear(peer, getHeaders([UNKNOWN, at(7).hash, at(3).hash]));
    expect(served(scene, peer)).toEqual([8, 9, 10]);
    expect(scene.chains.of(peer.peer).bestHeaderSent?.height).toBe(10);
    expect(scene.lines).toContain('net getheaders 8 to end from peer=0');
    await scene.hear(peer, getHeaders([UNKNOWN]));
    expect(served(scene, peer)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('gets no more than up to the block that it names, and that is then the last we know it to have', async () => {
    const scene = await openWith(CHAIN);
    const peer = scene.join({ kind: 'inbound' });
    await scene.hear(peer, getHeaders([at(2).hash], at(4).hash));
    expect(served(scene, peer)).toEqual([3, 4]);
    expect(scene.chains.of(peer.peer).bestHeaderSent?.height).toBe(4);
  });

  it('gets an empty answer where there is nothing more', async () => {
    const scene = await openWith(CHAIN);
    const peer = scene.join({ kind: 'inbound' });
    await scene.hear(peer, getHeaders(getLocator(scene.chainstate.tip())));
    expect(served(scene, peer)).toEqual([]);
    expect(scene.chains.of(peer.peer).bestHeaderSent?.height).toBe(10);
  });

  it('gets two thousand at most', async () => {
    const scene = await openWith([]);
    const tip = headersOn(scene.chainstate.genesis(), 2003);
    const atHeight = (height: number) => getAncestor(tip, height);
    const chainstate = { ...scene.chainstate, tip: () => tip, atHeight };
    const { feature } = createHeadersService({ ...scene, context: { ...scene.context, chainstate } });
    const peer = scene.join({ kind: 'inbound' });
    await feature.handlers.getheaders?.(peer.peer, getHeaders([GENESIS.hash]));
    const headers = peer.sentOf('headers')[0]?.headers;
    expect([headers?.length, headers?.at(-1)]).toEqual([2000, atHeight(2000)?.header]);
    expect(scene.chains.of(peer.peer).bestHeaderSent).toBe(atHeight(2000));
  });

  it('gets one header where it has no locator', async () => {
    const scene = await openWith(CHAIN);
    const peer = scene.join({ kind: 'inbound' });
    await scene.hear(peer, getHeaders([], at(5).hash));
    expect(served(scene, peer)).toEqual([5]);
    peer.clear();
    await scene.hear(peer, getHeaders([], UNKNOWN));
    expect(served(scene, peer)).toBeUndefined();
  });

  it('gets no header off the best chain that is old', async () => {
    const start = buildBlock(GENESIS, { time: TEST_TIME - 40 * DAY });
    const stale = buildBlock(start, { tag: 1 });
    const best = buildChain(start, 3);
    const scene = await openWith([start, stale, ...best]);
    const peer = scene.join({ kind: 'inbound' });
    await scene.hear(peer, getHeaders([], stale.hash));
    expect(served(scene, peer)).toEqual([2]);
    peer.clear();
    await scene.chainstate.submitBlock(buildBlock(best[2] as BuiltBlock, { time: TEST_TIME }));
    await scene.hear(peer, getHeaders([], stale.hash));
    expect(served(scene, peer)).toBeUndefined();
    expect(scene.lines).toContain(
      "net getheaders: ignoring request from peer=0 for old block header that isn't in the main chain",
    );
  });

  it('gets nothing of a chain of too little work, unless it is trusted', async () => {
    const scene = await openWith(CHAIN, { params: { minimumChainWork: 1000n } });
    const [peer, trusted] = [scene.join(), scene.join({ permissions: new Set(['download']) })];
    for (const one of [peer, trusted]) await scene.hear(one, getHeaders([at(8).hash]));
    expect([served(scene, peer), served(scene, trusted)]).toEqual([[], [9, 10]]);
    expect(scene.chains.of(peer.peer).bestHeaderSent).toBeUndefined();
  });
});

describe('getblocks', () => {
  const CHAIN = buildChain(GENESIS, 510);
  const at = (height: number) => CHAIN[height - 1] as BuiltBlock;

  const announced = ({ chainstate }: HeadersScene, peer: TestPeer) =>
    peer.sentOf('inv').flatMap(({ items }) => items.map(({ hash }) => chainstate.find(hash)?.height));

  it('gets hashes up to before the block that it names', async () => {
    const scene = await openWith(CHAIN.slice(0, 10));
    const peer = scene.join({ kind: 'inbound' });
    await scene.hear(peer, getBlocks([at(3).hash], at(7).hash));
    expect(announced(scene, peer)).toEqual([4, 5, 6]);
    peer.clear();
    await scene.hear(peer, getBlocks([at(10).hash]));
    expect(announced(scene, peer)).toEqual([]);
  });

  it('gets 500 at most, and has the last of them noted', async () => {
    const scene = await openWith(CHAIN);
    const peer = scene.join({ kind: 'inbound' });
    await scene.hear(peer, getBlocks([at(2).hash]));
    const heights = announced(scene, peer);
    expect([heights.length, heights[0], heights.at(-1)]).toEqual([500, 3, 502]);
    expect(scene.sync.continuation.get(peer.peer)).toEqual(at(502).hash);
    scene.sync.continuation.clear(peer.peer);
    expect(scene.sync.continuation.get(peer.peer)).toBeUndefined();
    expect(scene.lines).toContain(`net  getblocks stopping at limit 502 ${displayHash(at(502).hash)}`);
  });

  it('gets none that are pruned or may soon be', async () => {
    const scene = await openWith(CHAIN);
    await scene.chainstate.prune({ height: 100, isStopping: () => false });
    const peer = scene.join({ kind: 'inbound' });
    await scene.hear(peer, getBlocks([at(50).hash]));
    expect(announced(scene, peer)).toEqual([]);
    await scene.hear(peer, getBlocks([at(510 - 283).hash]));
    expect(announced(scene, peer)).toEqual([]);
    await scene.hear(peer, getBlocks([at(510 - 282).hash]));
    expect(announced(scene, peer)).toHaveLength(282);
  });
});

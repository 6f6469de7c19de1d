import { describe, expect, it } from 'vitest';
import { type BuiltBlock, buildBlock, GENESIS, type ParentBlock } from '../../../helpers/chain-builder.ts';
import { type BlockScene, openBlockScene } from '../../../helpers/p2p/block-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';

/** Lets each peer in turn be the first with a block. */
async function eachFirst(
  scene: BlockScene,
  start: ParentBlock,
  peers: readonly TestPeer[],
): Promise<BuiltBlock> {
  let tip = start;
  for (const peer of peers) {
    const block = buildBlock(tip);
    await scene.hear(peer, { command: 'block', block });
    tip = block;
  }
  return tip as BuiltBlock;
}

const words = (peer: TestPeer) => peer.sentOf('sendcmpct').map(({ highBandwidth }) => highBandwidth);

const statsOf = (scene: BlockScene, { peer }: TestPeer) =>
  Object.assign({}, ...scene.blocks.features.map((feature) => feature.stats?.(peer)));

describe('high-bandwidth mode', () => {
  it('is asked of the last three that were first with a block', async () => {
    const scene = await openBlockScene();
    const peers = [scene.join(), scene.join(), scene.join(), scene.join()];
    const tip = await eachFirst(scene, GENESIS, peers.slice(0, 3));
    expect(peers.map(words)).toEqual([[true], [true], [true], []]);
    // The first comes to the end of the row: the second goes.
    await eachFirst(scene, tip, [peers[0] as TestPeer, peers[3] as TestPeer]);
    expect(peers.map(words)).toEqual([[true], [true, false], [true], [true]]);
    expect(peers.map((peer) => statsOf(scene, peer).isHighBandwidthTo)).toEqual([true, false, true, true]);
  });

  it('does not displace the last outbound peer by one that came to us', async () => {
    const scene = await openBlockScene();
    const outbound = scene.join();
    const inbound = [1, 2, 3].map((id) => scene.join({ id, kind: 'inbound' }));
    await eachFirst(scene, GENESIS, [outbound, ...inbound]);
    expect(words(outbound)).toEqual([true]);
    expect(inbound.map(words)).toEqual([[true, false], [true], [true]]);
  });

  it('is asked of nobody while the node syncs, takes no transactions, or waits for other blocks', async () => {
    const syncing = await openBlockScene();
    syncing.setSyncing(true);
    const blocksOnly = await openBlockScene({ p2p: { blocksOnly: true } });
    for (const scene of [syncing, blocksOnly]) {
      const peer = scene.join();
      await eachFirst(scene, GENESIS, [peer]);
      expect(words(peer)).toEqual([]);
    }
    const waiting = await openBlockScene();
    const [peer, other] = [waiting.join(), waiting.join()];
    await waiting.know([buildBlock(GENESIS, { tag: 5 })], other);
    waiting.pass();
    expect(waiting.blocks.isDownloading()).toBe(true);
    await eachFirst(waiting, GENESIS, [peer]);
    expect(words(peer)).toEqual([]);
  });

  it('is not asked of who has no compact blocks, or another version of them', async () => {
    const scene = await openBlockScene();
    const peer = scene.joinSilently();
    await scene.hear(peer, { command: 'sendcmpct', highBandwidth: true, version: 1n });
    await eachFirst(scene, GENESIS, [peer]);
    expect(words(peer)).toEqual([]);
    expect(statsOf(scene, peer)).toMatchObject({ isHighBandwidthTo: false, isHighBandwidthFrom: false });
    await scene.hear(peer, { command: 'sendcmpct', highBandwidth: true, version: 2n });
    expect(statsOf(scene, peer)).toMatchObject({ isHighBandwidthFrom: true });
  });
});

import { describe, expect, it } from 'vitest';
import { makeBlock } from '../../../../src/primitives/block.ts';
import { DiskFullError } from '../../../../src/util/disk-full-error.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { type BlockScene, openBlockScene } from '../../../helpers/p2p/block-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';
import { TEST_TIME } from '../../../helpers/test-chain.ts';
import { outputOf, transactionOf } from '../../../helpers/transactions.ts';

/** A block that pays itself too much: only connecting it shows that. */
const greedy = (parent: BuiltBlock | typeof GENESIS): BuiltBlock =>
  buildBlock(parent, { tag: 99, coinbase: { outputs: [outputOf(50_0000_0001)] } });

const give = (scene: BlockScene, peer: TestPeer, block: BuiltBlock) =>
  scene.hear(peer, { command: 'block', block });

const lastBlockAt = (scene: BlockScene, { peer }: TestPeer) =>
  Object.assign({}, ...scene.blocks.features.map((feature) => feature.stats?.(peer))).lastBlockAt;

describe('a block from a peer', () => {
  it('is connected before anything else of that peer is heard', async () => {
    const scene = await openBlockScene();
    const peer = scene.join();
    await give(scene, peer, buildBlock(GENESIS));
    expect(scene.chainstate.tip().height).toBe(1);
    expect(lastBlockAt(scene, peer)).toBe(TEST_TIME);
  });

  it('that breaks a rule costs its sender the connection, whether others have it in flight or not', async () => {
    const scene = await openBlockScene();
    const [bad, honest] = [scene.join(), scene.join()];
    await give(scene, bad, greedy(GENESIS));
    expect(bad.punishedFor()).toMatch(/^bad-cb-amount/);
    expect(honest.punishedFor()).toBeUndefined();
    expect(scene.lines.join('\n')).toContain('ProcessNewBlock: AcceptBlock FAILED (bad-cb-amount');
  });

  it('that is found to break a rule once those below it come costs its own sender the connection', async () => {
    const scene = await openBlockScene();
    const [early, late] = [scene.join(), scene.join()];
    const first = buildBlock(GENESIS);
    const second = greedy(first);
    await scene.know([first, second], early);
    await give(scene, early, second);
    expect(early.punishedFor()).toBeUndefined();
    await give(scene, late, first);
    expect(early.punishedFor()).toMatch(/^bad-cb-amount/);
    expect(late.punishedFor()).toBeUndefined();
  });

  it('that was changed on the way is not held against the block, and stays asked of others', async () => {
    const scene = await openBlockScene();
    const [bad, good] = [scene.join(), scene.join()];
    const block = buildBlock(GENESIS);
    await scene.know([block], bad);
    scene.pass();
    await give(scene, bad, { ...block, ...makeBlock(block.header, [transactionOf()]) });
    expect(bad.punishedFor()).toBe('mutated block');
    expect(scene.lines).toContain('validation Block mutated: bad-txnmrklroot, hashMerkleRoot mismatch');
    scene.chains.noteAnnounced(good.peer, block.hash);
    scene.pass();
    expect(scene.blocks.isRequested(block.hash)).toBe(true);
    await give(scene, good, block);
    expect(scene.chainstate.tip().height).toBe(1);
  });

  it('without a parent costs its sender the connection', async () => {
    const scene = await openBlockScene();
    const peer = scene.join();
    await give(scene, peer, buildBlock(buildBlock(GENESIS)));
    expect(peer.punishedFor()).toBe('prev-blk-not-found');
  });

  it('on an invalid one: outbound peers alone are blamed for what is known to be invalid', async () => {
    const scene = await openBlockScene();
    const bad = greedy(GENESIS);
    await give(scene, scene.join(), bad);
    const [outbound, inbound, builder] = [
      scene.join(),
      scene.join({ kind: 'inbound' }),
      scene.join({ kind: 'inbound' }),
    ];
    await give(scene, outbound, bad);
    await give(scene, inbound, bad);
    await give(scene, builder, buildBlock(bad));
    expect(outbound.punishedFor()).toMatch(/^duplicate-invalid/);
    expect(inbound.punishedFor()).toBeUndefined();
    expect(builder.punishedFor()).toMatch(/^bad-prevblk/);
  });

  it('of the future, or of a chain with little work, is not kept, and nobody blamed', async () => {
    const scene = await openBlockScene({ params: { minimumChainWork: 100n } });
    const [poor, early] = [scene.join(), scene.join()];
    await give(scene, poor, buildBlock(GENESIS));
    expect(scene.lines.join('\n')).toContain('AcceptBlock FAILED (too-little-chainwork');
    await give(scene, early, buildBlock(GENESIS, { time: TEST_TIME + 3 * 60 * 60 }));
    expect([poor, early].map((peer) => peer.punishedFor())).toEqual([undefined, undefined]);
    expect(scene.chainstate.tip().height).toBe(0);
  });

  it('that nobody asked for is kept only where it may soon be of use; one that was asked for, in any case', async () => {
    const scene = await openBlockScene();
    const peer = scene.join();
    const chain = buildChain(GENESIS, 3);
    for (const block of chain) await scene.chainstate.submitBlock(block);
    const [unasked, asked] = [buildBlock(GENESIS, { tag: 1 }), buildBlock(GENESIS, { tag: 2 })];
    await scene.know([unasked]);
    await scene.know([asked]);
    await give(scene, peer, unasked);
    expect(scene.chainstate.readBlock(scene.entryOf(unasked))).toBeUndefined();
    scene.blocks.fetch(peer.peer, scene.entryOf(asked));
    await give(scene, peer, asked);
    expect(scene.chainstate.readBlock(scene.entryOf(asked))).toBeDefined();
  });

  it('that the disk has no room for is nobody’s fault, and asked for again a while later', async () => {
    let isFull = false;
    const scene = await openBlockScene({
      wrapChainStore: (store) => ({
        ...store,
        requireRoom() {
          if (isFull) throw new DiskFullError('the disk is full');
        },
      }),
    });
    const peer = scene.join();
    const block = buildBlock(GENESIS);
    await scene.know([block], peer);
    scene.pass();
    isFull = true;
    await give(scene, peer, block);
    expect(scene.faults).toEqual([expect.any(DiskFullError)]);
    expect(peer.peer.isGone).toBe(false);
    expect(scene.blocks.isRequested(block.hash)).toBe(false);
    isFull = false;
    scene.pass();
    expect(scene.blocks.isRequested(block.hash)).toBe(false);
    scene.elapse(10_000);
    scene.pass();
    expect(scene.blocks.isRequested(block.hash)).toBe(true);
  });
});

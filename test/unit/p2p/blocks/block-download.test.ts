import { describe, expect, it } from 'vitest';
import { INV_TYPE } from '../../../../src/p2p/codec/message.ts';
import { SERVICE } from '../../../../src/p2p/services.ts';
import { displayHash } from '../../../../src/primitives/hash256.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { type BlockScene, openBlockScene } from '../../../helpers/p2p/block-scene.ts';
import { TEST_GREETING, type TestPeer } from '../../../helpers/p2p/test-peer.ts';
import { TEST_TIME } from '../../../helpers/test-chain.ts';

const SPACING = 600;

/** The heights of the blocks that were asked of the peer, in order. */
function asked(scene: BlockScene, { sentOf }: TestPeer): number[] {
  const items = sentOf('getdata').flatMap((message) => message.items);
  return items.map((item) => scene.entryOf(item).height);
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

async function give(scene: BlockScene, peer: TestPeer, ...blocks: readonly BuiltBlock[]): Promise<void> {
  for (const block of blocks) await scene.hear(peer, { command: 'block', block });
}

describe('the download of blocks', () => {
  it('asks a peer for 16 blocks at a time, with their witnesses, and for the next ones as they come', async () => {
    const scene = await openBlockScene();
    const peer = scene.join();
    const chain = buildChain(GENESIS, 20);
    await scene.know(chain, peer);
    scene.pass();
    scene.pass();
    expect(asked(scene, peer)).toEqual(range(1, 16));
    expect(peer.sentOf('getdata')[0]?.items[0]?.type).toBe(INV_TYPE.witnessBlock);
    await give(scene, peer, ...chain.slice(0, 3));
    expect(asked(scene, peer)).toEqual(range(1, 19));
    await scene.chainstate.settled();
    expect(scene.chainstate.tip().height).toBe(3);
    await give(scene, peer, ...chain.slice(3));
    expect(scene.chainstate.tip().height).toBe(20);
    expect(scene.blocks.isDownloading()).toBe(false);
  });

  it('asks several peers for different blocks, and takes what comes out of order', async () => {
    const scene = await openBlockScene();
    const [first, second] = [scene.join(), scene.join()];
    const chain = buildChain(GENESIS, 30);
    await scene.know(chain, first, second);
    scene.pass();
    expect(asked(scene, first)).toEqual(range(1, 16));
    expect(asked(scene, second)).toEqual(range(17, 30));
    await give(scene, second, ...chain.slice(16));
    expect(scene.chainstate.tip().height).toBe(0);
    await give(scene, first, ...chain.slice(0, 16));
    expect(scene.chainstate.tip().height).toBe(30);
  });

  it('asks others for what a peer owed that is gone', async () => {
    const scene = await openBlockScene();
    const [first, second] = [scene.join(), scene.join()];
    await scene.know(buildChain(GENESIS, 16), first, second);
    scene.pass();
    expect(asked(scene, second)).toEqual([]);
    scene.leave(first);
    scene.pass();
    expect(asked(scene, second)).toEqual(range(1, 16));
  });

  it('asks nothing of a peer whose chain has less work than ours, or that has no blocks', async () => {
    const scene = await openBlockScene();
    const behind = scene.join();
    const blind = scene.join({ greeting: { ...TEST_GREETING, services: SERVICE.witness } });
    const old = scene.join({ greeting: { ...TEST_GREETING, services: SERVICE.network } });
    const chain = buildChain(GENESIS, 5);
    const fork = buildChain(GENESIS, 2, { tag: 1 });
    await scene.know(chain, blind, old);
    await scene.know(fork, behind);
    for (const block of chain.slice(0, 3)) await scene.chainstate.submitBlock(block);
    scene.pass();
    expect([behind, blind, old].map((peer) => asked(scene, peer))).toEqual([[], [], []]);
  });

  it('while it syncs, asks those that it chose; others only where nothing is in flight', async () => {
    const scene = await openBlockScene();
    scene.setSyncing(true);
    const inbound = scene.join({ kind: 'inbound' });
    const chosen = scene.join();
    const limited = scene.join({
      greeting: { ...TEST_GREETING, services: SERVICE.networkLimited | SERVICE.witness },
    });
    await scene.know(buildChain(GENESIS, 40), inbound, chosen, limited);
    scene.pass();
    expect(asked(scene, inbound)).toEqual(range(1, 16));
    expect(asked(scene, chosen)).toEqual(range(17, 32));
    expect(asked(scene, limited)).toEqual([]);
    const late = scene.join({ kind: 'inbound' });
    await scene.know(buildChain(GENESIS, 40), late);
    scene.pass();
    expect(asked(scene, late)).toEqual([]);
  });

  it('asks a pruned peer for the last 286 blocks alone', async () => {
    const scene = await openBlockScene();
    const limited = scene.join({
      greeting: { ...TEST_GREETING, services: SERVICE.networkLimited | SERVICE.witness },
    });
    await scene.know(buildChain(GENESIS, 300), limited);
    scene.pass();
    expect(asked(scene, limited)).toEqual(range(15, 30));
  });

  it('goes no farther than 1024 blocks above the last that is here', async () => {
    const scene = await openBlockScene();
    scene.setSyncing(true);
    const peer = scene.join();
    const chain = buildChain(GENESIS, 1100);
    await scene.know(chain, peer);
    scene.pass();
    // All but the first come: the window stands still.
    const owed = new Set(chain.slice(1));
    for (;;) {
      const next = chain.find(
        (block) => owed.has(block) && scene.blocks.isRequested(block.hash) && block !== chain[0],
      );
      if (!next) break;
      owed.delete(next);
      await give(scene, peer, next);
    }
    expect(Math.max(...asked(scene, peer))).toBe(1024);
    expect(asked(scene, peer)).toHaveLength(1024);
  }, 60_000);

  it('gives up a peer that keeps the window from moving, and bears longer with the next', async () => {
    const scene = await openBlockScene();
    scene.setSyncing(true);
    const stallers = [scene.join(), scene.join(), scene.join()];
    const helper = scene.join();
    const chain = buildChain(GENESIS, 1026);
    await scene.know(chain, ...stallers, helper);
    // Everything comes but the first block, which the first peer was asked for.
    scene.pass();
    for (let isMoving = true; isMoving; ) {
      isMoving = false;
      for (const block of chain.slice(1)) {
        if (!scene.blocks.isRequested(block.hash)) continue;
        isMoving = true;
        await give(scene, helper, block);
      }
      scene.pass();
    }
    expect(scene.lines).toContain('net Stall started peer=0');
    for (const [i, patience] of [2, 4, 8].entries()) {
      scene.advance(patience);
      scene.pass();
      expect(stallers[i]?.peer.isGone).toBe(false);
      scene.advance(1);
      scene.pass();
      expect(stallers[i]?.disconnectedFor()).toBe('Peer is stalling block download');
      // The next one is asked, and keeps the others waiting in its turn.
      scene.pass();
      scene.pass();
    }
    expect(scene.lines.filter((line) => line.includes('Increased'))).toEqual([
      'net Increased stalling timeout temporarily to 4 seconds',
      'net Increased stalling timeout temporarily to 8 seconds',
      'net Increased stalling timeout temporarily to 16 seconds',
    ]);
    await give(scene, helper, chain[0] as BuiltBlock);
    await scene.chainstate.settled();
    expect(scene.chainstate.tip().height).toBe(1024);
    expect(scene.lines).toContain('net Decreased stalling timeout to 2 seconds');
  }, 60_000);

  it('gives up a peer that owes a block for longer than blocks take, and half as long more for each other one', async () => {
    const scene = await openBlockScene();
    const [slow, other] = [scene.join(), scene.join()];
    const chain = buildChain(GENESIS, 17);
    await scene.know(chain, slow, other);
    scene.pass();
    expect(asked(scene, other)).toEqual([17]);
    scene.advance(1.5 * SPACING);
    scene.pass();
    expect(slow.peer.isGone).toBe(false);
    scene.advance(1);
    scene.pass();
    expect(slow.disconnectedFor()).toBe(
      `Timeout downloading block ${displayHash((chain[0] as BuiltBlock).hash)}`,
    );
  });

  it('fetches a block that the operator wants, from whom the operator says', async () => {
    const scene = await openBlockScene();
    const [peer, old, other] = [
      scene.join(),
      scene.join({ greeting: { ...TEST_GREETING, services: SERVICE.network } }),
      scene.join(),
    ];
    const [block] = buildChain(GENESIS, 1, { tag: 7 });
    const chain = buildChain(GENESIS, 2);
    for (const one of chain) await scene.chainstate.submitBlock(one);
    await scene.know([block as BuiltBlock]);
    const entry = scene.entryOf(block as BuiltBlock);
    expect(scene.blocks.fetch(old.peer, entry)).toBe('Pre-SegWit peer');
    expect(scene.blocks.fetch(other.peer, entry)).toBeUndefined();
    expect(scene.blocks.fetch(peer.peer, entry)).toBeUndefined();
    await give(scene, peer, block as BuiltBlock);
    expect(scene.chainstate.readBlock(entry)).toBeDefined();
    expect(scene.blocks.isDownloading()).toBe(false);
  });
});

describe('a block that has come and waits for the chain', () => {
  /** Two peers that share a chain; the first gives its first block while the chain is busy. */
  async function openBusy() {
    const scene = await openBlockScene();
    const [first, second] = [scene.join(), scene.join()];
    const chain = buildChain(GENESIS, 18);
    await scene.know(chain, first);
    scene.pass();
    await scene.know(chain, second);
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const busy = scene.chainstate.rehearse(() => gate.then(() => undefined));
    const judged = give(scene, first, chain[0] as BuiltBlock);
    return { scene, first, second, chain, end: () => Promise.all([busy, judged]), release };
  }

  it('is not asked of others', async () => {
    const { scene, first, second, end, release } = await openBusy();
    scene.pass();
    expect(asked(scene, first)).toEqual(range(1, 17));
    expect(asked(scene, second)).toEqual([18]);
    expect(scene.blocks.isRequested(scene.chainstate.bestHeader().hash)).toBe(true);
    release();
    await end();
    await scene.chainstate.settled();
    expect(scene.chainstate.tip().height).toBe(1);
  });

  it('does not count against its sender, however long that takes', async () => {
    const { scene, first, end, release } = await openBusy();
    scene.advance(3 * SPACING);
    release();
    await end();
    expect(first.peer.isGone).toBe(false);
    scene.advance(SPACING);
    scene.pass();
    expect(first.peer.isGone).toBe(false);
    // By now another peer owes a block as well.
    scene.advance(0.5 * SPACING + 1);
    scene.pass();
    expect(first.peer.isGone).toBe(true);
  });
});

describe('direct fetch', () => {
  /** A chain whose tip is young. */
  async function openAtTip(): Promise<{ scene: BlockScene; tip: BuiltBlock }> {
    const scene = await openBlockScene();
    const tip = buildBlock(GENESIS, { time: TEST_TIME - SPACING });
    await scene.chainstate.submitBlock(tip);
    return { scene, tip };
  }

  it('asks for the next block in compact form, for more as they are', async () => {
    const { scene, tip } = await openAtTip();
    const [peer, other] = [scene.join(), scene.join()];
    const chain = buildChain(tip, 3);
    await scene.know(chain.slice(0, 1), peer);
    scene.blocks.directFetch(peer.peer, scene.entryOf(chain[0] as BuiltBlock));
    expect(peer.sentOf('getdata')[0]?.items).toEqual([
      { type: INV_TYPE.compactBlock, hash: (chain[0] as BuiltBlock).hash },
    ]);
    await scene.know(chain, other);
    scene.blocks.directFetch(other.peer, scene.entryOf(chain[2] as BuiltBlock));
    expect(asked(scene, other)).toEqual([3, 4]);
  });

  it('leaves a reorganisation of more than 16 blocks to the ordinary download', async () => {
    const { scene } = await openAtTip();
    const peer = scene.join();
    for (const [length, expected] of [
      [17, range(1, 16)],
      [18, []],
    ] as const) {
      const fork = buildChain(GENESIS, length, { tag: length });
      await scene.know(fork);
      peer.clear();
      scene.blocks.directFetch(peer.peer, scene.entryOf(fork.at(-1) as BuiltBlock));
      expect(asked(scene, peer)).toEqual(expected);
    }
    expect(scene.lines.at(-1)).toContain("Large reorg, won't direct fetch");
  });

  it('asks nothing where the tip is old', async () => {
    const { scene, tip } = await openAtTip();
    const peer = scene.join();
    const [next] = buildChain(tip, 1);
    await scene.know([next as BuiltBlock], peer);
    scene.advance(20 * SPACING);
    scene.blocks.directFetch(peer.peer, scene.entryOf(next as BuiltBlock));
    expect(peer.sentOf('getdata')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { type CompactBlock, makeCompactBlock } from '../../../../src/consensus/compact-block.ts';
import { INV_TYPE } from '../../../../src/p2p/codec/message.ts';
import type { ConnectionKind } from '../../../../src/p2p/peer.ts';
import type { Transaction } from '../../../../src/primitives/tx.ts';
import { type BuiltBlock, buildBlock, buildChain } from '../../../helpers/chain-builder.ts';
import { type BlockScene, openBlockScene } from '../../../helpers/p2p/block-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';
import { payOn } from '../../../helpers/spending.ts';
import { TEST_TIME } from '../../../helpers/test-chain.ts';
import { TEST_MATURITY } from '../../../helpers/test-mempool.ts';
import { transactionOf } from '../../../helpers/transactions.ts';

interface CompactScene {
  readonly scene: BlockScene;
  readonly tip: BuiltBlock;
  /** Transactions that a block on the tip may hold. */
  readonly txs: readonly Transaction[];
  /** Peers that were asked for compact blocks unasked. */
  readonly chosen: readonly TestPeer[];
}

/** A chain whose tip is young, peers of these kinds, each of which was the first with a block, and coins to spend. */
async function openCompactScene(count: number, ...kinds: readonly ConnectionKind[]): Promise<CompactScene> {
  const scene = await openBlockScene();
  const coins = await scene.mineCoins(count);
  const chosen = kinds.map((kind, id) => scene.join({ id, kind }));
  for (const peer of chosen) {
    await scene.hear(peer, { command: 'block', block: buildBlock(scene.chainstate.tip()) });
    peer.clear();
  }
  for (let i = 1; i < TEST_MATURITY; i++) await scene.mine();
  const tip = await scene.mine([], { time: TEST_TIME - 600 });
  scene.pass();
  return { scene, tip, txs: coins.map((coin) => payOn([coin], 1000)), chosen };
}

/** The only peer. */
async function openWithPeer(count: number): Promise<CompactScene & { readonly peer: TestPeer }> {
  const opened = await openCompactScene(count, 'outbound-full-relay');
  return { ...opened, peer: opened.chosen[0] as TestPeer };
}

const cmpctblock = (compact: CompactBlock) => ({ command: 'cmpctblock', ...compact }) as const;

describe('a compact block', () => {
  it('is put together of what is in the mempool', async () => {
    const { scene, tip, txs, peer } = await openWithPeer(3);
    for (const tx of txs) expect(scene.mempool.accept(tx)).toMatchObject({ ok: true });
    const block = buildBlock(tip, { transactions: txs });
    await scene.hear(peer, cmpctblock(makeCompactBlock(block, 1n)));
    expect(scene.chainstate.tip().hash).toEqual(block.hash);
    expect(peer.sentOf('getblocktxn')).toEqual([]);
    expect(scene.lines.join('\n')).toContain(
      'with 1 txn prefilled, 3 txn from mempool (incl at least 0 from extra pool) and 0 txn requested',
    );
  });

  it('has the rest asked for, extra transactions not', async () => {
    const { scene, tip, txs, peer } = await openWithPeer(3);
    const [first, second, third] = txs as [Transaction, Transaction, Transaction];
    scene.mempool.accept(first);
    scene.blocks.keepExtra(second);
    const block = buildBlock(tip, { transactions: txs });
    await scene.hear(peer, cmpctblock(makeCompactBlock(block, 1n)));
    expect(peer.sentOf('getblocktxn')).toEqual([
      { command: 'getblocktxn', blockHash: block.hash, indexes: [3] },
    ]);
    expect(scene.blocks.isRequested(block.hash)).toBe(true);
    await scene.hear(peer, { command: 'blocktxn', blockHash: block.hash, txs: [third] });
    expect(scene.chainstate.tip().hash).toEqual(block.hash);
    expect(scene.blocks.isDownloading()).toBe(false);
  });

  it('of which the wrong rest comes is asked for as a whole, and not tried again in parts', async () => {
    const { scene, tip, txs, peer } = await openWithPeer(1);
    const block = buildBlock(tip, { transactions: txs });
    const answer = { command: 'blocktxn', blockHash: block.hash, txs: [transactionOf()] } as const;
    await scene.hear(peer, cmpctblock(makeCompactBlock(block, 1n)));
    await scene.hear(peer, answer);
    expect(peer.punishedFor()).toBeUndefined();
    expect(peer.sentOf('getdata').at(-1)?.items).toEqual([{ type: INV_TYPE.witnessBlock, hash: block.hash }]);
    await scene.hear(peer, answer);
    expect(peer.punishedFor()).toBe('previous compact block reconstruction attempt failed');
  });

  it('of which too much of the rest comes costs the connection', async () => {
    const { scene, tip, txs, peer } = await openWithPeer(1);
    const block = buildBlock(tip, { transactions: txs });
    await scene.hear(peer, cmpctblock(makeCompactBlock(block, 1n)));
    await scene.hear(peer, { command: 'blocktxn', blockHash: block.hash, txs: [...txs, ...txs] });
    expect(peer.punishedFor()).toBe('invalid compact block/non-matching block transactions');
    expect(scene.blocks.isRequested(block.hash)).toBe(false);
  });

  it('that no block can look like costs the connection; one with a collision is asked for as a whole', async () => {
    const { scene, tip, txs, chosen } = await openCompactScene(2, 'manual', 'manual');
    const [bad, unlucky] = chosen as [TestPeer, TestPeer];
    const block = buildBlock(tip, { transactions: txs });
    const compact = makeCompactBlock(block, 1n);
    const [prefilled] = compact.prefilled;
    if (!prefilled) throw new Error('a coinbase');
    await scene.hear(bad, cmpctblock({ ...compact, prefilled: [{ ...prefilled, index: 9 }] }));
    expect(bad.punishedFor()).toBe('invalid compact block');
    const twice = compact.shortIds.map(() => compact.shortIds[0] as number);
    await scene.hear(unlucky, cmpctblock({ ...compact, shortIds: twice }));
    expect(unlucky.sentOf('getdata').at(-1)?.items[0]?.type).toBe(INV_TYPE.witnessBlock);
  });

  it('that turns out invalid is forgiven', async () => {
    const { scene, tip, peer } = await openWithPeer(0);
    const block = buildBlock(tip, { transactions: [transactionOf()] });
    const compact = makeCompactBlock(block, 1n);
    await scene.hear(peer, cmpctblock({ ...compact, shortIds: compact.shortIds }));
    await scene.hear(peer, { command: 'blocktxn', blockHash: block.hash, txs: block.transactions.slice(1) });
    expect(scene.lines.join('\n')).toContain('AcceptBlock FAILED');
    expect(peer.punishedFor()).toBeUndefined();
  });

  it('is taken from three peers at once', async () => {
    const { scene, tip, txs, chosen } = await openCompactScene(
      1,
      'inbound',
      'inbound',
      'outbound-full-relay',
    );
    const block = buildBlock(tip, { transactions: txs });
    for (const peer of chosen) await scene.hear(peer, cmpctblock(makeCompactBlock(block, 1n)));
    expect(chosen.map((peer) => peer.sentOf('getblocktxn').length)).toEqual([1, 1, 1]);
    await scene.hear(chosen[2] as TestPeer, { command: 'blocktxn', blockHash: block.hash, txs });
    expect(scene.chainstate.tip().hash).toEqual(block.hash);
    expect(scene.blocks.isDownloading()).toBe(false);
  });

  it('has its third place kept for a peer that we chose', async () => {
    const { scene, tip, txs, chosen } = await openCompactScene(1, 'inbound', 'inbound', 'inbound');
    const block = buildBlock(tip, { transactions: txs });
    for (const peer of chosen) await scene.hear(peer, cmpctblock(makeCompactBlock(block, 1n)));
    expect(chosen.map((peer) => peer.sentOf('getblocktxn').length)).toEqual([1, 1, 0]);
  });

  it('that nobody asked for is not looked at', async () => {
    const { scene, tip, txs } = await openCompactScene(1);
    const [unchosen, silent] = [scene.join(), scene.joinSilently()];
    const compact = cmpctblock(makeCompactBlock(buildBlock(tip, { transactions: txs }), 1n));
    await scene.hear(unchosen, compact);
    await scene.hear(silent, compact);
    expect([unchosen, silent].map((peer) => peer.sentOf('getblocktxn').length)).toEqual([0, 0]);
    // Its header was news all the same: the block is asked for as any other.
    expect(unchosen.sentOf('getdata')[0]?.items[0]?.type).toBe(INV_TYPE.witnessBlock);
    expect(silent.sent).toEqual([]);
  });

  it('far above the tip is dealt with as a header; one without a known parent has headers asked for', async () => {
    const { scene, tip, peer } = await openWithPeer(0);
    const chain = buildChain(tip, 4);
    await scene.know(chain.slice(0, 2));
    await scene.hear(peer, cmpctblock(makeCompactBlock(chain[2] as BuiltBlock, 1n)));
    expect(scene.announcedHeaders).toEqual([(chain[2] as BuiltBlock).header]);
    const stranger = buildBlock(buildBlock(chain[3] as BuiltBlock));
    await scene.hear(peer, cmpctblock(makeCompactBlock(stranger, 1n)));
    expect(scene.askedForHeaders).toEqual([peer.peer]);
  });

  it('with little work is ignored', async () => {
    const scene = await openBlockScene({ params: { minimumChainWork: 2n ** 40n } });
    const peer = scene.join();
    const block = buildBlock(scene.chainstate.tip());
    await scene.hear(peer, cmpctblock(makeCompactBlock(block, 1n)));
    expect(scene.lines).toContain('net Ignoring low-work compact block from peer 0');
    expect(scene.chainstate.find(block.hash)).toBeUndefined();
  });

  it('that is in flight from three peers is taken from a fourth where all of it is here', async () => {
    const { scene, tip, txs, chosen } = await openCompactScene(1, 'manual', 'manual', 'manual');
    const [first, second, third] = chosen as [TestPeer, TestPeer, TestPeer];
    const block = buildBlock(tip, { transactions: txs });
    const compact = cmpctblock(makeCompactBlock(block, 1n));
    const other = scene.join({ id: 3 });
    await scene.know([block], other);
    scene.blocks.directFetch(other.peer, scene.entryOf(block));
    expect(other.sentOf('getdata')[0]?.items[0]?.type).toBe(INV_TYPE.compactBlock);
    for (const peer of [first, second, third]) await scene.hear(peer, compact);
    expect(chosen.map((peer) => peer.sentOf('getblocktxn').length)).toEqual([1, 1, 0]);
    for (const tx of txs) scene.mempool.accept(tx);
    await scene.hear(third, compact);
    expect(scene.chainstate.tip().hash).toEqual(block.hash);
    expect(scene.blocks.isDownloading()).toBe(false);
  });
});

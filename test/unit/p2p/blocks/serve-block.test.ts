import { describe, expect, it } from 'vitest';
import { createBloomFilter } from '../../../../src/p2p/bloom-filter.ts';
import { INV_TYPE, type InventoryItem } from '../../../../src/p2p/codec/message.ts';
import { SERVICE } from '../../../../src/p2p/services.ts';
import { serializeBlock } from '../../../../src/primitives/block.ts';
import type { Hash256 } from '../../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { type BlockScene, openBlockScene } from '../../../helpers/p2p/block-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';
import { TEST_TIME } from '../../../helpers/test-chain.ts';
import { transactionOf } from '../../../helpers/transactions.ts';

const DAY = 24 * 60 * 60;

const item = (type: keyof typeof INV_TYPE, hash: Hash256): InventoryItem => ({ type: INV_TYPE[type], hash });

const ask = (scene: BlockScene, peer: TestPeer, ...items: readonly InventoryItem[]) =>
  scene.hear(peer, { command: 'getdata', items });

const commands = ({ sent }: TestPeer) => sent.map(({ command }) => command);

const blocksTo = (peer: TestPeer) => peer.sentOf('block').length;

const hashAt = (chain: readonly BuiltBlock[], height: number): Hash256 =>
  expectDefined(chain[height - 1], 'a block of that height').hash;

/** A chain of these many blocks, the last of them mined a moment ago. */
async function openServing(count: number, options = {}) {
  const scene = await openBlockScene(options);
  const chain = [...buildChain(GENESIS, count - 1)];
  chain.push(buildBlock(chain.at(-1) ?? GENESIS, { time: TEST_TIME - 60 }));
  for (const block of chain) await scene.chainstate.submitBlock(block);
  return { scene, chain: chain as [BuiltBlock, ...BuiltBlock[]], tip: chain.at(-1) as BuiltBlock };
}

describe('getdata', () => {
  it('is answered in order: transactions, one block, and so on; what is not here at the end of each run', async () => {
    const { scene, chain } = await openServing(2);
    const peer = scene.join();
    const [here, gone] = [transactionOf({ lockTime: 1 }), transactionOf({ lockTime: 2 })];
    scene.served.set(here.txid, here);
    await ask(
      scene,
      peer,
      item('tx', here.txid),
      item('wtx', gone.wtxid),
      item('witnessBlock', chain[0].hash),
      { type: 99, hash: here.txid },
      item('witnessTx', here.txid),
    );
    expect(commands(peer)).toEqual(['tx', 'notfound', 'block', 'tx']);
    expect(peer.sentOf('tx').map(({ withoutWitness }) => withoutWitness)).toEqual([true, false]);
    expect(peer.sentOf('notfound')[0]?.items).toEqual([item('wtx', gone.wtxid)]);
  });

  it('of a block gives the bytes that are stored, or the block without witnesses, or a compact one of the last', async () => {
    const { scene, chain, tip } = await openServing(8);
    const peer = scene.join();
    await ask(
      scene,
      peer,
      item('witnessBlock', tip.hash),
      item('block', tip.hash),
      item('compactBlock', tip.hash),
    );
    const [bytes, stripped] = peer.sentOf('block');
    const stored = bytes?.block && 'bytes' in bytes.block ? bytes.block.bytes : new Uint8Array();
    expect(Buffer.compare(stored, serializeBlock(tip))).toBe(0);
    expect(stripped).toMatchObject({ withoutWitness: true, block: { hash: tip.hash } });
    expect(commands(peer)).toEqual(['block', 'block', 'cmpctblock']);
    peer.clear();
    await ask(scene, peer, item('compactBlock', hashAt(chain, 3)), item('compactBlock', hashAt(chain, 2)));
    expect(commands(peer)).toEqual(['cmpctblock', 'block']);
  });

  it('of a block off the best chain is answered where it was in it once, and is young', async () => {
    const { scene, chain } = await openServing(3);
    const peer = scene.join();
    const headerOnly = buildBlock(GENESIS, { tag: 1 });
    const neverConnected = buildBlock(GENESIS, { tag: 2 });
    await scene.know([headerOnly, neverConnected].slice(0, 1));
    await scene.chainstate.submitBlock(neverConnected);
    await ask(scene, peer, item('witnessBlock', headerOnly.hash), item('witnessBlock', neverConnected.hash));
    expect(peer.sent).toEqual([]);
    // The chain's last block goes, and another comes in its place.
    const [, second, third] = chain as [BuiltBlock, BuiltBlock, BuiltBlock];
    const rival = buildChain(second, 2, { tag: 3, time: TEST_TIME - 30 });
    for (const block of rival) await scene.chainstate.submitBlock(block);
    await ask(scene, peer, item('witnessBlock', third.hash));
    expect(blocksTo(peer)).toBe(1);
    scene.clock.setMockTime(TEST_TIME + 31 * DAY);
    await scene.chainstate.submitBlock(buildBlock(rival[1] as BuiltBlock, { time: TEST_TIME + 31 * DAY }));
    await ask(scene, peer, item('witnessBlock', third.hash));
    expect(blocksTo(peer)).toBe(1);
  });

  it('waits while the peer takes nothing', async () => {
    const { scene, tip } = await openServing(1);
    let isPaused = true;
    const peer = scene.join({ isPaused: () => isPaused });
    await ask(scene, peer, item('witnessBlock', tip.hash));
    expect(peer.sent).toEqual([]);
    expect(scene.blocks.features.some((feature) => feature.isBusy?.(peer.peer))).toBe(true);
    isPaused = false;
    await ask(scene, peer);
    expect(commands(peer)).toEqual(['block']);
    expect(scene.blocks.features.some((feature) => feature.isBusy?.(peer.peer))).toBe(false);
  });

  it('of an old block ends the connection once most of the day’s upload is spent', async () => {
    const { scene, chain, tip } = await openServing(2);
    scene.uploadTarget.noteSent(1);
    const limited = await openServing(2, { maxUploadTarget: 144 * 4_000_000 });
    const [peer, trusted, stranger] = [
      scene.join(),
      limited.scene.join({ permissions: new Set(['download'] as const) }),
      limited.scene.join(),
    ];
    await ask(scene, peer, item('witnessBlock', chain[0].hash));
    await ask(limited.scene, trusted, item('witnessBlock', chain[0].hash));
    await ask(limited.scene, stranger, item('witnessBlock', tip.hash), item('witnessBlock', chain[0].hash));
    expect([peer, trusted, stranger].map(commands)).toEqual([['block'], ['block'], ['block']]);
    expect(stranger.disconnectedFor()).toBe('historical block serving limit reached');
  });

  it('of a block that only a full node serves ends the connection where we offer less', async () => {
    const { scene, chain } = await openServing(293);
    const ourServices = SERVICE.networkLimited | SERVICE.witness;
    const [peer, trusted] = [
      scene.join({ ourServices }),
      scene.join({ ourServices, permissions: new Set(['noban'] as const) }),
    ];
    await ask(scene, peer, item('witnessBlock', hashAt(chain, 3)));
    expect(commands(peer)).toEqual(['block']);
    await ask(scene, trusted, item('witnessBlock', hashAt(chain, 2)));
    await ask(scene, peer, item('witnessBlock', hashAt(chain, 2)));
    expect(commands(trusted)).toEqual(['block']);
    expect(peer.disconnectedFor()).toBe('Ignore block request below NODE_NETWORK_LIMITED threshold');
  });

  it('of the last block of an inventory has the next part announced', async () => {
    const { scene, chain, tip } = await openServing(2);
    const peer = scene.join();
    scene.continuations.set(peer.peer, chain[0].hash);
    await ask(scene, peer, item('witnessBlock', chain[0].hash), item('witnessBlock', chain[0].hash));
    expect(commands(peer)).toEqual(['block', 'inv', 'block']);
    expect(peer.sentOf('inv')[0]?.items).toEqual([item('block', tip.hash)]);
  });

  it('of a filtered block ends the connection where no bloom filters are offered', async () => {
    const { scene, tip } = await openServing(1);
    const peer = scene.join();
    await ask(scene, peer, item('filteredBlock', tip.hash));
    expect(peer.disconnectedFor()).toBe('filtered block request received when NODE_BLOOM service disabled');
  });

  it('of a filtered block gives the proof of what matches, and that', async () => {
    const { scene, tip } = await openServing(1);
    const peer = scene.join({ ourServices: SERVICE.network | SERVICE.bloom });
    await ask(scene, peer, item('filteredBlock', tip.hash));
    expect(peer.sent).toEqual([]);
    const filter = createBloomFilter({ data: new Uint8Array(64), hashFunctions: 2, tweak: 1, flags: 0 });
    scene.filters.set(peer.peer, filter);
    await ask(scene, peer, item('filteredBlock', tip.hash));
    expect(commands(peer)).toEqual(['merkleblock']);
    filter.insert(tip.transactions[0]?.txid ?? new Uint8Array());
    peer.clear();
    await ask(scene, peer, item('filteredBlock', tip.hash));
    expect(commands(peer)).toEqual(['merkleblock', 'tx']);
    expect(peer.sentOf('tx')[0]).toMatchObject({
      tx: { txid: tip.transactions[0]?.txid },
      withoutWitness: true,
    });
  });
});

describe('getblocktxn', () => {
  it('is answered for the last blocks; of an older one the whole block is sent', async () => {
    const { scene, chain } = await openServing(12);
    const peer = scene.join();
    const [first, second] = chain as [BuiltBlock, BuiltBlock];
    await scene.hear(peer, { command: 'getblocktxn', blockHash: second.hash, indexes: [0] });
    expect(peer.sentOf('blocktxn')[0]).toMatchObject({
      blockHash: second.hash,
      txs: [{ txid: second.transactions[0]?.txid }],
    });
    await scene.hear(peer, { command: 'getblocktxn', blockHash: first.hash, indexes: [0] });
    expect(commands(peer)).toEqual(['blocktxn', 'block']);
    await scene.hear(peer, {
      command: 'getblocktxn',
      blockHash: buildBlock(GENESIS, { tag: 9 }).hash,
      indexes: [0],
    });
    expect(commands(peer)).toEqual(['blocktxn', 'block']);
  });

  it('beyond the last transaction costs the connection', async () => {
    const { scene, tip } = await openServing(1);
    const peer = scene.join();
    await scene.hear(peer, { command: 'getblocktxn', blockHash: tip.hash, indexes: [0, 1] });
    expect(peer.punishedFor()).toBe('getblocktxn with out-of-bounds tx indices');
  });
});

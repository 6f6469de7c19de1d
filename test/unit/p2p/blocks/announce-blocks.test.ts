import { describe, expect, it } from 'vitest';
import { INV_TYPE } from '../../../../src/p2p/codec/message.ts';
import { hashHeader } from '../../../../src/primitives/block-header.ts';
import { displayHash } from '../../../../src/primitives/hash256.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { type BlockScene, openBlockScene } from '../../../helpers/p2p/block-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';

/** What the peer was told of blocks: `headers HEIGHTS`, `cmpctblock HEIGHT` or `inv HEIGHT`. */
function told(scene: BlockScene, { sent }: TestPeer): string[] {
  const height = (hash: BuiltBlock['hash']) => scene.entryOf({ hash }).height;
  return sent.flatMap((message) => {
    switch (message.command) {
      case 'headers':
        return [`headers ${message.headers.map((header) => height(hashHeader(header))).join(' ')}`];
      case 'cmpctblock':
        return [`cmpctblock ${height(hashHeader(message.header))}`];
      case 'inv':
        return message.items.map((item) => `inv ${height(item.hash)}`);
      default:
        return [];
    }
  });
}

async function mine(scene: BlockScene, blocks: readonly BuiltBlock[]): Promise<void> {
  for (const block of blocks) await scene.chainstate.submitBlock(block);
}

/** Peers that know the genesis block, and want new ones in these ways. */
async function openWith(wishes: { readonly headers?: boolean; readonly compact?: boolean }) {
  const scene = await openBlockScene();
  const peer = scene.join();
  scene.chains.noteAnnounced(peer.peer, GENESIS.hash);
  if (wishes.headers) await scene.hear(peer, { command: 'sendheaders' });
  if (wishes.compact) await scene.hear(peer, { command: 'sendcmpct', highBandwidth: true, version: 2n });
  return { scene, peer };
}

describe('announcing blocks', () => {
  it('tells the hash of the tip to who asked for nothing else', async () => {
    const { scene, peer } = await openWith({});
    await mine(scene, buildChain(GENESIS, 3));
    scene.pass();
    scene.pass();
    expect(told(scene, peer)).toEqual(['inv 3']);
    expect(peer.sentOf('inv')[0]?.items[0]?.type).toBe(INV_TYPE.block);
  });

  it('sends headers to who wants them and has what they are built on', async () => {
    const { scene, peer } = await openWith({ headers: true });
    const chain = buildChain(GENESIS, 3);
    await mine(scene, chain.slice(0, 1));
    scene.pass();
    await mine(scene, chain.slice(1));
    scene.pass();
    expect(told(scene, peer)).toEqual(['headers 1', 'headers 2 3']);
    const stranger = scene.join();
    await scene.hear(stranger, { command: 'sendheaders' });
    await mine(scene, [buildBlock(chain[2] as BuiltBlock)]);
    scene.pass();
    expect(told(scene, stranger)).toEqual(['inv 4']);
  });

  it('does not tell a peer what it has told us', async () => {
    const { scene, peer } = await openWith({ headers: true });
    const [first, second] = buildChain(GENESIS, 2) as [BuiltBlock, BuiltBlock];
    await scene.know([first, second]);
    const knowing = scene.join();
    scene.chains.noteAnnounced(peer.peer, first.hash);
    scene.chains.noteAnnounced(knowing.peer, second.hash);
    await mine(scene, [first, second]);
    scene.pass();
    expect([peer, knowing].map((one) => told(scene, one))).toEqual([['headers 2'], []]);
  });

  it('sends up to 8 headers, of a reorganisation too, and the hash of the tip alone where there are more', async () => {
    const { scene, peer } = await openWith({ headers: true });
    await mine(scene, buildChain(GENESIS, 7));
    scene.pass();
    const longer = buildChain(GENESIS, 8, { tag: 1 });
    await mine(scene, longer);
    scene.pass();
    expect(told(scene, peer)).toEqual(['headers 1 2 3 4 5 6 7', 'headers 1 2 3 4 5 6 7 8']);
    const longest = buildChain(GENESIS, 9, { tag: 2 });
    await mine(scene, longest);
    scene.pass();
    expect(told(scene, peer).at(-1)).toBe('inv 9');
    expect(peer.sentOf('inv').at(-1)?.items[0]?.hash).toEqual((longest[8] as BuiltBlock).hash);
  });

  it('sends a block in compact form, before it is connected, to who asked for that', async () => {
    const { scene, peer } = await openWith({ compact: true });
    const heard: string[] = [];
    scene.chainstate.events.on('tipChanged', () => heard.push(...told(scene, peer)));
    const chain = buildChain(GENESIS, 2);
    await mine(scene, chain.slice(0, 1));
    expect(heard).toEqual(['cmpctblock 1']);
    scene.pass();
    expect(told(scene, peer)).toEqual(['cmpctblock 1']);
  });

  it('sends one new block in compact form, several as the hash of the tip where no headers are wanted', async () => {
    const { scene, peer } = await openWith({ compact: true });
    const { chainstate } = scene;
    const chain = buildChain(GENESIS, 4) as [BuiltBlock, BuiltBlock, BuiltBlock, BuiltBlock];
    let next = 0;
    await chainstate.extend(1, async () => chain[next++]);
    scene.pass();
    await chainstate.extend(2, async () => chain[next++]);
    scene.pass();
    expect(told(scene, peer)).toEqual(['cmpctblock 1', 'inv 3']);
  });

  it('says nothing while the node syncs, nor of a chain that only became shorter', async () => {
    const { scene, peer } = await openWith({ headers: true, compact: true });
    scene.setSyncing(true);
    const chain = buildChain(GENESIS, 3);
    await mine(scene, chain);
    scene.setSyncing(false);
    await scene.chainstate.invalidateBlock(scene.entryOf(chain[2] as BuiltBlock));
    scene.pass();
    expect(told(scene, peer)).toEqual([]);
    expect(displayHash(scene.chainstate.tip().hash)).toBe(displayHash((chain[1] as BuiltBlock).hash));
  });
});

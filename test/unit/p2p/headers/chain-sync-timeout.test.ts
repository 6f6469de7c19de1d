import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../src/primitives/hash256.ts';
import { type BuiltBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { askedFrom, openHeadersScene } from '../../../helpers/p2p/headers-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';
import { TEST_TIME } from '../../../helpers/test-chain.ts';

const MINUTES = 60;
/** Blocks of the last hours, the last of now. */
const CHAIN = buildChain({ ...GENESIS, header: { ...GENESIS.header, time: TEST_TIME - 6 * 600 } }, 6);

/** A node whose tip is so high, and a block-relay peer, which is never protected, that was asked for headers. */
async function openWithPeer(height: number, kind: 'block-relay-only' | 'inbound' = 'block-relay-only') {
  const scene = await openHeadersScene();
  const connect = async (blocks: readonly BuiltBlock[]) => {
    for (const block of blocks) await scene.chainstate.submitBlock(block);
  };
  await connect(CHAIN.slice(0, height));
  const peer = scene.join({ kind });
  scene.pass();
  peer.clear();
  const wait = (seconds: number) => {
    scene.advance(seconds);
    scene.pass();
  };
  return { ...scene, peer, wait, connect };
}

const isGone = (peer: TestPeer) => peer.disconnectedFor() !== undefined;

describe('a peer with less work than our tip', () => {
  it('is asked once after twenty minutes, and is gone two minutes later', async () => {
    const { peer, wait, lines } = await openWithPeer(3);
    wait(20 * MINUTES);
    expect([askedFrom(peer), isGone(peer)]).toEqual([[], false]);
    wait(1);
    const tip = displayHash((CHAIN[2] as BuiltBlock).hash);
    expect([askedFrom(peer), isGone(peer)]).toEqual([[displayHash((CHAIN[1] as BuiltBlock).hash)], false]);
    expect(lines).toContain(
      'net sending getheaders to outbound peer=0 to verify chain work (current best known ' +
        `block:<none>, benchmark blockhash: ${tip})`,
    );
    wait(2 * MINUTES);
    expect(isGone(peer)).toBe(false);
    wait(1);
    expect(peer.disconnectedFor()).toBe('Outbound peer has old chain, best known block = <none>');
  });

  it('stays where it shows the work before its time is up', async () => {
    const { peer, wait, hearHeaders } = await openWithPeer(3);
    wait(20 * MINUTES + 1);
    await hearHeaders(peer, CHAIN.slice(0, 3));
    wait(60 * MINUTES);
    wait(60 * MINUTES);
    expect(isGone(peer)).toBe(false);
  });

  it('gets new time where it has caught up with what our tip was', async () => {
    const { peer, wait, hearHeaders, connect } = await openWithPeer(3);
    wait(15 * MINUTES);
    await connect(CHAIN.slice(3));
    await hearHeaders(peer, CHAIN.slice(0, 3));
    wait(20 * MINUTES);
    expect(askedFrom(peer)).toEqual([]);
    wait(1);
    expect(askedFrom(peer)).toHaveLength(1);
    wait(2 * MINUTES + 1);
    expect(peer.disconnectedFor()).toBe(
      `Outbound peer has old chain, best known block = ${displayHash((CHAIN[2] as BuiltBlock).hash)}`,
    );
  });

  it('gets no new time where it caught up with less', async () => {
    const { peer, wait, hearHeaders } = await openWithPeer(3);
    wait(15 * MINUTES);
    await hearHeaders(peer, CHAIN.slice(0, 2));
    wait(5 * MINUTES + 1);
    wait(2 * MINUTES + 1);
    expect(isGone(peer)).toBe(true);
  });

  it('stays where it came to us', async () => {
    const { peer, wait } = await openWithPeer(3, 'inbound');
    for (let i = 0; i < 4; i++) wait(21 * MINUTES);
    expect(isGone(peer)).toBe(false);
  });

  it('stays where it is protected, as it had our work once', async () => {
    const { connect, join, hearHeaders, pass, wait, sync } = await openWithPeer(3);
    const full = join();
    pass();
    await hearHeaders(full, CHAIN.slice(0, 3));
    expect(sync.isProtected(full.peer)).toBe(true);
    await connect(CHAIN.slice(3));
    for (let i = 0; i < 4; i++) wait(21 * MINUTES);
    expect(isGone(full)).toBe(false);
  });
});

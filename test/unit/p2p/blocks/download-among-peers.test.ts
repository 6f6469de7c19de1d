import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { type BuiltBlock, buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { type BlockScene, openBlockScene } from '../../../helpers/p2p/block-scene.ts';
import type { TestPeer } from '../../../helpers/p2p/test-peer.ts';

const CHAIN = buildChain(GENESIS, 60);
const MAX_IN_FLIGHT = 16;

/** Peers that share a chain, and what each still owes, as it sees it. */
interface Crowd {
  readonly scene: BlockScene;
  readonly peers: TestPeer[];
  owed(peer: TestPeer): BuiltBlock[];
}

async function openCrowd(isSyncing: boolean): Promise<Crowd> {
  const scene = await openBlockScene();
  scene.setSyncing(isSyncing);
  const peers: TestPeer[] = [];
  const given = new Map<TestPeer, Set<BuiltBlock>>();
  return {
    scene,
    peers,
    owed(peer) {
      const done = given.get(peer) ?? new Set();
      given.set(peer, done);
      const asked = peer
        .sentOf('getdata')
        .flatMap(({ items }) => items.map(({ hash }) => CHAIN[scene.entryOf({ hash }).height - 1]));
      return asked
        .filter((block) => block !== undefined)
        .filter((block) => !done.has(block) && done.add(block));
    },
  };
}

function heightsInFlight({ scene, peers }: Crowd): number[][] {
  return peers.map(({ peer }) => {
    const stats = scene.blocks.features.map((feature) => feature.stats?.(peer) ?? {});
    return [...(Object.assign({}, ...stats).inFlight as number[])];
  });
}

/** What must be so at any time. */
function expectOrder(crowd: Crowd): void {
  const inFlight = heightsInFlight(crowd);
  for (const heights of inFlight) expect(heights.length).toBeLessThanOrEqual(MAX_IN_FLIGHT);
  const all = inFlight.flat();
  // Whole blocks are asked of one peer at a time.
  expect(new Set(all).size).toBe(all.length);
  expect(crowd.scene.blocks.isDownloading()).toBe(all.length > 0);
}

async function join(crowd: Crowd): Promise<void> {
  const peer = crowd.scene.join({ id: crowd.peers.length });
  crowd.peers.push(peer);
  await crowd.scene.know(CHAIN, peer);
}

function leave(crowd: Crowd, at: number): void {
  const [peer] = crowd.peers.splice(at % Math.max(crowd.peers.length, 1), 1);
  if (peer) crowd.scene.leave(peer);
}

/** The peer gives some of what it owes, in any order. */
async function give(crowd: Crowd, at: number, order: readonly number[]): Promise<void> {
  const peer = crowd.peers[at % Math.max(crowd.peers.length, 1)];
  if (!peer) return;
  const owed = crowd.owed(peer);
  const shuffled = owed
    .map((block, i) => ({ block, lot: order[i % Math.max(order.length, 1)] ?? 0 }))
    .sort((a, b) => a.lot - b.lot);
  for (const { block } of shuffled) await crowd.scene.hear(peer, { command: 'block', block });
}

const step = fc.oneof(
  fc.record({ does: fc.constant('join' as const), at: fc.nat(9) }),
  fc.record({ does: fc.constant('leave' as const), at: fc.nat(9) }),
  fc.record({
    does: fc.constant('give' as const),
    at: fc.nat(9),
    order: fc.array(fc.nat(99), { maxLength: 16 }),
  }),
);

describe('the download among peers that come and go', () => {
  it('asks each block of one peer at a time, no peer for more than 16, and ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.boolean(), async (steps, isSyncing) => {
        const crowd = await openCrowd(isSyncing);
        const { scene } = crowd;
        await join(crowd);
        for (const one of steps) {
          if (one.does === 'join') await join(crowd);
          else if (one.does === 'leave') leave(crowd, one.at);
          else await give(crowd, one.at, one.order);
          scene.pass();
          expectOrder(crowd);
        }
        await join(crowd);
        for (let i = 0; scene.blocks.isDownloading() || i < 2; i++) {
          expect(i).toBeLessThan(200);
          scene.pass();
          for (let at = 0; at < crowd.peers.length; at++) await give(crowd, at, []);
          expectOrder(crowd);
        }
        await scene.chainstate.settled();
        expect(scene.chainstate.tip().hash).toEqual(expectDefined(CHAIN.at(-1), 'a last block').hash);
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});

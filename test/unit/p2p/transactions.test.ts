import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INV_TYPE, type InventoryItem } from '../../../src/p2p/codec/message.ts';
import { hashKey } from '../../../src/primitives/hash256.ts';
import { makeTransaction, type Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import type { TestPeer } from '../../helpers/p2p/test-peer.ts';
import { createTestTransactions, type TestTransactions } from '../../helpers/p2p/test-transactions.ts';
import { outputAt, payOn, type Spendable } from '../../helpers/spending.ts';

const KINDS = [
  { kind: 'outbound-full-relay' },
  { kind: 'inbound' },
  { kind: 'inbound', usesWtxids: false },
  { kind: 'inbound', permissions: new Set(['noban', 'relay'] as const) },
] as const;

/** Parents that pay and ones that don't, their children, one of two parents, a grandchild, and spoiled forms of some. */
function familyOf(coins: readonly Spendable[]): readonly Transaction[] {
  const parents = coins.map((coin, number) => payOn([coin], number % 2 === 0 ? 1000 : 0));
  const children = parents.map((parent, number) => payOn([outputAt(parent, 0)], number % 3 === 0 ? 0 : 2000));
  const grandchild = payOn([outputAt(expectDefined(children[1], 'a child'), 0)], 3000);
  const rivals = coins.map((coin) => payOn([coin], 5000));
  const spoiled = [...parents, ...children].map((tx) =>
    makeTransaction({ ...tx, inputs: tx.inputs.map((input) => ({ ...input, witness: [Uint8Array.of(7)] })) }),
  );
  return [...parents, ...children, grandchild, ...rivals, ...spoiled];
}

type Step = (world: World) => void | Promise<void>;

interface World extends TestTransactions {
  readonly peers: (TestPeer | undefined)[];
  readonly family: readonly Transaction[];
}

const name = ({ peer }: TestPeer, tx: Transaction): InventoryItem =>
  peer.usesWtxids ? { type: INV_TYPE.wtx, hash: tx.wtxid } : { type: INV_TYPE.tx, hash: tx.txid };

function step(): fc.Arbitrary<Step> {
  const at = fc.record({ place: fc.nat({ max: 4 }), number: fc.nat({ max: 50 }) });
  const on =
    (act: (world: World, peer: TestPeer, tx: Transaction) => void | Promise<void>) =>
    ({ place, number }: { place: number; number: number }): Step =>
    async (world) => {
      const tx = expectDefined(world.family[number % world.family.length], 'one of them');
      const peer = world.peers[place] ?? world.connect(KINDS[number % KINDS.length]);
      world.peers[place] = peer;
      await act(world, peer, tx);
    };
  return fc.oneof(
    { weight: 4, arbitrary: at.map(on((world, peer, tx) => world.receive(peer, { command: 'tx', tx }))) },
    {
      weight: 4,
      arbitrary: at.map(
        on((world, peer, tx) => world.receive(peer, { command: 'inv', items: [name(peer, tx)] })),
      ),
    },
    {
      weight: 1,
      arbitrary: at.map(
        on((world, peer, tx) => world.receive(peer, { command: 'notfound', items: [name(peer, tx)] })),
      ),
    },
    {
      weight: 1,
      arbitrary: at.map(
        ({ place }): Step =>
          (world) => {
            const peer = world.peers[place];
            if (peer) world.disconnect(peer);
            world.peers[place] = undefined;
          },
      ),
    },
    {
      weight: 2,
      arbitrary: fc.nat({ max: 70_000 }).map(
        (ms): Step =>
          (world) =>
            world.wait(ms),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constant<Step>(async ({ node }) => {
        const held = [...node.mempool.entries()].map(({ tx }) => tx);
        await node.mine(held.slice(0, 1 + held.length / 2));
      }),
    },
  );
}

describe('createTransactions', () => {
  it('keeps its word to every peer, whatever comes in which order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step(), { minLength: 10, maxLength: 60 }), async (steps) => {
        const test = await createTestTransactions({ coins: 4 });
        const world: World = { ...test, peers: [], family: familyOf(test.coins) };
        for (const act of steps) {
          await act(world);
          for (const peer of world.peers) if (peer) expectFair(peer);
          expectOrphansInOrder(world);
        }
        // What is known of peers that are gone is nothing.
        for (const peer of world.peers) if (peer) test.disconnect(peer);
        expect(test.transactions.orphans()).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});

/** Nobody is told of the same twice. */
function expectFair(peer: TestPeer): void {
  const told = peer.sentOf('inv').flatMap(({ items }) => items.map(({ hash }) => hashKey(hash)));
  expect(new Set(told).size).toBe(told.length);
  expect(peer.punishedFor() ?? peer.disconnectedFor()).toBeUndefined();
}

/** Every orphan has an announcer that is connected, and is not in the mempool. */
function expectOrphansInOrder({ transactions, peers, node }: World): void {
  const connected = peers.filter((peer) => peer !== undefined).map(({ peer }) => peer.id);
  for (const { tx, announcers } of transactions.orphans()) {
    expect(announcers.length).toBeGreaterThan(0);
    for (const announcer of announcers) expect(connected).toContain(announcer);
    expect(node.mempool.getByWtxid(tx.wtxid)).toBeUndefined();
  }
}

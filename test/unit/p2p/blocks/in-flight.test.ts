import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEntry, type MutableEntry } from '../../../../src/chain/block-index.ts';
import { createInFlight } from '../../../../src/p2p/blocks/in-flight.ts';
import { buildChain, GENESIS } from '../../../helpers/chain-builder.ts';
import { createTestPeer } from '../../../helpers/p2p/test-peer.ts';

const genesis = createEntry(GENESIS.header, GENESIS.hash, undefined);
const ENTRIES: MutableEntry[] = [];
for (const { header, hash } of buildChain(GENESIS, 6)) {
  ENTRIES.push(createEntry(header, hash, ENTRIES.at(-1) ?? genesis));
}
const PEERS = [0, 1, 2].map((id) => createTestPeer({ id }).peer);

function open() {
  const clock = { ms: 1000, nowMs: () => clock.ms };
  return { clock, inFlight: createInFlight(clock) };
}

const [a, b, c] = ENTRIES as [MutableEntry, MutableEntry, MutableEntry];
const [alice, bob] = PEERS as [(typeof PEERS)[number], (typeof PEERS)[number]];

describe('createInFlight', () => {
  it('keeps the order in which blocks were asked for, and notes none twice', () => {
    const { inFlight } = open();
    const first = inFlight.add(alice, a);
    inFlight.add(bob, a);
    expect(inFlight.add(alice, a)).toBe(first);
    inFlight.add(alice, b);
    expect(inFlight.of(a.hash).map(({ peer }) => peer)).toEqual([alice, bob]);
    expect(inFlight.ofPeer(alice).map(({ entry }) => entry)).toEqual([a, b]);
    expect([inFlight.count(), inFlight.peerCount()]).toEqual([3, 2]);
  });

  it('begins to wait anew when the first block comes, not when another one does', () => {
    const { clock, inFlight } = open();
    for (const entry of [a, b, c]) inFlight.add(alice, entry);
    clock.ms = 2000;
    inFlight.remove(b.hash);
    expect(inFlight.waitingSince(alice)).toBe(1000);
    inFlight.remove(a.hash, alice);
    expect(inFlight.waitingSince(alice)).toBe(2000);
  });

  it('takes any block that comes for a sign that the peer does not stall', () => {
    const { clock, inFlight } = open();
    for (const entry of [a, b]) inFlight.add(alice, entry);
    inFlight.noteStalling(alice);
    clock.ms = 5000;
    inFlight.noteStalling(alice);
    expect(inFlight.stallingSince(alice)).toBe(1000);
    inFlight.remove(b.hash);
    expect(inFlight.stallingSince(alice)).toBeUndefined();
  });

  it('is what a list of requests would be', () => {
    const index = fc.nat(2);
    const block = fc.nat(ENTRIES.length - 1);
    const step = fc.oneof(
      fc.record({ does: fc.constant('add' as const), peer: index, block }),
      fc.record({ does: fc.constant('remove' as const), peer: index, block }),
      fc.record({ does: fc.constant('removeAll' as const), peer: index, block }),
      fc.record({ does: fc.constant('drop' as const), peer: index, block }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { inFlight } = open();
        let model: { peer: number; block: number }[] = [];
        for (const { does, peer, block } of steps) {
          const [who, entry] = [PEERS[peer] as (typeof PEERS)[number], ENTRIES[block] as MutableEntry];
          const isSame = (one: { peer: number; block: number }) => one.peer === peer && one.block === block;
          if (does === 'add') {
            inFlight.add(who, entry);
            if (!model.some(isSame)) model.push({ peer, block });
          } else if (does === 'remove') {
            inFlight.remove(entry.hash, who);
            model = model.filter((one) => !isSame(one));
          } else if (does === 'removeAll') {
            inFlight.remove(entry.hash);
            model = model.filter((one) => one.block !== block);
          } else {
            inFlight.drop(who);
            model = model.filter((one) => one.peer !== peer);
          }
          expect(inFlight.count()).toBe(model.length);
          expect(inFlight.peerCount()).toBe(new Set(model.map((one) => one.peer)).size);
          PEERS.forEach((known, i) => {
            expect(inFlight.ofPeer(known).map((one) => ENTRIES.indexOf(one.entry as MutableEntry))).toEqual(
              model.filter((one) => one.peer === i).map((one) => one.block),
            );
          });
          ENTRIES.forEach((known, i) => {
            const requests = model.filter((one) => one.block === i);
            expect(inFlight.isRequested(known.hash)).toBe(requests.length > 0);
            expect(inFlight.of(known.hash).map((one) => PEERS.indexOf(one.peer))).toEqual(
              requests.map((one) => one.peer),
            );
          });
        }
      }),
    );
  });
});

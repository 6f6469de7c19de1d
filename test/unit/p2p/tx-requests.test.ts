import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTxRequests } from '../../../src/p2p/tx-requests.ts';
import { toHash256 } from '../../../src/primitives/hash256.ts';
import { seededRandom } from '../../helpers/p2p/test-peer.ts';
import {
  lotOf,
  MODEL_PEERS,
  MODEL_TRANSACTIONS,
  modelTxRequests,
  type TxRequestsModel,
} from '../../helpers/p2p/tx-requests-model.ts';

const TX = { hash: toHash256(new Uint8Array(32).fill(1)), isWtxid: true };
const OTHER = { hash: toHash256(new Uint8Array(32).fill(2)), isWtxid: false };
const AT_ONCE = { isPreferred: false, notBeforeMs: 0 };

function create() {
  return createTxRequests(seededRandom(1));
}

describe('createTxRequests', () => {
  it('asks for nothing before its time', () => {
    const requests = create();
    requests.announce(0, TX, { isPreferred: true, notBeforeMs: 2000 });
    expect(requests.due(0, 1999).wanted).toEqual([]);
    expect(requests.due(0, 2000).wanted).toEqual([TX]);
  });

  it('asks in the order of announcements, whatever the clock did', () => {
    const requests = create();
    requests.announce(0, TX, { isPreferred: true, notBeforeMs: 500 });
    requests.announce(0, OTHER, { isPreferred: true, notBeforeMs: 100 });
    expect(requests.due(0, 1000).wanted).toEqual([TX, OTHER]);
  });

  it('asks the preferred peer, though others announced it before', () => {
    const requests = create();
    for (let peer = 0; peer < 10; peer++) requests.announce(peer, TX, AT_ONCE);
    requests.announce(10, TX, { isPreferred: true, notBeforeMs: 0 });
    const asked = Array.from({ length: 11 }, (_, peer) => requests.due(peer, 0).wanted.length);
    expect(asked).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('asks another peer when the first has not answered in time, and never the first again', () => {
    const requests = create();
    requests.announce(0, TX, { isPreferred: true, notBeforeMs: 0 });
    requests.announce(1, TX, AT_ONCE);
    requests.due(0, 0);
    requests.noteRequested(0, TX.hash, 60_000);
    expect(requests.due(1, 59_999)).toEqual({ wanted: [], expired: [] });
    expect(requests.due(1, 60_000)).toEqual({ wanted: [TX], expired: [{ peer: 0, tx: TX }] });
    requests.announce(0, TX, { isPreferred: true, notBeforeMs: 0 });
    expect(requests.due(0, 60_000).wanted).toEqual([]);
  });

  it('asks another peer at once when the first answers in vain or goes', () => {
    const requests = create();
    for (const peer of [0, 1, 2])
      requests.announce(peer, TX, { isPreferred: peer < 2 - peer, notBeforeMs: 0 });
    requests.due(0, 0);
    requests.noteRequested(0, TX.hash, 60_000);
    requests.noteAnswered(0, TX.hash);
    const [next, last] = requests.due(1, 0).wanted.length > 0 ? [1, 2] : [2, 1];
    expect(requests.due(next, 0).wanted).toEqual([TX]);
    requests.noteRequested(next, TX.hash, 60_000);
    requests.dropPeer(next);
    expect(requests.due(last, 0).wanted).toEqual([TX]);
  });

  it('forgets a transaction when everybody was asked in vain', () => {
    const requests = create();
    for (const peer of [0, 1]) requests.announce(peer, TX, AT_ONCE);
    for (const peer of [0, 1]) requests.noteAnswered(peer, TX.hash);
    expect([requests.size(), requests.count(0), requests.count(1)]).toEqual([0, 0, 0]);
  });

  it('chooses any of equals', () => {
    const firsts = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const requests = createTxRequests(seededRandom(seed));
      for (const peer of [0, 1, 2]) requests.announce(peer, TX, AT_ONCE);
      firsts.add([0, 1, 2].findIndex((peer) => requests.due(peer, 0).wanted.length > 0));
    }
    expect(firsts).toEqual(new Set([0, 1, 2]));
  });

  it('does what a list does that is looked through each time', () => {
    fc.assert(
      fc.property(fc.array(step(), { maxLength: 120 }), (steps) => {
        let drawn = 0;
        const model = modelTxRequests(createTxRequests({ below: () => lotOf(drawn++) }));
        let nowMs = 0;
        for (const { act, advanceMs } of steps) {
          nowMs += advanceMs;
          act(model, nowMs);
          model.compareCounts();
        }
      }),
      { numRuns: 300 },
    );
  });
});

interface Step {
  readonly advanceMs: number;
  readonly act: (model: TxRequestsModel, nowMs: number) => void;
}

function step(): fc.Arbitrary<Step> {
  const peer = fc.nat({ max: MODEL_PEERS - 1 });
  const number = fc.nat({ max: MODEL_TRANSACTIONS - 1 });
  const delayMs = fc.integer({ min: -5, max: 20 });
  const where = fc.record({ peer, number, delayMs, isPreferred: fc.boolean() });
  // Now and then the clock goes back.
  const advanceMs = fc.oneof(
    { weight: 5, arbitrary: fc.nat({ max: 10 }) },
    { weight: 1, arbitrary: fc.integer({ min: -20, max: 0 }) },
  );
  return fc.record({ advanceMs, where, act: fc.constantFrom(...ACTS) }).map((one) => ({
    advanceMs: one.advanceMs,
    act: (model, nowMs) => one.act(model, nowMs, one.where),
  }));
}

interface Where {
  readonly peer: number;
  readonly number: number;
  readonly delayMs: number;
  readonly isPreferred: boolean;
}

const ACTS: readonly ((model: TxRequestsModel, nowMs: number, where: Where) => void)[] = [
  (model, nowMs, { peer, number, delayMs, isPreferred }) =>
    model.announce(peer, number, { isPreferred, notBeforeMs: nowMs + delayMs }),
  (model, nowMs, { peer, number, delayMs, isPreferred }) =>
    model.announce(peer, number, { isPreferred, notBeforeMs: nowMs + delayMs }),
  (model, nowMs, { peer, delayMs }) => {
    for (const number of model.due(peer, nowMs)) model.noteRequested(peer, number, nowMs + delayMs);
  },
  (model, nowMs, { peer }) => void model.due(peer, nowMs),
  (model, nowMs, { peer, number, delayMs }) => model.noteRequested(peer, number, nowMs + delayMs),
  (model, _, { peer, number }) => model.noteAnswered(peer, number),
  (model, _, { number }) => model.forget(number),
  (model, _, { peer }) => model.dropPeer(peer),
];

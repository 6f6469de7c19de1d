import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transactionWeight } from '../../../src/consensus/weight.ts';
import { createOrphanage, type Orphanage, type OrphanageRules } from '../../../src/mempool/orphanage.ts';
import { displayHash, hashKey } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { createOrphanageModel } from '../../helpers/orphanage-model.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

let nextTag = 1;

/** Spends the first output of each of these, or of as many that nobody knows. */
function orphan(parents: readonly Transaction[] | number = 1, witnessSize = 0): Transaction {
  const prevouts =
    typeof parents === 'number'
      ? Array.from({ length: parents }, () => nextTag++)
      : parents.map(({ txid }) => ({ txid, index: 0 }));
  const witness = witnessSize > 0 ? [new Uint8Array(witnessSize)] : [];
  const inputs = prevouts.map((prevout, i) => inputOf(prevout, i === 0 ? { witness } : {}));
  return transactionOf({ inputs, outputs: [outputOf(nextTag++)] });
}

const open = (rules: Partial<OrphanageRules> = {}): Orphanage =>
  createOrphanage({ randomBelow: () => 0, ...rules });

const NONE = { announcements: 0, weight: 0, latencyScore: 0 };

describe('addTx', () => {
  it('says whether it is new, and counts each peer’s word once', () => {
    const orphanage = open();
    const tx = orphan();
    expect([orphanage.addTx(tx, 1), orphanage.addTx(tx, 1), orphanage.addTx(tx, 2)]).toEqual([
      true,
      false,
      false,
    ]);
    const weight = transactionWeight(tx);
    expect(orphanage.totals()).toEqual({ transactions: 1, announcements: 2, weight, latencyScore: 2 });
    expect(orphanage.totalsOf(2)).toEqual({ announcements: 1, weight, latencyScore: 1 });
    expect(orphanage.orphans()).toEqual([{ tx, announcers: [1, 2] }]);
    expect([1, 2, 3].map((peer) => orphanage.hasTxFromPeer(tx.wtxid, peer))).toEqual([true, true, false]);
  });

  it('keeps two that differ in their witness', () => {
    const orphanage = open();
    const tx = orphan();
    const other = transactionOf({
      ...tx,
      inputs: tx.inputs.map((input) => ({ ...input, witness: [new Uint8Array(1)] })),
    });
    expect([orphanage.addTx(tx, 1), orphanage.addTx(other, 1)]).toEqual([true, true]);
    expect([orphanage.getTx(tx.wtxid), orphanage.getTx(other.wtxid)]).toEqual([tx, other]);
  });

  it('takes 400,000 weight units, no more', () => {
    const room = 400_000 - transactionWeight(orphan(1, 1));
    // The length of so long an item takes five bytes instead of one.
    const [largest, tooLarge] = [orphan(1, 1 + room - 4), orphan(1, 1 + room - 3)];
    expect([largest, tooLarge].map(transactionWeight)).toEqual([400_000, 400_001]);
    const orphanage = open();
    expect([orphanage.addTx(largest, 1), orphanage.addTx(tooLarge, 1)]).toEqual([true, false]);
  });

  it('scores one for each announcement, and one for ten inputs of a transaction', () => {
    const orphanage = open();
    for (const inputs of [9, 10, 19, 20]) orphanage.addTx(orphan(inputs), 1);
    expect(orphanage.totalsOf(1).latencyScore).toBe(4 + 0 + 1 + 1 + 2);
    for (const { tx } of orphanage.orphans()) orphanage.addTx(tx, 2);
    expect(orphanage.totals().latencyScore).toBe(8 + 0 + 1 + 1 + 2);
  });
});

describe('addAnnouncer', () => {
  it('adds to what is here alone', () => {
    const orphanage = open();
    const tx = orphan();
    expect(orphanage.addAnnouncer(tx.wtxid, 1)).toBe(false);
    orphanage.addTx(tx, 1);
    expect([2, 2, 1].map((peer) => orphanage.addAnnouncer(tx.wtxid, peer))).toEqual([true, false, false]);
    expect(orphanage.orphans()).toEqual([{ tx, announcers: [1, 2] }]);
  });
});

describe('the bounds', () => {
  it('of time: 3,000 announcements, the oldest goes first', () => {
    const orphanage = open({ reservedWeightPerPeer: 10_000_000 });
    const txs = Array.from({ length: 3000 }, () => orphan());
    for (const tx of txs) orphanage.addTx(tx, 1);
    expect(orphanage.totals().announcements).toBe(3000);
    orphanage.addTx(orphan(), 1);
    expect(orphanage.totals().announcements).toBe(3000);
    expect(txs.slice(0, 2).map(({ wtxid }) => orphanage.getTx(wtxid))).toEqual([undefined, txs[1]]);
  });

  it('of memory: 404,000 weight units for each peer', () => {
    const orphanage = open();
    const [first, second] = [orphan(1, 399_000), orphan(1, 4000)];
    orphanage.addTx(first, 1);
    orphanage.addTx(second, 1);
    expect(orphanage.totals()).toMatchObject({ transactions: 2 });
    orphanage.addTx(orphan(1, 1000), 1);
    expect(orphanage.totals()).toMatchObject({ transactions: 2 });
    expect(orphanage.getTx(first.wtxid)).toBeUndefined();
    // Another peer brings room of its own.
    orphanage.addTx(orphan(1, 399_000), 2);
    expect(orphanage.totals()).toMatchObject({ transactions: 3 });
  });

  it('a peer that is within its share loses nothing, whatever the others send', () => {
    const orphanage = open({ maxLatencyScore: 20 });
    const own = Array.from({ length: 5 }, () => orphan());
    for (const tx of own) orphanage.addTx(tx, 1);
    for (let i = 0; i < 200; i++) orphanage.addTx(orphan(1 + (i % 12)), 2 + (i % 3));
    expect(orphanage.totalsOf(1)).toMatchObject({ announcements: 5 });
    expect(own.every(({ wtxid }) => orphanage.getTx(wtxid))).toBe(true);
  });

  it('one may have what the others do not need', () => {
    const orphanage = open({ maxLatencyScore: 10 });
    for (let i = 0; i < 9; i++) orphanage.addTx(orphan(), 1);
    orphanage.addTx(orphan(), 2);
    expect(orphanage.totalsOf(1)).toMatchObject({ announcements: 9 });
    orphanage.addTx(orphan(), 2);
    expect([1, 2].map((peer) => orphanage.totalsOf(peer).announcements)).toEqual([8, 2]);
  });

  it('of two alike the later peer gives way; what is ready goes last', () => {
    const orphanage = open({ maxLatencyScore: 4 });
    const parent = transactionOf();
    const ready = orphan([parent]);
    orphanage.addTx(ready, 7);
    const waiting = orphan();
    for (const [tx, peer] of [
      [waiting, 7],
      [orphan(), 3],
      [orphan(), 3],
    ] as const)
      orphanage.addTx(tx, peer);
    orphanage.addChildrenToWorkSet(parent);
    orphanage.addTx(orphan(), 3);
    expect([3, 7].map((peer) => orphanage.totalsOf(peer).announcements)).toEqual([2, 2]);
    orphanage.addAnnouncer(ready.wtxid, 5);
    expect([3, 5, 7].map((peer) => orphanage.totalsOf(peer).announcements)).toEqual([2, 1, 1]);
    expect(orphanage.hasTxFromPeer(waiting.wtxid, 7)).toBe(false);
    expect(orphanage.hasTxToReconsider(7)).toBe(true);
  });

  it('shrink when a peer leaves', () => {
    const orphanage = open({ reservedWeightPerPeer: 10_000 });
    for (let i = 0; i < 3; i++) orphanage.addTx(orphan(1, 6000), 1);
    expect(orphanage.totals().transactions).toBe(1);
    orphanage.addTx(orphan(), 2);
    orphanage.addTx(orphan(1, 6000), 1);
    expect(orphanage.totals().transactions).toBe(3);
    orphanage.eraseForPeer(2);
    expect(orphanage.totals().transactions).toBe(1);
  });
});

describe('the work sets', () => {
  it('a child gets ready for one of its peers, once', () => {
    const picks: number[] = [];
    const randomBelow = (limit: number): number => {
      picks.push(limit);
      return limit - 1;
    };
    const orphanage = open({ randomBelow });
    const parents = [transactionOf({ inputs: [inputOf(8001)] }), transactionOf({ inputs: [inputOf(8002)] })];
    const tx = orphan(parents);
    orphanage.addTx(tx, 1);
    orphanage.addAnnouncer(tx.wtxid, 2);
    const work = (parent = 0) => orphanage.addChildrenToWorkSet(expectDefined(parents[parent], 'a parent'));
    expect(work()).toEqual([{ wtxid: tx.wtxid, peer: 2 }]);
    expect([work(0), work(1)]).toEqual([[], []]);
    expect(picks).toEqual([2]);
    expect([orphanage.hasTxToReconsider(1), orphanage.hasTxToReconsider(2)]).toEqual([false, true]);
    expect([orphanage.takeTxToReconsider(1), orphanage.takeTxToReconsider(2)]).toEqual([undefined, tx]);
    expect([orphanage.hasTxToReconsider(2), orphanage.takeTxToReconsider(2)]).toEqual([false, undefined]);
    // It is still here, and may get ready again.
    expect(orphanage.getTx(tx.wtxid)).toBe(tx);
    expect(work(1)).toEqual([{ wtxid: tx.wtxid, peer: 2 }]);
  });

  it('the oldest comes first', () => {
    const orphanage = open();
    const parent = transactionOf();
    const children = [orphan([parent]), orphan([parent])];
    for (const tx of children) orphanage.addTx(tx, 1);
    expect(orphanage.addChildrenToWorkSet(parent)).toHaveLength(2);
    expect([1, 2].map(() => orphanage.takeTxToReconsider(1))).toEqual(children);
  });

  it('the peer that leaves takes its work with it; another one can get it', () => {
    const orphanage = open();
    const parent = transactionOf();
    const tx = orphan([parent]);
    orphanage.addTx(tx, 1);
    orphanage.addAnnouncer(tx.wtxid, 2);
    orphanage.addChildrenToWorkSet(parent);
    orphanage.eraseForPeer(1);
    expect([1, 2].map((peer) => orphanage.hasTxToReconsider(peer))).toEqual([false, false]);
    expect(orphanage.addChildrenToWorkSet(parent)).toEqual([{ wtxid: tx.wtxid, peer: 2 }]);
  });
});

describe('childrenFromPeer', () => {
  it('ready ones first, then the newest first, and nothing of other peers', () => {
    const orphanage = open();
    const [parent, other] = [transactionOf(), transactionOf({ inputs: [inputOf(9001)] })];
    const children = [orphan([parent]), orphan([parent, other]), orphan([parent])];
    for (const tx of [...children, orphan([other])]) orphanage.addTx(tx, 1);
    orphanage.addTx(orphan([parent]), 2);
    expect(orphanage.childrenFromPeer(parent, 1)).toEqual([children[2], children[1], children[0]]);
    orphanage.addChildrenToWorkSet(other);
    expect(orphanage.childrenFromPeer(parent, 1)).toEqual([children[1], children[2], children[0]]);
    expect(orphanage.childrenFromPeer(parent, 3)).toEqual([]);
  });
});

describe('erasing', () => {
  it('one takes every announcement of it', () => {
    const orphanage = open();
    const tx = orphan();
    for (const peer of [1, 2]) orphanage.addTx(tx, peer);
    expect([orphanage.eraseTx(tx.wtxid), orphanage.eraseTx(tx.wtxid)]).toEqual([true, false]);
    expect(orphanage.totals()).toEqual({ transactions: 0, ...NONE });
    expect(orphanage.totalsOf(1)).toEqual(NONE);
  });

  it('a peer leaves what others announced, too', () => {
    const orphanage = open();
    const [shared, alone] = [orphan(), orphan()];
    for (const tx of [shared, alone]) orphanage.addTx(tx, 1);
    orphanage.addTx(shared, 2);
    orphanage.eraseForPeer(1);
    expect(orphanage.orphans()).toEqual([{ tx: shared, announcers: [2] }]);
    expect(orphanage.addChildrenToWorkSet(transactionOf())).toEqual([]);
  });

  it('a block takes what it holds and what it spends, in whatever witness', () => {
    const orphanage = open();
    const parents = [transactionOf(), transactionOf({ inputs: [inputOf(9002)] })];
    const [held, conflicting, other] = [orphan([parents[0] as Transaction]), orphan(parents), orphan()];
    const malleated = transactionOf({
      ...held,
      inputs: held.inputs.map((input) => ({ ...input, witness: [new Uint8Array(1)] })),
    });
    for (const tx of [held, malleated, conflicting, other]) orphanage.addTx(tx, 1);
    const block = { transactions: [transactionOf({ inputs: [inputOf(9003)] }), held] };
    expect(orphanage.eraseForBlock(block)).toBe(3);
    expect(orphanage.orphans()).toEqual([{ tx: other, announcers: [1] }]);
  });
});

/** A few parents, children of one or two of them of various weights and sizes, and a grandchild. */
const PARENTS = [1, 2, 3].map((n) =>
  transactionOf({ inputs: [inputOf(50_000 + n)], outputs: [outputOf(n)] }),
);
const CHILDREN = [
  ...PARENTS.map((parent) => orphan([parent])),
  orphan(PARENTS.slice(0, 2)),
  orphan(PARENTS),
  orphan(PARENTS.slice(1), 3000),
  orphan(PARENTS.slice(2), 9000),
  orphan(12),
  orphan(25, 500),
  orphan(),
];
const GRANDCHILDREN = [orphan(CHILDREN.slice(0, 1)), orphan(CHILDREN.slice(4, 6), 2000)];
const ALL = [...CHILDREN, ...GRANDCHILDREN];

const anyPeer = fc.integer({ min: 0, max: 5 });
const anyTx = fc.constantFrom(...ALL);
const anyStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('add' as const), tx: anyTx, peer: anyPeer }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('announce' as const), tx: anyTx, peer: anyPeer }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('accepted' as const),
      tx: fc.constantFrom(...PARENTS, ...CHILDREN),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), peer: anyPeer }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase' as const), tx: anyTx }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), peer: anyPeer }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('block' as const), txs: fc.array(anyTx, { maxLength: 2 }) }),
  },
);

type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;
type Model = ReturnType<typeof createOrphanageModel>;

function run(step: Step, orphanage: Orphanage, model: Model): void {
  const spends = (tx: Transaction, others: readonly Transaction[]): boolean => {
    const spent = others.flatMap(({ inputs }) =>
      inputs.map(({ prevout }) => hashKey(prevout.txid) + prevout.index),
    );
    return tx.inputs.some(({ prevout }) => spent.includes(hashKey(prevout.txid) + prevout.index));
  };
  switch (step.kind) {
    case 'add':
      expect(orphanage.addTx(step.tx, step.peer)).toBe(!model.has(step.tx));
      model.add(step.tx, step.peer);
      break;
    case 'announce': {
      const isNews = model.has(step.tx) && !model.announcersOf(step.tx).includes(step.peer);
      expect(orphanage.addAnnouncer(step.tx.wtxid, step.peer)).toBe(isNews);
      if (isNews) model.add(step.tx, step.peer);
      break;
    }
    case 'accepted': {
      const waiting = model
        .unique()
        .filter((tx) =>
          tx.inputs.some(
            ({ prevout }) => prevout.index === 0 && hashKey(prevout.txid) === hashKey(step.tx.txid),
          ),
        )
        .filter((tx) => !model.isReady(tx));
      const work = orphanage.addChildrenToWorkSet(step.tx);
      expect(work.map(({ wtxid }) => displayHash(wtxid)).sort()).toEqual(
        waiting.map(({ wtxid }) => displayHash(wtxid)).sort(),
      );
      for (const { wtxid, peer } of work) {
        const tx = expectDefined(orphanage.getTx(wtxid), 'it is here');
        expect(model.announcersOf(tx)).toContain(peer);
        model.setReady(tx, peer, true);
      }
      break;
    }
    case 'take': {
      const first = model.firstReady(step.peer);
      expect(orphanage.hasTxToReconsider(step.peer)).toBe(first !== undefined);
      expect(orphanage.takeTxToReconsider(step.peer)).toBe(first);
      if (first) model.setReady(first, step.peer, false);
      break;
    }
    case 'erase':
      expect(orphanage.eraseTx(step.tx.wtxid)).toBe(model.has(step.tx));
      model.remove(({ tx }) => tx === step.tx);
      break;
    case 'leave':
      orphanage.eraseForPeer(step.peer);
      model.remove(({ peer }) => peer === step.peer);
      break;
    case 'block':
      orphanage.eraseForBlock({ transactions: step.txs });
      model.remove(({ tx }) => spends(tx, step.txs));
      break;
  }
}

function expectAlike(orphanage: Orphanage, model: Model): void {
  expect(orphanage.totals()).toEqual(model.totals());
  const announcers = orphanage
    .orphans()
    .map(({ tx, announcers }) => [displayHash(tx.wtxid), [...announcers].sort()]);
  expect(announcers.sort()).toEqual(
    model
      .unique()
      .map((tx) => [displayHash(tx.wtxid), model.announcersOf(tx).sort()])
      .sort(),
  );
  for (let peer = 0; peer <= 5; peer++) {
    expect(orphanage.totalsOf(peer)).toEqual(model.totalsOf(peer));
    for (const parent of PARENTS) {
      const own = model
        .ofPeer(peer)
        .filter(({ tx }) => tx.inputs.some(({ prevout }) => prevout.txid === parent.txid));
      const ordered = [true, false].flatMap((ready) =>
        own.filter(({ isReady }) => isReady === ready).reverse(),
      );
      expect(orphanage.childrenFromPeer(parent, peer)).toEqual(ordered.map(({ tx }) => tx));
    }
  }
}

it('an orphanage is what a model says, whatever comes', () => {
  const limits = fc.record({
    maxLatencyScore: fc.integer({ min: 6, max: 30 }),
    reservedWeightPerPeer: fc.integer({ min: 1500, max: 12_000 }),
  });
  const property = fc.property(
    limits,
    fc.array(anyStep, { minLength: 20, maxLength: 80, size: 'max' }),
    fc.infiniteStream(fc.nat()),
    (rules, steps, random) => {
      const orphanage = createOrphanage({ ...rules, randomBelow: (n) => (random.next().value ?? 0) % n });
      const model = createOrphanageModel(rules);
      for (const step of steps) {
        run(step, orphanage, model);
        expectAlike(orphanage, model);
      }
    },
  );
  fc.assert(property, { numRuns: Number(process.env['NONCED_RUNS'] ?? 60) });
});

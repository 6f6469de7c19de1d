import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CandidateTransaction } from '../../../src/mining/ports.ts';
import { type BlockSpace, selectTransactions } from '../../../src/mining/select-txs.ts';
import type { TransactionFields } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { collectReachable } from '../../../src/util/reachable.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

/** What a block keeps for its header and coinbase. */
const RESERVED_WEIGHT = 8_000;
const RESERVED_SIGOPS = 400;

const SPACE: BlockSpace = { height: 100, lockTimeCutoff: 1_700_000_000 };

interface Candidate extends CandidateTransaction {
  readonly parents: ReadonlySet<Candidate>;
  readonly children: Set<Candidate>;
}

interface CandidateRequest {
  readonly fee: number;
  readonly vsize?: number;
  readonly sigOpCost?: number;
  readonly parents?: readonly Candidate[];
  readonly fields?: Partial<TransactionFields>;
}

let nextNumber = 1;

function candidate({ fee, vsize = 100, sigOpCost = 4, parents = [], fields }: CandidateRequest): Candidate {
  const ancestors = collectReachable(parents, (parent) => parent.parents);
  const sum = (value: (one: CandidateTransaction) => number): number =>
    [...ancestors].reduce((total, one) => total + value(one), 0);
  const made: Candidate = {
    tx: transactionOf({ inputs: [inputOf(nextNumber++)], ...fields }),
    fee,
    vsize,
    weight: 4 * vsize,
    sigOpCost,
    ancestors: {
      count: ancestors.size + 1,
      vsize: vsize + sum((one) => one.vsize),
      fee: fee + sum((one) => one.fee),
    },
    parents: new Set(parents),
    children: new Set(),
  };
  for (const parent of parents) parent.children.add(made);
  return made;
}

/** A block with room for so many virtual bytes. */
const roomFor = (vsize: number): BlockSpace => ({ ...SPACE, maxWeight: RESERVED_WEIGHT + 4 * vsize });

describe('selectTransactions', () => {
  it('takes nothing from nothing', () => {
    expect(selectTransactions([], SPACE)).toEqual({ selected: [], fees: 0, weight: 0, sigOpCost: 0 });
  });

  it('takes what pays most for each byte first, and adds up', () => {
    const [low, high, middle] = [
      candidate({ fee: 100 }),
      candidate({ fee: 900, vsize: 300 }),
      candidate({ fee: 200 }),
    ];
    expect(selectTransactions([low, high, middle], SPACE)).toEqual({
      selected: [high, middle, low],
      fees: 1200,
      weight: 2000,
      sigOpCost: 12,
    });
    expect(selectTransactions([low, high, middle], roomFor(400)).selected).toEqual([high, middle]);
  });

  it('lets a child pay for its parents, which come before it', () => {
    const parent = candidate({ fee: 10 });
    const child = candidate({ fee: 990, parents: [parent] });
    const other = candidate({ fee: 300 });
    expect(selectTransactions([other, child, parent], roomFor(200)).selected).toEqual([parent, child]);
  });

  it('counts a parent that is taken already for none of its children any more', () => {
    const parent = candidate({ fee: 10, vsize: 1_000 });
    const rich = candidate({ fee: 99_990, parents: [parent] });
    const second = candidate({ fee: 400, parents: [parent] });
    const other = candidate({ fee: 300 });
    expect(selectTransactions([parent, rich, second, other], SPACE).selected).toEqual([
      parent,
      rich,
      second,
      other,
    ]);
  });

  it('judges a child that pays less than its ancestors by itself', () => {
    const grandparent = candidate({ fee: 0 });
    const parents = [600, 600].map((fee) => candidate({ fee, parents: [grandparent] }));
    // With its three ancestors it pays 3.7 for each byte, which no one of them does with its own: 3.
    const child = candidate({ fee: 290, parents });
    const other = candidate({ fee: 295 });
    const { selected } = selectTransactions([grandparent, ...parents, child, other], roomFor(400));
    expect(new Set(selected)).toEqual(new Set([grandparent, ...parents, other]));
  });

  it('stops at what pays less than the minimum', () => {
    const [enough, less] = [candidate({ fee: 50 }), candidate({ fee: 49 })];
    expect(selectTransactions([enough, less], { ...SPACE, minFeeRate: 500 }).selected).toEqual([enough]);
    const [one, none] = [candidate({ fee: 1, vsize: 1_000 }), candidate({ fee: 0 })];
    expect(selectTransactions([one, none], SPACE).selected).toEqual([one]);
  });

  it('fills the block to the last weight unit', () => {
    const exact = [candidate({ fee: 500 }), candidate({ fee: 400 })];
    expect(selectTransactions(exact, roomFor(200)).weight).toBe(800);
    expect(selectTransactions(exact, roomFor(199)).weight).toBe(400);
    const whole = candidate({ fee: 1_000_000, vsize: (4_000_000 - RESERVED_WEIGHT) / 4 });
    const more = candidate({ fee: 100, vsize: 1 });
    expect(selectTransactions([whole, more], SPACE).selected).toEqual([more]);
    expect(selectTransactions([whole], SPACE).selected).toEqual([whole]);
  });

  it('keeps to what signature operations may cost', () => {
    const limit = 80_000 - RESERVED_SIGOPS;
    const [first, second] = [
      candidate({ fee: 500, sigOpCost: limit - 4 }),
      candidate({ fee: 400, sigOpCost: 4 }),
    ];
    expect(selectTransactions([first, second], SPACE).sigOpCost).toBe(limit);
    const third = candidate({ fee: 450, sigOpCost: 5 });
    expect(selectTransactions([first, third, second], SPACE).selected).toEqual([first, second]);
  });

  it('leaves out what the block may not hold yet, and what builds on it', () => {
    const locked = (lockTime: number) =>
      candidate({ fee: 900, fields: { lockTime, inputs: [inputOf(nextNumber++, { sequence: 0 })] } });
    const [final, late] = [locked(99), locked(100)];
    const child = candidate({ fee: 900, parents: [late] });
    const [early, tooLate] = [locked(SPACE.lockTimeCutoff - 1), locked(SPACE.lockTimeCutoff)];
    const { selected } = selectTransactions([late, child, final, early, tooLate], SPACE);
    expect(new Set(selected)).toEqual(new Set([final, early]));
  });

  it('takes a child by itself after its parents, where the two together were too large once', () => {
    const parent = candidate({ fee: 2_000 });
    const bulky = candidate({ fee: 4_000, vsize: 250, parents: [parent] });
    const child = candidate({ fee: 5_000, vsize: 100, parents: [parent] });
    expect(selectTransactions([parent, bulky, child], roomFor(300)).selected).toEqual([parent, child]);
    expect(selectTransactions([parent, bulky, child], roomFor(450)).selected).toEqual([parent, child, bulky]);
  });

  it('gives up on a nearly full block after a thousand that did not fit, on no other', () => {
    const full = candidate({ fee: 1e9, vsize: 10_000 });
    const large = Array.from({ length: 1_001 }, (_, i) => candidate({ fee: 1e6 - i, vsize: 1_200 }));
    const small = candidate({ fee: 1, vsize: 10 });
    const chosen = (candidates: readonly Candidate[], room: number) =>
      selectTransactions(candidates, roomFor(room)).selected;
    expect(chosen([full, ...large, small], 10_999)).toEqual([full]);
    expect(chosen([full, ...large.slice(1), small], 10_999)).toEqual([full, small]);
    expect(chosen([full, ...large, small], 11_000)).toEqual([full, small]);
  });
});

/** The same choice, made by looking at everything at every step. */
function selectSlowly(candidates: readonly Candidate[], room: number): readonly Candidate[] {
  const taken: Candidate[] = [];
  const failed = new Set<Candidate>();
  const needed = (one: Candidate): Candidate[] =>
    [...collectReachable([one], ({ parents }) => parents)].filter((member) => !taken.includes(member));
  const score = (one: Candidate): number => {
    const members = needed(one);
    const rate = members.reduce((s, m) => s + m.fee, 0) / members.reduce((s, m) => s + m.vsize, 0);
    return Math.min(rate, one.fee / one.vsize);
  };
  for (;;) {
    const open = candidates.filter((one) => !taken.includes(one) && !failed.has(one));
    const best = open.sort((a, b) => score(b) - score(a))[0];
    if (!best) return taken;
    const members = needed(best).sort((a, b) => a.ancestors.count - b.ancestors.count);
    const size = [...taken, ...members].reduce((sum, { vsize }) => sum + vsize, 0);
    if (size > room) failed.add(best);
    else {
      taken.push(...members);
      for (const member of members) {
        for (const other of collectReachable([member], ({ children }) => children)) failed.delete(other);
      }
    }
  }
}

const shapes = fc.array(
  fc.record({
    fee: fc.integer({ min: 1_000, max: 1_000_000_000 }),
    vsize: fc.integer({ min: 60, max: 900 }),
    parents: fc.array(fc.nat(), { maxLength: 2 }),
  }),
  { maxLength: 25 },
);

it('chooses what looking at everything at every step chooses', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 8_000 }), (requests, room) => {
      const candidates: Candidate[] = [];
      for (const { parents, ...request } of requests) {
        const chosen = candidates.length === 0 ? [] : parents.map((n) => candidates[n % candidates.length]);
        candidates.push(
          candidate({ ...request, parents: chosen.map((one) => expectDefined(one, 'an earlier one')) }),
        );
      }
      const { selected, fees, weight } = selectTransactions(candidates, roomFor(room));
      expect(new Set(selected)).toEqual(new Set(selectSlowly(candidates, room)));
      for (const [place, one] of selected.entries()) {
        for (const parent of one.parents) expect(selected.slice(0, place)).toContain(parent);
      }
      expect(fees).toBe(selected.reduce((sum, { fee }) => sum + fee, 0));
      expect(weight).toBe(selected.reduce((sum, one) => sum + one.weight, 0));
    }),
    { numRuns: 300 },
  );
});

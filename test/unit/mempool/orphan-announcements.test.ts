import { describe, expect, it } from 'vitest';
import { type Announcement, createAnnouncements } from '../../../src/mempool/orphan-announcements.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

const [one, other] = [
  [1, 2],
  [2, 3],
].map((coins) => transactionOf({ inputs: coins.map((n) => inputOf(n)) })) as [
  ReturnType<typeof transactionOf>,
  ReturnType<typeof transactionOf>,
];

function open() {
  const announcements = createAnnouncements();
  for (const [tx, weight, peer] of [
    [one, 100, 1],
    [one, 100, 2],
    [other, 70, 1],
  ] as const) {
    announcements.add(tx, { weight, peer });
  }
  const of = (tx: typeof one, peer: number): Announcement =>
    expectDefined(announcements.get(tx.wtxid)?.announcements.get(peer), 'it was announced');
  return { ...announcements, of };
}

describe('announcements', () => {
  it('count the weight of a transaction once in all, and for each of its peers', () => {
    const { totals, peers } = open();
    expect(totals()).toEqual({ announcements: 3, weight: 170, latencyScore: 3 });
    expect(peers.get(1)).toMatchObject({ weight: 170, latencyScore: 2, ready: 0 });
    expect(peers.get(2)).toMatchObject({ weight: 100, latencyScore: 1 });
  });

  it('leave nothing behind', () => {
    const { of, remove, setReady, totals, peers, byWtxid, spendersOf } = open();
    setReady(of(one, 2), true);
    expect(peers.get(2)?.ready).toBe(1);
    remove(of(one, 2));
    expect(peers.has(2)).toBe(false);
    expect(spendersOf(inputOf(2).prevout).size).toBe(2);
    remove(of(one, 1));
    expect([1, 2, 3].map((n) => spendersOf(inputOf(n).prevout).size)).toEqual([0, 1, 1]);
    remove(of(other, 1));
    expect([peers.size, byWtxid.size]).toEqual([0, 0]);
    expect(totals()).toEqual({ announcements: 0, weight: 0, latencyScore: 0 });
  });
});

import { transactionWeight } from '../../src/consensus/weight.ts';
import type { PeerId } from '../../src/mempool/orphan-announcements.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import type { Transaction } from '../../src/primitives/tx.ts';

/** One peer's word of one transaction. */
export interface ModelAnnouncement {
  readonly tx: Transaction;
  readonly peer: PeerId;
  isReady: boolean;
}

export interface ModelLimits {
  readonly maxLatencyScore: number;
  readonly reservedWeightPerPeer: number;
}

/**
 * An orphanage as one list of announcements, the oldest first; every sum is made anew whenever it is needed.
 * Ratios are compared as fractions of big integers.
 */
export function createOrphanageModel({ maxLatencyScore, reservedWeightPerPeer }: ModelLimits) {
  let list: ModelAnnouncement[] = [];

  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const inputScore = (tx: Transaction): number => Math.floor(tx.inputs.length / 10);
  const peers = (): PeerId[] => [...new Set(list.map(({ peer }) => peer))].sort((a, b) => a - b);
  const unique = (): Transaction[] => [
    ...new Map(list.map(({ tx }) => [displayHash(tx.wtxid), tx])).values(),
  ];
  const ofPeer = (id: PeerId): ModelAnnouncement[] => list.filter(({ peer }) => peer === id);
  const same = (a: Transaction, b: Transaction): boolean => displayHash(a.wtxid) === displayHash(b.wtxid);

  const totals = () => ({
    transactions: unique().length,
    announcements: list.length,
    weight: sum(unique().map(transactionWeight)),
    latencyScore: list.length + sum(unique().map(inputScore)),
  });
  const totalsOf = (id: PeerId) => ({
    announcements: ofPeer(id).length,
    weight: sum(ofPeer(id).map(({ tx }) => transactionWeight(tx))),
    latencyScore: sum(ofPeer(id).map(({ tx }) => 1 + inputScore(tx))),
  });

  function limit(): void {
    const share = Math.floor(maxLatencyScore / Math.max(peers().length, 1));
    const isOverfull = (): boolean =>
      totals().latencyScore > maxLatencyScore ||
      totals().weight > reservedWeightPerPeer * Math.max(peers().length, 1);
    while (isOverfull()) {
      const worst = peers().reduce((a, b) => (isWorse(scoreOf(a, share), scoreOf(b, share)) ? a : b));
      const own = ofPeer(worst);
      const gone = own.find(({ isReady }) => !isReady) ?? own[0];
      list = list.filter((announcement) => announcement !== gone);
    }
  }

  type Fraction = readonly [used: number, allowed: number];
  const scoreOf = (id: PeerId, share: number): Fraction => {
    const { latencyScore, weight } = totalsOf(id);
    const [time, memory]: [Fraction, Fraction] = [
      [latencyScore, share],
      [weight, reservedWeightPerPeer],
    ];
    return isWorse(memory, time) ? memory : time;
  };
  /** Strictly; of two equal ratios that with the smaller denominator. */
  const isWorse = ([a, b]: Fraction, [c, d]: Fraction): boolean => {
    const difference = BigInt(a) * BigInt(d) - BigInt(c) * BigInt(b);
    return difference > 0n || (difference === 0n && b < d);
  };

  function remove(isGone: (announcement: ModelAnnouncement) => boolean): void {
    list = list.filter((announcement) => !isGone(announcement));
    limit();
  }

  return {
    add(tx: Transaction, peer: PeerId): void {
      if (list.some((one) => one.peer === peer && same(one.tx, tx))) return;
      list.push({ tx, peer, isReady: false });
      limit();
    },
    has: (tx: Transaction): boolean => list.some((one) => same(one.tx, tx)),
    announcersOf: (tx: Transaction): PeerId[] =>
      list.filter((one) => same(one.tx, tx)).map(({ peer }) => peer),
    setReady(tx: Transaction, peer: PeerId, isReady: boolean): void {
      for (const one of list) if (one.peer === peer && same(one.tx, tx)) one.isReady = isReady;
    },
    isReady: (tx: Transaction): boolean => list.some((one) => one.isReady && same(one.tx, tx)),
    firstReady: (peer: PeerId): Transaction | undefined => ofPeer(peer).find(({ isReady }) => isReady)?.tx,
    remove,
    ofPeer,
    peers,
    unique,
    totals,
    totalsOf,
  };
}

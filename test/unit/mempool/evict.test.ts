import { describe, expect, it } from 'vitest';
import { estimateMemoryUsage } from '../../../src/mempool/memory-usage.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { OPEN_LOCK, outputAt, payOn, type Spendable } from '../../helpers/spending.ts';
import { openTestMempool, TEST_MATURITY, type TestMempool } from '../../helpers/test-mempool.ts';
import { numberedHash } from '../../helpers/transactions.ts';

interface Fixture extends TestMempool {
  coin(): Spendable;
  held(): readonly Transaction[];
  /** `accepted`, or the reason. */
  outcome(tx: Transaction): string;
}

/** One input and one output each, so that all are of one size. */
const USAGE_OF_ONE = estimateMemoryUsage(
  payOn([{ txid: numberedHash(1), index: 0, value: 1000, lock: OPEN_LOCK }], 0),
);

async function setUp(room: number): Promise<Fixture> {
  const node = await openTestMempool({ options: { maxBytes: room * USAGE_OF_ONE } });
  const coins = (await node.mineCoins(12 + TEST_MATURITY)).slice(0, 12);
  return {
    ...node,
    coin: () => expectDefined(coins.pop(), 'another coin'),
    held: () => [...node.mempool.entries()].map(({ tx }) => tx),
    outcome(tx) {
      const verdict = node.mempool.accept(tx);
      return verdict.ok ? 'accepted' : verdict.code;
    },
  };
}

describe('a full mempool', () => {
  it('drops what pays least, and asks for one step more from then on', async () => {
    const { coin, held, outcome, mempool, events } = await setUp(3);
    const fees = [5000, 1000, 3000];
    const txs = fees.map((fee) => payOn([coin()], fee));
    for (const tx of txs) expect(outcome(tx)).toBe('accepted');
    const [vsize] = [...mempool.entries()].map((entry) => entry.vsize);
    expect(vsize).toBe(96);
    const newcomer = payOn([coin()], 2000);
    expect(outcome(newcomer)).toBe('accepted');
    expect(held()).toEqual([txs[0], txs[2], newcomer]);
    expect(events.at(-1)).toMatch(/^removed .* sizelimit$/);
    const minFeeRate = Math.floor((1000 * 1000) / 96) + 100;
    expect(mempool.info().minFeeRate).toBe(minFeeRate);
    const required = Math.ceil((minFeeRate * 96) / 1000);
    expect(outcome(payOn([coin()], required - 1))).toBe('mempool min fee not met');
    expect(outcome(payOn([coin()], required))).toBe('mempool full');
  });

  it('mempool full: the newcomer itself pays least', async () => {
    const { coin, held, outcome, events } = await setUp(2);
    const txs = [payOn([coin()], 5000), payOn([coin()], 4000)];
    for (const tx of txs) outcome(tx);
    expect(outcome(payOn([coin()], 1000))).toBe('mempool full');
    expect(held()).toEqual(txs);
    expect(events.slice(-2).map((event) => event.replace(/ [0-9a-f]{64}/, ''))).toEqual([
      'added',
      'removed sizelimit',
    ]);
  });

  it('of two that pay the same drops the later one', async () => {
    const { coin, held, outcome } = await setUp(2);
    const txs = [payOn([coin()], 1000), payOn([coin()], 1000)];
    for (const tx of txs) outcome(tx);
    const better = payOn([coin()], 2000);
    outcome(better);
    expect(held()).toEqual([txs[0], better]);
  });

  it('keeps a parent that pays little for the child that pays much, and drops both together', async () => {
    const { coin, held, outcome } = await setUp(3);
    const parent = payOn([coin()], 20);
    const child = payOn([outputAt(parent, 0)], 9980);
    const middle = payOn([coin()], 4000);
    for (const tx of [parent, middle, child]) expect(outcome(tx)).toBe('accepted');
    // Parent and child pay 5000 each on average.
    const first = payOn([coin()], 4500);
    expect(outcome(first)).toBe('accepted');
    expect(held()).toEqual([parent, child, first]);
    const second = payOn([coin()], 6000);
    expect(outcome(second)).toBe('accepted');
    expect(held()).toEqual([parent, child, second]);
    expect(outcome(payOn([coin()], 7000))).toBe('accepted');
    expect(held()).not.toContain(parent);
    expect(held()).not.toContain(child);
  });
});

describe('a transaction that nobody mines', () => {
  it('is dropped after the time that the operator gives it, with what builds on it', async () => {
    const { coin, held, outcome, clock, events } = await setUp(10);
    const start = clock.nowSeconds();
    const old = payOn([coin()], 1000);
    outcome(old);
    clock.setMockTime(start + 336 * 3600);
    const child = payOn([outputAt(old, 0)], 1000);
    expect(outcome(child)).toBe('accepted');
    expect(held()).toEqual([old, child]);
    clock.setMockTime(start + 336 * 3600 + 1);
    const fresh = payOn([coin()], 1000);
    expect(outcome(fresh)).toBe('accepted');
    expect(held()).toEqual([fresh]);
    expect(events.filter((event) => event.endsWith('expiry'))).toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import { DEFAULT_MEMPOOL_OPTIONS } from '../../../src/mempool/options.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { type AcceptFixture, openAcceptFixture } from '../../helpers/accept-fixture.ts';
import { outputAt, payOn } from '../../helpers/spending.ts';

describe('the fee', () => {
  it('min relay fee not met', async () => {
    const { outcome, coin, mempool } = await openAcceptFixture();
    const [spent] = [coin()];
    expect(outcome(payOn([spent], 9))).toBe('min relay fee not met');
    const tx = payOn([spent], 10);
    expect(outcome(tx)).toBe('accepted');
    expect(mempool.get(tx.txid)).toMatchObject({ fee: 10, vsize: 96 });
    expect(mempool.info().minFeeRate).toBe(100);
  });
});

describe('chains', () => {
  /** So many, each spending the one before. */
  function chainOf(fixture: AcceptFixture, length: number): Transaction[] {
    const chain = [payOn([fixture.coin()], 1000)];
    while (chain.length < length)
      chain.push(payOn([outputAt(expectDefined(chain.at(-1), 'a parent'), 0)], 1000));
    return chain;
  }

  it('too-long-mempool-chain: 25 that depend on each other, not 26', async () => {
    const fixture = await openAcceptFixture();
    const outcomes = chainOf(fixture, 26).map(fixture.outcome);
    expect(outcomes).toEqual([...new Array(25).fill('accepted'), 'too-long-mempool-chain']);
  });

  it('too-long-mempool-chain: 25 that depend on one, itself counted', async () => {
    const { outcome, coin } = await openAcceptFixture();
    const parent = payOn([coin()], 1000, { parts: 25 });
    const family = [parent, ...parent.outputs.map((_, i) => payOn([outputAt(parent, i)], 1000))];
    expect(family.map(outcome)).toEqual([...new Array(25).fill('accepted'), 'too-long-mempool-chain']);
  });

  it('too-long-mempool-chain: parents count, of however many transactions', async () => {
    const fixture = await openAcceptFixture();
    const { outcome, coin, mempool, mine } = fixture;
    const split = payOn([coin()], 10_000, { parts: 25 });
    await mine([split]);
    const parents = split.outputs.map((_, i) => payOn([outputAt(split, i)], 1000));
    for (const parent of parents) mempool.accept(parent);
    const joining = (count: number): Transaction =>
      payOn(
        parents.slice(0, count).map((tx) => outputAt(tx, 0)),
        1000,
      );
    expect(outcome(joining(25))).toBe('too-long-mempool-chain');
    expect(outcome(joining(24))).toBe('accepted');
  });

  it.each(['ancestorVsize', 'descendantVsize'] as const)('too-long-mempool-chain by %s', async (limit) => {
    const limits = { ...DEFAULT_MEMPOOL_OPTIONS.limits, [limit]: 2 * 96 };
    const fixture = await openAcceptFixture({ options: { limits } });
    expect(chainOf(fixture, 3).map(fixture.outcome)).toEqual([
      'accepted',
      'accepted',
      'too-long-mempool-chain',
    ]);
  });
});

describe('replacement', () => {
  it('needs no signal; the replaced go with all that builds on them', async () => {
    const { mempool, coin, events } = await openAcceptFixture();
    const spent = coin();
    const first = payOn([spent], 1000);
    const child = payOn([outputAt(first, 0)], 1000);
    for (const tx of [first, child]) expect(mempool.accept(tx).ok).toBe(true);
    events.length = 0;
    const second = payOn([spent], 5000);
    const verdict = mempool.accept(second);
    expect(verdict.ok && verdict.value.replaced.map(({ tx }) => tx)).toEqual([first, child]);
    expect([...mempool.entries()].map(({ tx }) => tx)).toEqual([second]);
    expect(events.map((event) => event.replace(/ [0-9a-f]{64}/, ''))).toEqual([
      'removed replaced',
      'removed replaced',
      'added',
    ]);
  });

  it('insufficient fee', async () => {
    const { outcome, coin } = await openAcceptFixture();
    const spent = coin();
    expect(outcome(payOn([spent], 1000))).toBe('accepted');
    expect(outcome(payOn([spent], 1009))).toBe('insufficient fee');
    expect(outcome(payOn([spent], 1010))).toBe('accepted');
  });

  it('too many potential replacements: 100, not 101', async () => {
    const limits = { ...DEFAULT_MEMPOOL_OPTIONS.limits, descendantCount: 200 };
    const { outcome, coin, mempool } = await openAcceptFixture({ options: { limits } });
    const spent = coin();
    const parent = payOn([spent], 10_000, { parts: 100 });
    mempool.accept(parent);
    for (let i = 0; i < 99; i++) mempool.accept(payOn([outputAt(parent, i)], 100));
    expect(mempool.test([payOn([spent], 100_000)])[0]?.ok).toBe(true);
    mempool.accept(payOn([outputAt(parent, 99)], 100));
    expect(outcome(payOn([spent], 100_000))).toBe('too many potential replacements');
  });

  it('bad-txns-spends-conflicting-tx', async () => {
    const { outcome, coin, mempool } = await openAcceptFixture();
    const spent = coin();
    const first = payOn([spent], 1000, { parts: 2 });
    const child = payOn([outputAt(first, 0)], 1000);
    for (const tx of [first, child]) mempool.accept(tx);
    expect(outcome(payOn([spent, outputAt(first, 1)], 100_000))).toBe('bad-txns-spends-conflicting-tx');
    expect(outcome(payOn([spent, outputAt(child, 0)], 100_000))).toBe('bad-txns-spends-conflicting-tx');
    expect(outcome(payOn([coin(), outputAt(child, 0)], 100_000))).toBe('accepted');
  });

  it('what is replaced makes room in its chain', async () => {
    const fixture = await openAcceptFixture();
    const parent = payOn([fixture.coin()], 1000, { parts: 25 });
    fixture.mempool.accept(parent);
    for (let i = 0; i < 24; i++) fixture.mempool.accept(payOn([outputAt(parent, i)], 1000));
    expect(fixture.outcome(payOn([outputAt(parent, 24)], 2000))).toBe('too-long-mempool-chain');
    expect(fixture.outcome(payOn([outputAt(parent, 0)], 2000))).toBe('accepted');
  });
});

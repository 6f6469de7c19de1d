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

/** So many, each spending the one before. */
function chainOf(fixture: AcceptFixture, length: number): Transaction[] {
  const chain = [payOn([fixture.coin()], 1000)];
  while (chain.length < length)
    chain.push(payOn([outputAt(expectDefined(chain.at(-1), 'a parent'), 0)], 1000));
  return chain;
}

describe('clusters', () => {
  it('too-large-cluster: 64 that depend on each other, not 65', async () => {
    const fixture = await openAcceptFixture();
    const outcomes = chainOf(fixture, 65).map(fixture.outcome);
    expect(outcomes).toEqual([...new Array(64).fill('accepted'), 'too-large-cluster']);
  });

  it('too-large-cluster: 64 that depend on one, itself counted', async () => {
    const { outcome, coin } = await openAcceptFixture();
    const parent = payOn([coin()], 1000, { parts: 64 });
    const family = [parent, ...parent.outputs.map((_, i) => payOn([outputAt(parent, i)], 1000))];
    expect(family.map(outcome)).toEqual([...new Array(64).fill('accepted'), 'too-large-cluster']);
  });

  it('too-large-cluster: all that it connects counts', async () => {
    const options = { limits: { ...DEFAULT_MEMPOOL_OPTIONS.limits, clusterCount: 5 } };
    const fixture = await openAcceptFixture({ options });
    const [one, other] = [chainOf(fixture, 2), chainOf(fixture, 3)];
    for (const tx of [...one, ...other]) expect(fixture.outcome(tx)).toBe('accepted');
    const ends = [one, other].map((chain) => outputAt(expectDefined(chain.at(-1), 'an end'), 0));
    expect(fixture.outcome(payOn(ends, 1000))).toBe('too-large-cluster');
    expect(fixture.outcome(payOn([...ends.slice(0, 1), fixture.coin()], 1000))).toBe('accepted');
  });

  it('too-large-cluster by size, to the weight unit', async () => {
    for (const [clusterVsize, last] of [
      [191, 'accepted'],
      [190, 'too-large-cluster'],
    ] as const) {
      const options = { limits: { ...DEFAULT_MEMPOOL_OPTIONS.limits, clusterVsize } };
      const fixture = await openAcceptFixture({ options });
      // Each weighs 381.
      expect(chainOf(fixture, 2).map(fixture.outcome)).toEqual(['accepted', last]);
    }
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

  it('replacement-failed: it pays enough, but less for each byte', async () => {
    const { outcome, coin, mempool } = await openAcceptFixture();
    const spent = coin();
    mempool.accept(payOn([spent], 1000));
    const larger = payOn([spent], 2000, { parts: 10 });
    expect(mempool.test(larger)).toEqual({
      ok: false,
      code: 'replacement-failed',
      debug: 'insufficient feerate: does not improve feerate diagram',
    });
    expect(outcome(larger)).toBe('replacement-failed');
    expect(outcome(payOn([spent], 10_000, { parts: 10 }))).toBe('accepted');
  });

  it('replacement-failed: it hides behind parents that pay too little', async () => {
    const { outcome, coin, mempool } = await openAcceptFixture();
    const spent = coin();
    mempool.accept(payOn([spent], 1000));
    const parent = payOn([coin()], 1000, { parts: 200 });
    expect(outcome(parent)).toBe('accepted');
    expect(outcome(payOn([spent, outputAt(parent, 0)], 3000))).toBe('replacement-failed');
    expect(outcome(payOn([spent, outputAt(parent, 0)], 100_000))).toBe('accepted');
  });

  it('replaces what has descendants where the rest of their cluster is no worse for it', async () => {
    const { outcome, coin, mempool } = await openAcceptFixture();
    const spent = coin();
    const root = payOn([coin()], 100, { parts: 2 });
    const child = payOn([outputAt(root, 0), spent], 5000);
    const grandchild = payOn([outputAt(child, 0)], 20_000);
    for (const tx of [root, child, grandchild]) expect(outcome(tx)).toBe('accepted');
    expect(outcome(payOn([spent], 25_000))).toBe('insufficient fee');
    expect(outcome(payOn([spent], 26_000))).toBe('accepted');
    expect([...mempool.entries()].map(({ tx }) => tx)).toHaveLength(2);
  });

  it('too many potential replacements: of 100 clusters, not 101', async () => {
    const { outcome, coin, mine, mempool } = await openAcceptFixture();
    const split = payOn([coin()], 10_000, { parts: 102 });
    await mine([split]);
    const coins = split.outputs.map((_, i) => outputAt(split, i));
    // The first two are of one cluster.
    expect(outcome(payOn(coins.slice(0, 1), 100, { parts: 2 }))).toBe('accepted');
    const first = expectDefined([...mempool.entries()][0], 'it is here').tx;
    expect(outcome(payOn([outputAt(first, 0), expectDefined(coins[1], 'a coin')], 100))).toBe('accepted');
    for (const one of coins.slice(2)) mempool.accept(payOn([one], 100));
    expect(outcome(payOn(coins, 1_000_000))).toBe('too many potential replacements');
    expect(outcome(payOn(coins.slice(0, -1), 1_000_000))).toBe('accepted');
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

  it('what is replaced makes room in its cluster', async () => {
    const options = { limits: { ...DEFAULT_MEMPOOL_OPTIONS.limits, clusterCount: 4 } };
    const fixture = await openAcceptFixture({ options });
    const parent = payOn([fixture.coin()], 1000, { parts: 5 });
    fixture.mempool.accept(parent);
    for (let i = 0; i < 3; i++) fixture.mempool.accept(payOn([outputAt(parent, i)], 1000));
    expect(fixture.outcome(payOn([outputAt(parent, 3)], 2000))).toBe('too-large-cluster');
    expect(fixture.outcome(payOn([outputAt(parent, 0)], 2000))).toBe('accepted');
    expect(fixture.outcome(payOn([outputAt(parent, 0), outputAt(parent, 3)], 9000))).toBe('accepted');
  });

  it('too-large-cluster: also where something goes, but not enough', async () => {
    const options = { limits: { ...DEFAULT_MEMPOOL_OPTIONS.limits, clusterCount: 3 } };
    const fixture = await openAcceptFixture({ options });
    const [one, other] = [chainOf(fixture, 2), chainOf(fixture, 2)];
    for (const tx of [...one, ...other]) expect(fixture.outcome(tx)).toBe('accepted');
    const [first, last] = [expectDefined(one[0], 'a first'), expectDefined(other.at(-1), 'a last')];
    const both = (fee: number): Transaction => payOn([outputAt(first, 0), outputAt(last, 0)], fee);
    expect(fixture.outcome(both(50_000))).toBe('too-large-cluster');
  });
});

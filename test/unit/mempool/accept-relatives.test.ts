import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { openAcceptFixture } from '../../helpers/accept-fixture.ts';
import { OPEN_LOCK, outputAt, type PayOptions, payOn, payTo, spend } from '../../helpers/spending.ts';

const V3 = { version: 3 };
const DUST = payTo(OPEN_LOCK, 329);

/** A parent of version 3 in the mempool, with two outputs. */
async function withParent(options: PayOptions = {}) {
  const node = await openAcceptFixture();
  const parent = payOn([node.coin()], 1000, { ...V3, parts: 3, ...options });
  expect(node.outcome(parent)).toBe('accepted');
  const childOf = (index: number, fee: number, more: PayOptions = V3): Transaction =>
    payOn([outputAt(parent, index)], fee, more);
  return { ...node, parent, childOf };
}

describe('version 3', () => {
  it('TRUC-violation: a child that has another version', async () => {
    const { outcome, childOf } = await withParent();
    expect(outcome(childOf(0, 1000, { version: 2 }))).toBe('TRUC-violation');
    expect(outcome(childOf(0, 1000))).toBe('accepted');
    const { outcome: ofTwo, childOf: childOfTwo } = await withParent({ version: 2 });
    expect(ofTwo(childOfTwo(0, 1000))).toBe('TRUC-violation');
    expect(ofTwo(childOfTwo(0, 1000, { version: 1 }))).toBe('accepted');
  });

  it('a child takes the place of another one that spends the same coin, as ever', async () => {
    const { outcome, childOf, mempool } = await withParent();
    expect(outcome(childOf(0, 1000))).toBe('accepted');
    expect(outcome(childOf(0, 3000))).toBe('accepted');
    expect(mempool.count()).toBe(2);
  });

  it('a child takes the place of its sibling where it pays for that', async () => {
    const { outcome, childOf, mempool, events } = await withParent();
    const first = childOf(0, 1000);
    expect(outcome(first)).toBe('accepted');
    // Ten satoshis are what its own way costs.
    expect(outcome(childOf(1, 1009))).toBe('insufficient fee (including sibling eviction)');
    const second = childOf(1, 2000);
    expect(outcome(second)).toBe('accepted');
    expect(mempool.count()).toBe(2);
    expect(events.slice(-2)).toEqual([
      `removed ${displayHash(first.txid)} replaced`,
      `added ${displayHash(second.txid)}`,
    ]);
  });

  it('a sibling and a conflict go at once', async () => {
    const { outcome, childOf, parent, coin, mempool } = await withParent();
    const other = coin();
    expect(outcome(childOf(0, 1000))).toBe('accepted');
    expect(outcome(payOn([other], 1000))).toBe('accepted');
    expect(outcome(payOn([outputAt(parent, 1), other], 2010, V3))).toBe(
      'insufficient fee (including sibling eviction)',
    );
    expect(outcome(payOn([outputAt(parent, 1), other], 3000, V3))).toBe('accepted');
    expect(mempool.count()).toBe(2);
  });

  it('no sibling gives way in a test of several', async () => {
    const { outcome, childOf, coin, mempool } = await withParent();
    expect(outcome(childOf(0, 1000))).toBe('accepted');
    const second = childOf(1, 5000);
    const { failure, members } = mempool.testPackage([second, payOn([coin()], 1000)]);
    expect(failure).toMatchObject({ code: 'transaction failed' });
    expect(members.get(second)).toMatchObject({ rejected: { code: 'TRUC-violation' } });
  });

  it('is not asked of what a reorganisation gives back, and then allows no more', async () => {
    const node = await withParent();
    await node.mine([node.parent]);
    expect([0, 1].map((i) => node.outcome(node.childOf(i, 1000)))).toEqual(['accepted', 'accepted']);
    await node.chainstate.invalidateBlock(node.chainstate.tip());
    expect(node.mempool.count()).toBe(3);
    // Which of the two should go is not for the third to say; but it may take one's place.
    expect(node.outcome(node.childOf(2, 9000))).toBe('TRUC-violation');
    expect(node.outcome(node.childOf(0, 9000))).toBe('accepted');
    expect(node.mempool.count()).toBe(3);
  });
});

describe('dust that its child spends', () => {
  it('dust: only where nothing is paid', async () => {
    const { outcome, coin } = await openAcceptFixture({ options: { minRelayFeeRate: 0 } });
    const paying = (fee: number): Transaction => {
      const from = coin();
      return spend([from], [payTo(OPEN_LOCK, from.value - DUST.value - fee), DUST]);
    };
    expect(outcome(paying(1))).toBe('dust');
    expect(outcome(paying(0))).toBe('accepted');
  });

  it('missing-ephemeral-spends: an output of the parent, but not its dust', async () => {
    const { outcome, coin } = await openAcceptFixture({ options: { minRelayFeeRate: 0 } });
    const from = coin();
    const parent = spend([from], [payTo(OPEN_LOCK, from.value - DUST.value), DUST]);
    expect(outcome(parent)).toBe('accepted');
    expect(outcome(payOn([outputAt(parent, 0)], 1000))).toBe('missing-ephemeral-spends');
    expect(outcome(payOn([outputAt(parent, 0), outputAt(parent, 1)], 1000))).toBe('accepted');
  });

  it('neither is asked where nothing needs to be standard', async () => {
    const options = { minRelayFeeRate: 0, requireStandard: false };
    const { outcome, coin } = await openAcceptFixture({ options });
    const from = coin();
    const parent = spend([from], [payTo(OPEN_LOCK, from.value - DUST.value - 1), DUST]);
    expect(outcome(parent)).toBe('accepted');
    expect(outcome(payOn([outputAt(parent, 0)], 1000))).toBe('accepted');
  });
});

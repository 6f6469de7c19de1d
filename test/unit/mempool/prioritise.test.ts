import { describe, expect, it } from 'vitest';
import { drain } from '../../../src/mempool/cluster/chunk-feed.ts';
import { displayHash, type Hash256 } from '../../../src/primitives/hash256.ts';
import { openAcceptFixture } from '../../helpers/accept-fixture.ts';
import { outputAt, payOn } from '../../helpers/spending.ts';
import { openTestMempool, type TestMempool } from '../../helpers/test-mempool.ts';

const orderOf = ({ mempool }: Pick<TestMempool, 'mempool'>) =>
  [...drain(mempool.feed())].flatMap(({ entries }) => entries).map(({ tx }) => tx);

const prioritiesOf = ({ mempool }: Pick<TestMempool, 'mempool'>) =>
  [...mempool.priorities()].map(({ txid, delta }) => [displayHash(txid), delta]);

function prioritise({ mempool, timers }: TestMempool, txid: Hash256, delta: number): Promise<void> {
  const done = mempool.prioritise(txid, delta);
  timers.runAll();
  return done;
}

describe('prioritise', () => {
  it('lets in what pays too little by itself, and keeps out what pays enough', async () => {
    const fixture = await openAcceptFixture();
    const { outcome, coin, mempool } = fixture;
    const [poor, rich] = [payOn([coin()], 0), payOn([coin()], 1000)];
    await prioritise(fixture, poor.txid, 9);
    expect(outcome(poor)).toBe('min relay fee not met');
    await prioritise(fixture, poor.txid, 1);
    expect(outcome(poor)).toBe('accepted');
    expect(mempool.get(poor.txid)).toMatchObject({ fee: 0, modifiedFee: 10 });
    await prioritise(fixture, rich.txid, -991);
    expect(outcome(rich)).toBe('min relay fee not met');
  });

  it('changes the order of mining, and that anything has changed', async () => {
    const fixture = await openAcceptFixture();
    const { coin, mempool } = fixture;
    const txs = [payOn([coin()], 3000), payOn([coin()], 2000), payOn([coin()], 1000)];
    for (const tx of txs) mempool.accept(tx);
    const [first, second, third] = txs;
    expect(orderOf(fixture)).toEqual([first, second, third]);
    const before = { revision: mempool.revision(), sequence: mempool.sequence() };
    if (third) await prioritise(fixture, third.txid, 1500);
    expect(orderOf(fixture)).toEqual([first, third, second]);
    expect(mempool.revision()).not.toBe(before.revision);
    expect(mempool.sequence()).toBe(before.sequence);
    if (first) await prioritise(fixture, first.txid, -3000);
    expect(orderOf(fixture)).toEqual([third, second, first]);
    expect(mempool.info().totalFee).toBe(6000);
  });

  it('counts in replacements, on either side', async () => {
    const fixture = await openAcceptFixture();
    const { outcome, coin, mempool } = fixture;
    const spent = coin();
    const first = payOn([spent], 1000);
    mempool.accept(first);
    await prioritise(fixture, first.txid, 5000);
    const second = payOn([spent], 6009);
    expect(outcome(second)).toBe('insufficient fee');
    await prioritise(fixture, second.txid, 1);
    expect(outcome(second)).toBe('accepted');
  });

  it('is forgotten with a block that holds the transaction, or that makes it impossible; not otherwise', async () => {
    const fixture = await openAcceptFixture();
    const { coin, mempool, mine } = fixture;
    const spent = coin();
    const [confirmed, conflicting, unrelated] = [
      payOn([coin()], 1000),
      payOn([spent], 1000),
      payOn([coin()], 1000),
    ];
    const child = payOn([outputAt(conflicting, 0)], 1000);
    for (const tx of [confirmed, conflicting, child]) {
      mempool.accept(tx);
      await prioritise(fixture, tx.txid, 1);
    }
    await prioritise(fixture, unrelated.txid, 7);
    const other = payOn([spent], 2000);
    await mine([confirmed, other]);
    expect(prioritiesOf(fixture)).toEqual([
      [displayHash(child.txid), 1],
      [displayHash(unrelated.txid), 7],
    ]);
  });

  it('outlives a stop, in the mempool and beside it', async () => {
    const node = await openAcceptFixture();
    const { coin, mempool, path, crash } = node;
    const [poor, absent] = [payOn([coin()], 0), payOn([coin()], 0)];
    await prioritise(node, poor.txid, 500);
    await prioritise(node, absent.txid, -500);
    mempool.accept(poor);
    mempool.close();
    crash();
    const again = await openTestMempool({ path });
    await again.mempool.load(async () => {});
    expect(again.mempool.get(poor.txid)).toMatchObject({ fee: 0, modifiedFee: 500 });
    expect(new Map(prioritiesOf(again) as [string, number][])).toEqual(
      new Map([
        [displayHash(poor.txid), 500],
        [displayHash(absent.txid), -500],
      ]),
    );
  });
});

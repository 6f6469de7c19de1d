import { describe, expect, it } from 'vitest';
import type { MempoolOptions } from '../../../src/mempool/options.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { keyLock, outputAt, payOn, payTo, type Spendable, spend } from '../../helpers/spending.ts';
import { openTestMempool, TEST_MATURITY, type TestMempool } from '../../helpers/test-mempool.ts';

interface Fixture extends TestMempool {
  coin(): Spendable;
  /** For each `accepted`, the reason, or `not judged`; one reason for all of them together. Nothing changes. */
  outcomes(...txs: readonly Transaction[]): readonly string[] | string;
}

async function setUp(options: Partial<MempoolOptions> = {}): Promise<Fixture> {
  const node = await openTestMempool({ options });
  const coins = (await node.mineCoins(6 + TEST_MATURITY)).slice(0, 6);
  const { mempool, events, timers } = node;
  return {
    ...node,
    coin: () => expectDefined(coins.pop(), 'another coin'),
    outcomes(...txs) {
      const state = () => [
        mempool.info(),
        mempool.sequence(),
        [...mempool.entries()].map(mempool.clusterOf).map(({ size }) => size),
        events.length,
      ];
      const before = structuredClone(state());
      mempool.flush();
      const { failure, members } = mempool.testPackage(txs);
      expect(state()).toEqual(before);
      expect(timers.waiting.size).toBe(0);
      if (failure && members.size === 0) return failure.code;
      return txs.map((tx) => {
        const outcome = members.get(tx);
        return outcome?.kind === 'refused' ? outcome.rejected.code : (outcome?.kind ?? 'not judged');
      });
    },
  };
}

describe('testAccept', () => {
  it('tells what one would pay and replace', async () => {
    const { mempool, coin } = await setUp();
    const spent = coin();
    const old = payOn([spent], 1000);
    mempool.accept(old);
    const tx = payOn([spent], 5000);
    expect(mempool.test(tx)).toMatchObject({
      ok: true,
      value: { tx, fee: 5000, modifiedFee: 5000, vsize: 96, replaced: [{ tx: old }] },
    });
    expect([...mempool.entries()].map((entry) => entry.tx)).toEqual([old]);
  });

  it('judges several as if those before were there', async () => {
    const { outcomes, coin } = await setUp();
    const parent = payOn([coin()], 1000);
    const child = payOn([outputAt(parent, 0)], 1000);
    const other = payOn([coin()], 1000);
    expect(outcomes(parent, child, other)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(outcomes(child, parent)).toBe('package-not-sorted');
    expect(outcomes(other, child)).toEqual(['not judged', 'bad-txns-inputs-missingorspent']);
  });

  it('counts the limits of clusters over several', async () => {
    const { outcomes, coin } = await setUp({ limits: { clusterCount: 4, clusterVsize: 101_000 } });
    const chain = [payOn([coin()], 1000)];
    while (chain.length < 5) chain.push(payOn([outputAt(expectDefined(chain.at(-1), 'a parent'), 0)], 1000));
    expect(outcomes(...chain.slice(0, 4))).toEqual(new Array(4).fill('accepted'));
    expect(outcomes(...chain)).toBe('too-large-cluster');
  });

  it('lets none of several replace anything', async () => {
    const { mempool, outcomes, coin } = await setUp();
    const spent = coin();
    mempool.accept(payOn([spent], 1000));
    expect(outcomes(payOn([spent], 5000), payOn([coin()], 1000))).toEqual([
      'bip125-replacement-disallowed',
      'not judged',
    ]);
  });

  it('runs scripts after everything else: what failed before leaves the others without an answer', async () => {
    const { outcomes, coin, mine } = await setUp();
    const made = spend([coin()], [payTo(keyLock(1), 100_000)]);
    await mine([made]);
    const forged = payOn([outputAt(made, 0, keyLock(2))], 1000);
    const [fine, cheap, child] = [
      payOn([coin()], 1000),
      payOn([coin()], 0),
      payOn([outputAt(forged, 0)], 1000),
    ];
    const failed = expect.stringMatching(/^mempool-script-verify-flag-failed/);
    expect(outcomes(fine, forged, child)).toEqual(['accepted', failed, 'not judged']);
    expect(outcomes(forged, fine, cheap)).toEqual(['not judged', 'not judged', 'min relay fee not met']);
  });

  it('has nothing to say of nothing', async () => {
    const { outcomes } = await setUp();
    expect(outcomes()).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { payOn } from '../../helpers/spending.ts';
import { openTestMempool, TEST_MATURITY, type TestMempoolOptions } from '../../helpers/test-mempool.ts';

const NOT_KEPT: TestMempoolOptions = { options: { isPersistent: false } };

it.each([{}, NOT_KEPT])('save writes what is there, and nothing else: %j', async (options) => {
  const first = await openTestMempool();
  const coins = (await first.mineCoins(3 + TEST_MATURITY)).slice(0, 3);
  const [old, ours, late] = coins.map((coin) => payOn([expectDefined(coin, 'a coin')], 1000)) as [
    ReturnType<typeof payOn>,
    ReturnType<typeof payOn>,
    ReturnType<typeof payOn>,
  ];
  first.mempool.accept(old);
  first.mempool.close();
  first.crash();
  const { path } = first;
  const second = await openTestMempool({ ...options, path });
  await second.mempool.load(async () => {});
  await second.mine([old]);
  const answered = second.mempool.submit(ours);
  second.mempool.save();
  second.timers.runAll();
  await answered;
  // Nothing that comes later is written by a crash.
  second.mempool.accept(late);
  second.crash();
  const third = await openTestMempool({ path });
  await third.mempool.load(async () => {});
  expect([...third.mempool.entries()].map(({ tx }) => displayHash(tx.txid))).toEqual([
    displayHash(ours.txid),
  ]);
  expect(third.mempool.unbroadcast.count()).toBe(1);
});

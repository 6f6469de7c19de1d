import { expect, it } from 'vitest';
import { openTestMempool } from '../../helpers/test-mempool.ts';
import { payOn, keyLock, outputAt } from '../../helpers/spending.ts';

it('smoke', async () => {
  const t = await openTestMempool();
  const [coin] = await t.mineCoins(8);
  const a = payOn([coin!], 1000, { lock: keyLock(1) });
  const r = t.mempool.accept(a);
  expect(r).toMatchObject({ ok: true });
  const b = payOn([outputAt(a, 0, keyLock(1))], 1000);
  expect(t.mempool.accept(b)).toMatchObject({ ok: true });
  await t.mine([a, b]);
  expect(t.events.length).toBe(4);
  await t.chainstate.invalidateBlock(t.chainstate.tip());
  expect(t.mempool.count()).toBe(2);
});

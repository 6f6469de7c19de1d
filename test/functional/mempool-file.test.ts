import { expect, it } from 'vitest';
import { EXAMPLE_ADDRESS, EXAMPLE_SIGNED_HEX, EXAMPLE_TXID } from '../../src/rpc/methods/examples.ts';
import { startRegtest } from '../helpers/daemon.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';

it('a daemon takes in the mempool that another has saved', { timeout: 4 * PATIENCE_MS }, async () => {
  const [first, second] = [await startRegtest(), await startRegtest()];
  // Chains of their own, which begin with the same reward.
  for (const { call } of [first, second]) await call('generateToAddress', [101, EXAMPLE_ADDRESS]);
  await first.call('submitTransaction', [EXAMPLE_SIGNED_HEX]);
  await first.call('prioritiseTransaction', [EXAMPLE_TXID, 0, 1000]);
  const { filename } = await first.call<{ filename: string }>('saveMempool');
  expect(filename.startsWith(first.folder)).toBe(true);

  const options = { apply_fee_delta_priority: true, apply_unbroadcast_set: true };
  expect(await second.call('importMempool', [filename, options])).toEqual({});
  const entry = { fees: { base: 0.0001, modified: 0.00011 }, unbroadcast: true };
  expect(await second.call('getMempoolEntry', [EXAMPLE_TXID])).toMatchObject(entry);
  // What was taken in is in the database.
  await second.stop();
  const again = await startRegtest({ datadir: second.datadir });
  expect(await again.call('getMempoolEntry', [EXAMPLE_TXID])).toMatchObject(entry);
  await again.stop();
  await first.stop();
});

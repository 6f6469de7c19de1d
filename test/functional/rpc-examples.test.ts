import { expect, it } from 'vitest';
import { RPC_METHODS } from '../../src/rpc/methods/all.ts';
import { expectDocumentedResult } from '../helpers/check-result.ts';
import { type Daemon, startRegtest } from '../helpers/daemon.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';

/** Every method's own example, as `help` shows it, on a chain with history: the answer is as its schema says. */

const ADDRESS = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';

/** Examples that name a block of which no node but this one knows. */
async function exampleOf(
  method: (typeof RPC_METHODS)[number],
  { call }: Daemon,
): Promise<readonly unknown[]> {
  if (method.lowerName !== 'invalidateblock') return method.example;
  return [await call('getBlockHash', [120])];
}

it('every RPC method answers its own example as documented', { timeout: 4 * PATIENCE_MS }, async () => {
  const daemon = await startRegtest();
  await daemon.call('generateToAddress', [125, ADDRESS]);
  // The last method of all, for nothing answers after it.
  const methods = RPC_METHODS.filter(({ lowerName }) => lowerName !== 'stop');
  for (const method of methods) {
    const answer = await daemon.call(method.name, await exampleOf(method, daemon));
    expectDocumentedResult(method, answer);
    expect(await daemon.call('help', [method.name])).toMatch(new RegExp(`^${method.lowerName}\\b`));
  }
  await daemon.stop();
});

import { expect } from 'vitest';
import type { Transaction, TxOutput } from '../../src/primitives/tx.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { type Lock, outputAt, type Spendable, spend } from './spending.ts';
import { openTestMempool, TEST_MATURITY, type TestMempool, type TestMempoolOptions } from './test-mempool.ts';

/** A mempool with mature coins that anyone can spend. */
export interface AcceptFixture extends TestMempool {
  /** Each time another one. */
  coin(): Spendable;
  /** An output of that script, in a block. */
  confirmed(output: TxOutput, lock: Lock): Promise<Spendable>;
  /** `accepted`, or the reason; a refusal changes nothing. */
  outcome(tx: Transaction): string;
}

/** Ten coins, and as many blocks more as they need to mature. */
export async function openAcceptFixture(options: TestMempoolOptions = {}): Promise<AcceptFixture> {
  const node = await openTestMempool(options);
  const coins = (await node.mineCoins(10 + TEST_MATURITY)).slice(0, 10);
  const coin = (): Spendable => expectDefined(coins.pop(), 'another coin');
  return {
    ...node,
    coin,
    async confirmed(output, lock) {
      const tx = spend([coin()], [output]);
      await node.mine([tx]);
      return outputAt(tx, 0, lock);
    },
    outcome(tx) {
      const before = {
        events: node.events.length,
        sequence: node.mempool.sequence(),
        info: node.mempool.info(),
      };
      const tested = node.mempool.test(tx);
      const verdict = node.mempool.accept(tx);
      expect(tested).toEqual(verdict);
      if (verdict.ok) return 'accepted';
      const after = {
        events: node.events.length,
        sequence: node.mempool.sequence(),
        info: node.mempool.info(),
      };
      expect(after).toEqual(before);
      return verdict.code;
    },
  };
}

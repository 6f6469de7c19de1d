import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTopologicalOrder } from '../../src/mempool/topological-order.ts';
import { outPointKey } from '../../src/primitives/outpoint.ts';
import type { Transaction } from '../../src/primitives/tx.ts';
import { equalBytes } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import {
  OTHER_LOCK,
  OWN_LOCK,
  openTestWallet,
  type TestWallet,
  WALLET_TEST_MATURITY,
} from '../helpers/test-wallet.ts';

/** The wallet against a replay of the whole chain, over random payments, blocks and reorganisations. */

type Step =
  | { readonly kind: 'mine'; readonly isOwn: boolean; readonly takes: number }
  | { readonly kind: 'pay'; readonly value: number; readonly isSent: boolean }
  | { readonly kind: 'reorganise'; readonly depth: number; readonly length: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('mine' as const), isOwn: fc.boolean(), takes: fc.nat(3) }),
  fc.record({
    kind: fc.constant('pay' as const),
    value: fc.integer({ min: 294, max: 9_000_000_000 }),
    isSent: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('reorganise' as const),
    depth: fc.integer({ min: 1, max: 4 }),
    length: fc.integer({ min: 1, max: 3 }),
  }),
);

interface ModelCoin {
  readonly value: number;
  readonly height: number;
  readonly isCoinbase: boolean;
}

/** What the key has by a replay of every block, then of what waits: nobody else pays to it here. */
function replay({ chainstate, mempool }: TestWallet): { trusted: number; immature: number } {
  const coins = new Map<string, ModelCoin>();
  const make = ({ txid, outputs }: Transaction, made: Omit<ModelCoin, 'value'>) => {
    for (const [index, { value, scriptPubKey }] of outputs.entries()) {
      const name = outPointKey({ txid, index });
      if (equalBytes(scriptPubKey, OWN_LOCK.scriptPubKey)) coins.set(name, { value, ...made });
    }
  };
  const spend = ({ inputs }: Transaction) => {
    for (const { prevout } of inputs) coins.delete(outPointKey(prevout));
  };
  const { height: tip } = chainstate.tip();
  for (let height = 1; height <= tip; height++) {
    const entry = expectDefined(chainstate.atHeight(height), 'a block at each height');
    const { transactions } = expectDefined(chainstate.readBlock(entry), 'its data');
    for (const [index, tx] of transactions.entries()) make(tx, { height, isCoinbase: index === 0 });
    transactions.forEach(spend);
  }
  // All made, then all spent: what came back from blocks need not come in the order of who spends whom.
  const waiting = [...mempool.entries()].map(({ tx }) => tx);
  for (const tx of waiting) make(tx, { height: tip + 1, isCoinbase: false });
  waiting.forEach(spend);
  const isImmature = ({ height, isCoinbase }: ModelCoin) => isCoinbase && tip - height < WALLET_TEST_MATURITY;
  const sum = (list: readonly ModelCoin[]) => list.reduce((total, { value }) => total + value, 0);
  const all = [...coins.values()];
  return { trusted: sum(all.filter((coin) => !isImmature(coin))), immature: sum(all.filter(isImmature)) };
}

async function take(node: TestWallet, step: Step, tag: number): Promise<void> {
  switch (step.kind) {
    case 'mine': {
      // What came back from blocks need not come in the order of who spends whom, as a block has to.
      const waiting = inTopologicalOrder([...node.mempool.entries()]);
      const transactions = waiting.slice(0, step.takes).map(({ tx }) => tx);
      await node.mine({ to: step.isOwn ? OWN_LOCK : OTHER_LOCK, transactions, tag });
      return;
    }
    case 'pay': {
      const output = { value: step.value, scriptPubKey: OTHER_LOCK.scriptPubKey };
      const result = await node.wallet.preparePayment(output);
      if (!result.ok) return;
      const { txid } = result.payment.tx;
      if (step.isSent) expect(await node.wallet.sendPayment(txid)).toMatchObject({ ok: true });
      else expect(node.wallet.cancelPayment(txid)).toBe(true);
      return;
    }
    case 'reorganise': {
      const height = Math.max(1, node.chainstate.tip().height - step.depth + 1);
      const block = node.chainstate.atHeight(height);
      if (block) await node.chainstate.invalidateBlock(block);
      for (let i = 0; i < step.length; i++) await node.mine({ to: OTHER_LOCK, tag });
    }
  }
}

describe('the wallet', () => {
  it('has what a replay of the chain says, whatever is paid, mined and reorganised', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 25 }), async (steps) => {
        const node = await openTestWallet();
        for (let i = 0; i < 2 + WALLET_TEST_MATURITY; i++) await node.mine();
        for (const [index, step] of steps.entries()) {
          await take(node, step, index + 1);
          const balances = await node.wallet.balances();
          expect(balances).toEqual({ untrustedPending: 0, ...replay(node) });
          const spendable = await node.wallet.spendableCoins();
          expect(spendable.reduce((sum, { coin }) => sum + coin.output.value, 0)).toBe(balances.trusted);
        }
      }),
      // So that a failure is told with its seed, however long it takes to make it smaller.
      { numRuns: 20, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true },
    );
  });
});

import { describe, expect, it } from 'vitest';
import {
  createDisconnectedTransactions,
  type DroppedTransaction,
} from '../../../src/mempool/disconnected-transactions.ts';
import { estimateTransactionUsage } from '../../../src/mempool/memory-usage.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { inputOf, transactionOf } from '../../helpers/transactions.ts';

/** A block of these transactions alone. */
const [TEMPLATE] = buildChain(GENESIS, 1);
const blockOf = (...transactions: readonly Transaction[]) =>
  ({ ...(TEMPLATE as object), transactions }) as never;

const txs = Array.from({ length: 6 }, (_, i) => transactionOf({ inputs: [inputOf(i)] }));
const [a, b, c, d, e, f] = txs as [
  Transaction,
  Transaction,
  Transaction,
  Transaction,
  Transaction,
  Transaction,
];
const txsOf = (dropped: readonly DroppedTransaction[]) => dropped.map(({ tx }) => tx);
const SIZE = estimateTransactionUsage(a);

describe('createDisconnectedTransactions', () => {
  it('gives them in the order of the chain that they were in, once', () => {
    const disconnected = createDisconnectedTransactions(100 * SIZE);
    for (const block of [blockOf(e, f), blockOf(c, d), blockOf(a, b)])
      expect(disconnected.addBlock(block)).toEqual([]);
    expect(disconnected.take()).toEqual([a, b, c, d, e, f]);
    expect(disconnected.take()).toEqual([]);
  });

  it('forgets those that came in another block', () => {
    const disconnected = createDisconnectedTransactions(100 * SIZE);
    disconnected.addBlock(blockOf(c, d));
    disconnected.addBlock(blockOf(a, b));
    disconnected.removeForBlock(blockOf(b, c, f));
    expect(disconnected.take()).toEqual([a, d]);
  });

  it('keeps as many as there is room for, those of the lower blocks', () => {
    const disconnected = createDisconnectedTransactions(3 * SIZE);
    expect(disconnected.addBlock(blockOf(d, e, f))).toEqual([]);
    expect(txsOf(disconnected.addBlock(blockOf(b, c)))).toEqual([f, e]);
    expect(disconnected.take()).toEqual([b, c, d]);
  });

  it('has room again for what was forgotten or taken', () => {
    const disconnected = createDisconnectedTransactions(2 * SIZE);
    disconnected.addBlock(blockOf(c, d));
    disconnected.removeForBlock(blockOf(c));
    expect(disconnected.addBlock(blockOf(b))).toEqual([]);
    expect(disconnected.take()).toEqual([b, d]);
    disconnected.forgetAll();
    expect(disconnected.addBlock(blockOf(e, f))).toEqual([]);
  });

  it('counts what it gave away until the reorganisation is over', () => {
    const disconnected = createDisconnectedTransactions(3 * SIZE);
    disconnected.addBlock(blockOf(e, f));
    expect(disconnected.take()).toEqual([e, f]);
    expect(disconnected.addBlock(blockOf(c, d))).toMatchObject([{ txid: f.txid, tx: undefined }]);
    expect(disconnected.take()).toEqual([c, d]);
    expect(txsOf(disconnected.addBlock(blockOf(a, b)))).toEqual([undefined, undefined]);
    expect(disconnected.take()).toEqual([a, b]);
  });

  it('keeps none that alone is more than there is room for', () => {
    const disconnected = createDisconnectedTransactions(SIZE - 1);
    expect(txsOf(disconnected.addBlock(blockOf(a)))).toEqual([a]);
    expect(disconnected.take()).toEqual([]);
  });
});

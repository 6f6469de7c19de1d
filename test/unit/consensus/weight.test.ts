import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockWeight, transactionWeight, virtualSize } from '../../../src/consensus/weight.ts';
import { serializeBlock } from '../../../src/primitives/block.ts';
import { makeTransaction } from '../../../src/primitives/tx.ts';
import { anyBlock, anyTransaction } from '../../helpers/arbitraries.ts';

describe('transactionWeight', () => {
  it('counts a byte of the witness once, any other four times', () => {
    fc.assert(
      fc.property(anyTransaction, (tx) => {
        const bare = makeTransaction({
          ...tx,
          inputs: tx.inputs.map((input) => ({ ...input, witness: [] })),
        });
        expect(transactionWeight(bare)).toBe(4 * bare.size);
        expect(transactionWeight(tx)).toBe(4 * bare.size + tx.size - bare.size);
      }),
    );
  });
});

describe('blockWeight', () => {
  it('is that of its transactions, and four times the header and their number', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        const framing = serializeBlock({ ...block, transactions: [] }).length;
        const weights = block.transactions.map(transactionWeight);
        expect(blockWeight(block)).toBe(weights.reduce((sum, weight) => sum + weight, 4 * framing));
      }),
    );
  });
});

describe('virtualSize', () => {
  it('is a quarter of the weight, rounded up', () => {
    expect([0, 1, 4, 5, 8, 561].map(virtualSize)).toEqual([0, 1, 1, 2, 2, 141]);
  });
});

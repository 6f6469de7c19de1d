import { describe, expect, it } from 'vitest';
import { checkMutation } from '../../../src/consensus/mutated-block.ts';
import { makeBlock } from '../../../src/primitives/block.ts';
import { ACCEPTED } from '../../../src/util/verdict.ts';
import { buildBlock, GENESIS, solveBlock } from '../../helpers/chain-builder.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const { merkleRoot: _, ...HEADER } = GENESIS.header;

describe('checkMutation', () => {
  it('accepts a block whose transactions are those of its header', () => {
    expect(checkMutation(buildBlock(GENESIS), true)).toEqual(ACCEPTED);
  });

  it('bad-txnmrklroot where they are others', () => {
    const { header } = buildBlock(GENESIS);
    expect(checkMutation(makeBlock(header, [transactionOf()]), true)).toMatchObject({
      code: 'bad-txnmrklroot',
    });
  });

  it('bad-txns-duplicate where the last ones are there twice', () => {
    const { header, transactions } = buildBlock(GENESIS, {
      transactions: [transactionOf({ lockTime: 1 }), transactionOf()],
    });
    const again = makeBlock(header, [...transactions, transactionOf()]);
    expect(checkMutation(again, true)).toMatchObject({ code: 'bad-txns-duplicate' });
  });

  it('unexpected-witness where segwit is not active, nothing where it is', () => {
    const block = buildBlock(GENESIS);
    expect(checkMutation(block, false)).toMatchObject({ code: 'unexpected-witness' });
    expect(checkMutation(block, true)).toEqual(ACCEPTED);
  });

  it('doubts a block without a coinbase only where a transaction has 64 bytes', () => {
    const sized = (size: number) => {
      const input = inputOf({ txid: GENESIS.hash, index: 0 });
      const empty = transactionOf({ inputs: [input], outputs: [outputOf(0, new Uint8Array())] });
      const script = new Uint8Array(size - empty.strippedSize);
      return transactionOf({ inputs: [input], outputs: [outputOf(0, script)] });
    };
    expect(checkMutation(solveBlock(HEADER, [sized(64)]), true)).toMatchObject({ code: 'bad-txnmrklroot' });
    expect(checkMutation(solveBlock(HEADER, [sized(63)]), true)).toEqual(ACCEPTED);
    expect(checkMutation(solveBlock(HEADER, [sized(65)]), true)).toEqual(ACCEPTED);
  });
});

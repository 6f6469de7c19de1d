import { describe, expect, it } from 'vitest';
import { checkBlock } from '../../../src/consensus/check-block.ts';
import { type Block, makeBlock, strippedBlockSize } from '../../../src/primitives/block.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { Opcode } from '../../../src/script/opcodes.ts';
import { ACCEPTED, reject } from '../../../src/util/verdict.ts';
import { buildBlock, GENESIS, solveBlock, solveHeader } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const PARAMS = REGTEST.consensus;

const coinbaseWith = (...scripts: Uint8Array[]): Transaction =>
  transactionOf({
    inputs: [inputOf(NULL_OUTPOINT, { scriptSig: new Uint8Array(2) })],
    outputs: scripts.map((script) => outputOf(0, script)),
  });

const { merkleRoot: _, ...HEADER } = GENESIS.header;
const blockOf = (...transactions: Transaction[]): Block => solveBlock(HEADER, transactions);
const COINBASE = coinbaseWith(new Uint8Array());

describe('checkBlock', () => {
  it('accepts a good block', () => {
    expect(checkBlock(buildBlock(GENESIS), PARAMS)).toEqual(ACCEPTED);
    expect(checkBlock(REGTEST.genesis, PARAMS)).toEqual(ACCEPTED);
  });

  it('high-hash, before all else', () => {
    const { header, transactions } = buildBlock(GENESIS);
    const unsolved = makeBlock(solveHeader(header, false), transactions);
    expect(checkBlock(unsolved, PARAMS)).toMatchObject({ code: 'high-hash' });
    expect(checkBlock({ ...unsolved, transactions: [] }, PARAMS)).toMatchObject({ code: 'high-hash' });
  });

  it('bad-txnmrklroot', () => {
    const block = blockOf(COINBASE, transactionOf());
    expect(checkBlock(block, PARAMS)).toEqual(ACCEPTED);
    expect(checkBlock({ ...block, transactions: [COINBASE] }, PARAMS)).toEqual(
      reject('bad-txnmrklroot', 'hashMerkleRoot mismatch'),
    );
  });

  it('bad-txns-duplicate (CVE-2012-2459)', () => {
    const [a, b] = [transactionOf(), transactionOf({ lockTime: 1 })];
    const block = blockOf(COINBASE, a, b);
    expect(checkBlock(block, PARAMS)).toEqual(ACCEPTED);
    expect(checkBlock({ ...block, transactions: [COINBASE, a, b, b] }, PARAMS)).toEqual(
      reject('bad-txns-duplicate', 'duplicate transaction'),
    );
  });

  it('bad-blk-length of a block without transactions', () => {
    expect(checkBlock(blockOf(), PARAMS)).toEqual(reject('bad-blk-length', 'size limits failed'));
  });

  it('bad-blk-length of a block of more than a million bytes without witnesses', () => {
    const sized = (size: number): Block => {
      const framing = strippedBlockSize(blockOf(coinbaseWith(new Uint8Array(70_000)))) - 70_000;
      return blockOf(coinbaseWith(new Uint8Array(size - framing)));
    };
    expect(strippedBlockSize(sized(1_000_000))).toBe(1_000_000);
    expect(checkBlock(sized(1_000_000), PARAMS)).toEqual(ACCEPTED);
    expect(checkBlock(sized(1_000_001), PARAMS)).toMatchObject({ code: 'bad-blk-length' });
  });

  it('bad-cb-missing', () => {
    expect(checkBlock(blockOf(COINBASE), PARAMS)).toEqual(ACCEPTED);
    expect(checkBlock(blockOf(transactionOf(), COINBASE), PARAMS)).toEqual(
      reject('bad-cb-missing', 'first tx is not coinbase'),
    );
  });

  it('bad-cb-multiple', () => {
    expect(checkBlock(blockOf(COINBASE, transactionOf()), PARAMS)).toEqual(ACCEPTED);
    expect(checkBlock(blockOf(COINBASE, transactionOf(), coinbaseWith(Uint8Array.of(1))), PARAMS)).toEqual(
      reject('bad-cb-multiple', 'more than one coinbase'),
    );
  });

  it('the reason of checkTransaction, with the transaction that is at fault', () => {
    const bad = transactionOf({ outputs: [outputOf(-1)] });
    expect(checkBlock(blockOf(COINBASE, transactionOf(), bad), PARAMS)).toMatchObject({
      code: 'bad-txns-vout-negative',
      debug: expect.stringContaining(displayHash(bad.txid)),
    });
  });

  it('bad-blk-sigops', () => {
    const checksigs = (count: number) => new Uint8Array(count).fill(Opcode.OP_CHECKSIG);
    expect(checkBlock(blockOf(coinbaseWith(checksigs(20_000))), PARAMS)).toEqual(ACCEPTED);
    expect(checkBlock(blockOf(coinbaseWith(checksigs(20_001))), PARAMS)).toEqual(
      reject('bad-blk-sigops', 'out-of-bounds SigOpCount'),
    );
  });

  it('bad-blk-sigops over inputs and outputs of all transactions, a multisig as 20', () => {
    const multisigs = new Uint8Array(500).fill(Opcode.OP_CHECKMULTISIG);
    const spending = (scriptSig: Uint8Array) =>
      transactionOf({ inputs: [inputOf(1, { scriptSig })], outputs: [outputOf(0, multisigs)] });
    const almost = [coinbaseWith(multisigs.subarray(0, 250)), spending(multisigs.subarray(0, 250))];
    expect(checkBlock(blockOf(...almost), PARAMS)).toEqual(ACCEPTED);
    const oneMore = coinbaseWith(multisigs.subarray(0, 250), Uint8Array.of(Opcode.OP_CHECKSIGVERIFY));
    expect(checkBlock(blockOf(oneMore, ...almost.slice(1)), PARAMS)).toMatchObject({
      code: 'bad-blk-sigops',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { checkBlockInContext } from '../../../src/consensus/check-block-context.ts';
import { blockWeight } from '../../../src/consensus/weight.ts';
import type { Block } from '../../../src/primitives/block.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import { SEQUENCE_FINAL, type Transaction } from '../../../src/primitives/tx.ts';
import { pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { ACCEPTED, reject } from '../../../src/util/verdict.ts';
import { buildBlock, GENESIS } from '../../helpers/chain-builder.ts';
import { REGTEST } from '../../helpers/regtest.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const HEIGHT = 200;
const BLOCK_TIME = 1_600_000_000;
const MEDIAN = BLOCK_TIME - 3_000;
const PARENT = { ...GENESIS, height: HEIGHT - 1 };

/** Checks a block at HEIGHT. @param csv - height from which BIP113 holds */
const check = (block: Block, { csv = 1, bip34 = 1, segwit = 0 } = {}) => {
  const activationHeights = { ...REGTEST.consensus.activationHeights, csv, bip34, segwit };
  return checkBlockInContext(block, {
    parent: { height: HEIGHT - 1, medianTimePast: MEDIAN },
    params: { ...REGTEST.consensus, activationHeights },
  });
};

const blockWith = (...transactions: Transaction[]): Block =>
  buildBlock(PARENT, { time: BLOCK_TIME, transactions });

const locked = (lockTime: number): Transaction =>
  transactionOf({ lockTime, inputs: [inputOf(1, { sequence: 0 })] });

describe('checkBlockInContext', () => {
  it('bad-txns-nonfinal by height', () => {
    expect(check(blockWith(locked(HEIGHT - 1)))).toEqual(ACCEPTED);
    expect(check(blockWith(locked(HEIGHT)))).toEqual(reject('bad-txns-nonfinal', 'non-final transaction'));
  });

  it('bad-txns-nonfinal by the median time past, once BIP113 holds', () => {
    expect(check(blockWith(locked(MEDIAN - 1)), { csv: HEIGHT })).toEqual(ACCEPTED);
    expect(check(blockWith(locked(MEDIAN)), { csv: HEIGHT })).toMatchObject({ code: 'bad-txns-nonfinal' });
  });

  it("bad-txns-nonfinal by the block's own time before", () => {
    expect(check(blockWith(locked(BLOCK_TIME - 1)), { csv: HEIGHT + 1 })).toEqual(ACCEPTED);
    expect(check(blockWith(locked(BLOCK_TIME)), { csv: HEIGHT + 1 })).toMatchObject({
      code: 'bad-txns-nonfinal',
    });
  });

  it('bad-txns-nonfinal for the coinbase too', () => {
    const coinbaseLocked = (lockTime: number): Block => {
      const inputs = [inputOf(NULL_OUTPOINT, { scriptSig: pushInt(HEIGHT), sequence: SEQUENCE_FINAL - 1 })];
      return buildBlock(PARENT, { coinbase: { lockTime, inputs, outputs: [outputOf(0)] } });
    };
    expect(check(coinbaseLocked(HEIGHT - 1))).toEqual(ACCEPTED);
    expect(check(coinbaseLocked(HEIGHT))).toMatchObject({ code: 'bad-txns-nonfinal' });
  });

  it.each([1, 16, 17, 127, 128, 200, 255, 256, 32_767, 32_768, 8_388_608])(
    'bad-cb-height where the script does not start with height %d as it is pushed',
    (height) => {
      const at = (scriptSig: Uint8Array) => {
        const inputs = [inputOf(NULL_OUTPOINT, { scriptSig })];
        const block = buildBlock(GENESIS, { coinbase: { inputs, outputs: [outputOf(0)] } });
        return checkBlockInContext(block, {
          parent: { height: height - 1, medianTimePast: 0 },
          params: REGTEST.consensus,
        });
      };
      const wrong = reject('bad-cb-height', `block height mismatch in coinbase: expected ${height}`);
      expect(at(concatBytes(pushInt(height), Uint8Array.of(7)))).toEqual(ACCEPTED);
      expect(at(pushInt(height))).toEqual(ACCEPTED);
      expect(at(pushInt(height - 1))).toEqual(wrong);
      expect(at(pushInt(height + 1))).toEqual(wrong);
      expect(at(pushInt(height).subarray(0, -1))).toEqual(wrong);
      expect(at(new Uint8Array())).toEqual(wrong);
    },
  );

  it('bad-cb-height from the activation of BIP34 on', () => {
    const inputs = [inputOf(NULL_OUTPOINT, { scriptSig: pushInt(7) })];
    const block = buildBlock(PARENT, { coinbase: { inputs, outputs: [outputOf(0)] } });
    expect(check(block, { bip34: HEIGHT + 1 })).toEqual(ACCEPTED);
    expect(check(block, { bip34: HEIGHT })).toMatchObject({ code: 'bad-cb-height' });
  });

  it('unexpected-witness until segwit is active, after which the commitment counts', () => {
    const block = blockWith(transactionOf({ inputs: [inputOf(1, { witness: [new Uint8Array(1)] })] }));
    expect(check(block, { segwit: HEIGHT + 1 })).toMatchObject({ code: 'unexpected-witness' });
    expect(check(block, { segwit: HEIGHT })).toEqual(ACCEPTED);
  });

  it('bad-blk-weight', () => {
    const weighing = (weight: number): Block => {
      const withWitness = (size: number): Block =>
        blockWith(transactionOf({ inputs: [inputOf(1, { witness: [new Uint8Array(size)] })] }));
      const almost = 3_900_000;
      return withWitness(almost + weight - blockWeight(withWitness(almost)));
    };
    const heaviest = weighing(4_000_000);
    expect(blockWeight(heaviest)).toBe(4_000_000);
    expect(check(heaviest)).toEqual(ACCEPTED);
    expect(check(weighing(4_000_001))).toEqual(
      reject('bad-blk-weight', 'weight limit failed: got 4000001, at most 4000000'),
    );
  });

  it('judges the commitment before the weight: the witness of a valid block may have been bloated', () => {
    const heavy = transactionOf({ inputs: [inputOf(1, { witness: [new Uint8Array(4_000_000)] })] });
    const block = blockWith(transactionOf());
    const [coinbase] = block.transactions;
    if (!coinbase) throw new Error('a block has a coinbase');
    expect(check({ ...block, transactions: [coinbase, heavy] })).toMatchObject({
      code: 'bad-witness-merkle-match',
    });
  });
});

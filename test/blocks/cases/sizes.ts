import { type Block, blockSize, makeBlock, strippedBlockSize } from '../../../src/primitives/block.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import { makeTransaction, type Transaction } from '../../../src/primitives/tx.ts';
import { pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { invariant } from '../../../src/util/invariant.ts';
import type { BlockOptions, BuiltBlock } from '../../helpers/chain-builder.ts';
import { outputAt, payOn, payTo, spend } from '../../helpers/spending.ts';
import { inputOf, outputOf } from '../../helpers/transactions.ts';
import type { Ground } from '../ground.ts';
import { p2wshLock, payToScript, through, times } from '../locks.ts';
import { accepted, type CaseTable, refused, refuses, story, takes } from '../table.ts';

/** The limits of a block's size without witnesses, 1,000,000 bytes, and of its weight, 4,000,000. */

const MAX_SIZE = 1_000_000;
const MAX_WEIGHT = 4_000_000;

const weightOf = (block: Block): number => 3 * strippedBlockSize(block) + blockSize(block);

/** The block whose last transaction's output is so long that it has that size without witnesses. */
function sized(ground: Ground, size: number, options: BlockOptions = {}): BuiltBlock {
  const withOutput = (length: number): BuiltBlock =>
    ground.block({
      ...options,
      transactions: [...(options.transactions ?? []), payToScript([ground.coin(11)], new Uint8Array(length))],
    });
  const length = 100_000 + size - strippedBlockSize(withOutput(100_000));
  const block = withOutput(length);
  invariant(strippedBlockSize(block) === size, 'the block has the size that was asked for');
  return block;
}

/** A coinbase without a witness, and so a block without a commitment. */
function withoutWitness({ tip }: Ground): BlockOptions {
  const scriptSig = concatBytes(pushInt(tip.height + 1), Uint8Array.of(0, 0));
  return { coinbase: { inputs: [inputOf(NULL_OUTPOINT, { scriptSig })] } };
}

/** A block of that weight, with a witness item of such a length as makes it come out. */
function weighing(ground: Ground, weight: number): BuiltBlock {
  const heavy = (item: number) => {
    const lock = p2wshLock('DROP 1', [new Uint8Array(item)]);
    return { transactions: [...through(ground.coin(1), lock)] };
  };
  const witnessBytes = (block: Block): number => blockSize(block) - strippedBlockSize(block);
  const fixed = witnessBytes(ground.block(heavy(10)));
  const item = 10 + ((((weight - fixed) % 4) + 4) % 4);
  const size = (weight - fixed - (item - 10)) / 4;
  const block = sized(ground, size, heavy(item));
  invariant(weightOf(block) === weight, 'the block has the weight that was asked for');
  return block;
}

/** Transactions with so many bytes of witness, of items as long as they may be. */
function witnessOf({ coin }: Ground, items: number, inputs: number): readonly Transaction[] {
  const stack = Array.from({ length: items }, () => new Uint8Array(520));
  const lock = p2wshLock(`${times(items / 2, '2DROP')} 1`, stack);
  const fund = payOn([coin(1)], 0, { lock, parts: inputs });
  return [
    fund,
    payOn(
      fund.outputs.map((_, index) => outputAt(fund, index, lock)),
      0,
    ),
  ];
}

export const SIZE_CASES: CaseTable = {
  'a size of 1,000,000 bytes without witnesses': accepted((ground) =>
    sized(ground, MAX_SIZE, withoutWitness(ground)),
  ),
  'a size of 1,000,001 bytes without witnesses': refused('bad-blk-length', (ground) =>
    sized(ground, MAX_SIZE + 1, withoutWitness(ground)),
  ),
  'a size of 1,000,000 bytes, and a witness': refused('bad-blk-weight', (ground) => sized(ground, MAX_SIZE)),
  'a weight of 4,000,000': accepted((ground) => weighing(ground, MAX_WEIGHT)),
  'a weight of 4,000,001': refused('bad-blk-weight', (ground) => weighing(ground, MAX_WEIGHT + 1)),
  'a weight of 4,000,004': refused('bad-blk-weight', (ground) => weighing(ground, MAX_WEIGHT + 4)),
  'more than 3,000,000 bytes, most of them witness': accepted((ground) => {
    const block = ground.block({ transactions: witnessOf(ground, 390, 15) });
    invariant(blockSize(block) > 3_000_000, 'most of it is witness');
    return block;
  }),
  'a witness that grew too heavy on the way, then the good block': story((ground) => {
    const lock = p2wshLock('1');
    const good = ground.holding(...through(ground.coin(1), lock));
    const bloated = good.transactions.map((tx, i) =>
      i < 2
        ? tx
        : makeTransaction({
            ...tx,
            inputs: tx.inputs.map((input) => ({ ...input, witness: [new Uint8Array(MAX_WEIGHT)] })),
          }),
    );
    return [refuses(makeBlock(good.header, bloated), 'bad-witness-merkle-match'), takes(good)];
  }),
  '252 transactions': accepted(({ holding, coin }) => holding(...manyTransactions(coin(1), 251))),
  '253 transactions, whose number takes three bytes': accepted(({ holding, coin }) =>
    holding(...manyTransactions(coin(1), 252)),
  ),
};

/** A transaction that makes outputs, and one for each but one of them: `count` in all. */
function manyTransactions(coin: Parameters<typeof spend>[0][number], count: number): readonly Transaction[] {
  const lock = p2wshLock('1');
  const fund = payOn([coin], 0, { lock, parts: count });
  return [
    fund,
    ...Array.from({ length: count - 1 }, (_, i) =>
      spend([outputAt(fund, i, lock)], [payTo(lock, i), outputOf(0)]),
    ),
  ];
}

import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import { SEQUENCE_FINAL, type TxInput } from '../../../src/primitives/tx.ts';
import { pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { type BlockOptions, buildCoinbase, solveBlock } from '../../helpers/chain-builder.ts';
import { payOn } from '../../helpers/spending.ts';
import { inputOf, numberedHash, outputOf, transactionOf } from '../../helpers/transactions.ts';
import { type Ground, NEW_REGTEST, regtestWith } from '../ground.ts';
import { scriptOf } from '../locks.ts';
import { accepted, type CaseTable, refused, story, takes } from '../table.ts';

/** The coinbase: where it stands, its script, its height and what it takes. */

const SUBSIDY = 50_0000_0000;

/** The coinbase's only input with that script. */
function shows(scriptSig: Uint8Array, changes: Partial<TxInput> = {}): BlockOptions {
  const input = { prevout: NULL_OUTPOINT, scriptSig, sequence: SEQUENCE_FINAL };
  return { coinbase: { inputs: [{ ...input, witness: [], ...changes }] } };
}

/** A script of that many bytes that starts with the height of a block on the tip. */
function scriptOfSize({ tip }: Ground, size: number): Uint8Array {
  const height = pushInt(tip.height + 1);
  return concatBytes(height, new Uint8Array(Math.max(0, size - height.length))).subarray(0, size);
}

const takesIn = (...values: readonly number[]): BlockOptions => ({
  coinbase: { outputs: values.map((value) => outputOf(value)) },
});

/** A block of these transactions alone, whatever they are. */
function holdingOnly({ block }: Ground, ...transactions: Parameters<typeof solveBlock>[1]) {
  const { merkleRoot: _, ...header } = block().header;
  return solveBlock(header, transactions);
}

export const COINBASE_CASES: CaseTable = {
  'a script of 1 byte': refused('bad-cb-length', (ground) => ground.block(shows(scriptOfSize(ground, 1)))),
  'a script of 2 bytes': accepted((ground) => ground.block(shows(scriptOfSize(ground, 2)))),
  'a script of 100 bytes': accepted((ground) => ground.block(shows(scriptOfSize(ground, 100)))),
  'a script of 101 bytes': refused('bad-cb-length', (ground) =>
    ground.block(shows(scriptOfSize(ground, 101))),
  ),
  'an empty script': refused('bad-cb-length', ({ block }) => block(shows(new Uint8Array()))),

  'another height': refused('bad-cb-height', ({ block, tip }) => block(shows(pushInt(tip.height)))),
  'the height of the next block': refused('bad-cb-height', ({ block, tip }) =>
    block(shows(pushInt(tip.height + 2))),
  ),
  'no height': refused('bad-cb-height', ({ block }) => block(shows(scriptOf('0 0')))),
  'the height in a longer push': refused('bad-cb-height', ({ block }) =>
    block(shows(scriptOf('0x4c 0x01 0x6f'))),
  ),
  'the height with a zero byte more': refused('bad-cb-height', ({ block }) =>
    block(shows(scriptOf('0x02 0x6f00'))),
  ),
  'the height not at the start': refused('bad-cb-height', ({ block, tip }) =>
    block(shows(concatBytes(scriptOf('NOP'), pushInt(tip.height + 1)))),
  ),
  'height 1 as a byte': refused(
    'bad-cb-height',
    ({ block }) => block(shows(scriptOf('0x01 0x01'))),
    NEW_REGTEST,
  ),
  'height 1 as OP_1': accepted(({ block }) => block(shows(scriptOf('1 NOP'))), NEW_REGTEST),
  'height 16 as OP_16, height 17 as a byte': story(
    ({ block, on }) => {
      const sixteenth = block(shows(scriptOf('16 NOP')));
      return [takes(sixteenth), takes(on(sixteenth, shows(scriptOf('0x01 0x11'))))];
    },
    regtestWith({}, 15),
  ),
  'height 128 with a zero byte, since it would be negative': accepted(
    ({ block }) => block(shows(scriptOf('0x02 0x8000'))),
    regtestWith({}, 127),
  ),
  'no height below the height of BIP34, then with it': story(
    ({ block, on }) => {
      const without = block({ ...shows(scriptOf('0 0')), header: { version: 1 } });
      return [takes(without), takes(on(without, shows(scriptOf('3 NOP'))))];
    },
    regtestWith({ activationHeights: { bip34: 3, bip66: 3, bip65: 3 } }, 1),
  ),

  'the whole subsidy': accepted(({ block }) => block(takesIn(SUBSIDY))),
  'less than the subsidy': accepted(({ block }) => block(takesIn(1))),
  nothing: accepted(({ block }) => block(takesIn(0))),
  'a satoshi more than the subsidy': refused('bad-cb-amount', ({ block }) => block(takesIn(SUBSIDY + 1))),
  'a satoshi more than the subsidy, in parts': refused('bad-cb-amount', ({ block }) =>
    block(takesIn(1, SUBSIDY)),
  ),
  'the subsidy and the fees': accepted(({ block, coin }) =>
    block({ ...takesIn(SUBSIDY + 10), transactions: [payOn([coin(1)], 7), payOn([coin(2)], 3)] }),
  ),
  'a satoshi more than the subsidy and the fees': refused('bad-cb-amount', ({ block, coin }) =>
    block({ ...takesIn(SUBSIDY + 11), transactions: [payOn([coin(1)], 7), payOn([coin(2)], 3)] }),
  ),
  'the halved subsidy': accepted(({ block }) => block(takesIn(SUBSIDY / 2)), regtestWith({}, 149)),
  'more than the halved subsidy': refused(
    'bad-cb-amount',
    ({ block }) => block(takesIn(SUBSIDY / 2 + 1)),
    regtestWith({}, 149),
  ),
  'the whole subsidy, one block before it is halved': accepted(
    ({ block }) => block(takesIn(SUBSIDY)),
    regtestWith({}, 148),
  ),
  'a negative output': refused('bad-txns-vout-negative', ({ block }) => block(takesIn(-1))),
  'no outputs': refused('bad-txns-vout-empty', ({ block, tip }) => {
    const { coinbase } = shows(pushInt(tip.height + 1));
    return block({ coinbase: { ...coinbase, outputs: [] } });
  }),

  'no transactions at all': refused('bad-blk-length', (ground) => holdingOnly(ground)),
  'no coinbase': refused('bad-cb-missing', (ground) => holdingOnly(ground, payOn([ground.coin(1)], 0))),
  'the coinbase in the second place': refused('bad-cb-missing', (ground) =>
    holdingOnly(ground, payOn([ground.coin(1)], 0), buildCoinbase(ground.tip.height + 1)),
  ),
  'two coinbases': refused('bad-cb-multiple', ({ tip, block }) =>
    block({ transactions: [buildCoinbase(tip.height + 1, { tag: 1 })] }),
  ),
  'a coinbase in the last place too': refused('bad-cb-multiple', ({ tip, coin, block }) =>
    block({ transactions: [payOn([coin(1)], 0), buildCoinbase(tip.height + 1, { tag: 1 })] }),
  ),
  'two inputs that spend nothing': refused('bad-cb-missing', ({ block }) => {
    const nothing = inputOf(NULL_OUTPOINT, { scriptSig: scriptOf('111') });
    return block({ coinbase: { inputs: [nothing, nothing] } });
  }),
  'an input with the index of nothing, but a hash': refused('bad-cb-missing', ({ block }) => {
    const { index } = NULL_OUTPOINT;
    return block({
      coinbase: { inputs: [inputOf({ txid: numberedHash(1), index }, { scriptSig: scriptOf('111') })] },
    });
  }),
  'an input with the hash of nothing, but an index': refused('bad-cb-missing', ({ block }) => {
    const { txid } = NULL_OUTPOINT;
    return block({ coinbase: { inputs: [inputOf({ txid, index: 0 }, { scriptSig: scriptOf('111') })] } });
  }),
  'a lock time, at the last height that it allows': accepted(({ block, tip }) => {
    const { coinbase } = shows(pushInt(tip.height + 1), { sequence: 0 });
    return block({ coinbase: { ...coinbase, lockTime: tip.height } });
  }),
  'a lock time that holds': refused('bad-txns-nonfinal', ({ block, tip }) => {
    const { coinbase } = shows(pushInt(tip.height + 1), { sequence: 0 });
    return block({ coinbase: { ...coinbase, lockTime: tip.height + 1 } });
  }),
  'no outputs to spend: all are OP_RETURN': accepted(({ block }) =>
    block({ coinbase: { outputs: [outputOf(SUBSIDY, scriptOf('RETURN'))] } }),
  ),
  'a version that nobody knows': accepted(({ block }) => block({ coinbase: { version: 0xffffffff } })),
  'an ordinary transaction that is like a coinbase, but spends a coin': refused('bad-cb-missing', (ground) =>
    holdingOnly(ground, transactionOf({ inputs: [inputOf(ground.coin(1))] })),
  ),
};

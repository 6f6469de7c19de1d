import { checkTransaction } from '../../../src/consensus/check-tx.ts';
import { checkTransactionInputs } from '../../../src/consensus/check-tx-inputs.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import {
  decodeTransaction,
  serializeTransaction,
  type Transaction,
  type TransactionFields,
} from '../../../src/primitives/tx.ts';
import { pushData } from '../../../src/script/push.ts';
import { fromHex, toHex } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import {
  BARE_LOCK,
  OPEN_LOCK,
  outputAt,
  payOn,
  payTo,
  type Spendable,
  spend,
} from '../../helpers/spending.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';
import { type Ground, regtestWith } from '../ground.ts';
import { payToScript } from '../locks.ts';
import { accepted, type CaseTable, keeps, refused, refuses, ruleAlone, story, takes } from '../table.ts';

/** Transactions by themselves, and what they spend. */

/** A block with a transaction that spends the first coin but for what the fields say. */
function withFields(fields: (coin: Spendable) => Partial<TransactionFields>) {
  return ({ holding, coin }: Ground) =>
    holding(transactionOf({ inputs: [inputOf(coin(1))], ...fields(coin(1)) }));
}

/** A block with a transaction that makes outputs of these values. */
const making = (...values: readonly number[]) =>
  withFields(() => ({ outputs: values.map((value) => outputOf(value)) }));

/** A value that no number can say is put into the bytes. @param value - 8 bytes in hex, as they are sent */
function withRawValue(tx: Transaction, value: string): Transaction {
  const hex = toHex(serializeTransaction({ ...tx, outputs: [outputOf(0x1234567890)] }));
  const decoded = decodeTransaction(expectDefined(fromHex(hex.replace('9078563412000000', value)), 'hex'));
  if (!decoded.ok) throw new Error('the changed transaction does not decode');
  return decoded.value;
}

/** A transaction of so many bytes without witness. */
function transactionOfSize(coin: Spendable, size: number): Transaction {
  const empty = payToScript([coin], new Uint8Array(100_000));
  return payToScript([coin], new Uint8Array(100_000 + size - empty.strippedSize));
}

export const TRANSACTION_CASES: CaseTable = {
  'neither inputs nor outputs': refused('bad-txns-vin-empty', ({ holding }) =>
    holding(transactionOf({ inputs: [], outputs: [] })),
  ),
  'no outputs': refused(
    'bad-txns-vout-empty',
    withFields(() => ({ outputs: [] })),
  ),
  'a transaction larger than a block': ruleAlone(
    'bad-txns-oversize',
    ({ coin }) => checkTransaction(transactionOfSize(coin(1), 1_000_001)),
    refused('bad-blk-length', ({ holding, coin }) => holding(transactionOfSize(coin(1), 1_000_001))),
  ),
  'the largest transaction is larger than a block can hold': ruleAlone(
    'accepted',
    ({ coin }) => checkTransaction(transactionOfSize(coin(1), 1_000_000)),
    refused('bad-blk-length', ({ holding, coin }) => holding(transactionOfSize(coin(1), 1_000_000))),
  ),
  'an output of nothing': accepted(making(0)),
  'an output below nothing': refused('bad-txns-vout-negative', making(-1)),
  'the lowest output that 64 bits can say': refused('bad-txns-vout-negative', ({ holding, coin }) =>
    holding(withRawValue(payOn([coin(1)], 0), '0000000000000080')),
  ),
  'the highest output that 64 bits can say': refused('bad-txns-vout-toolarge', ({ holding, coin }) =>
    holding(withRawValue(payOn([coin(1)], 0), 'ffffffffffffff7f')),
  ),
  'an output of all money that can be': refused('bad-txns-in-belowout', making(MAX_MONEY)),
  'an output above all money': refused('bad-txns-vout-toolarge', making(MAX_MONEY + 1)),
  'outputs of all money together': refused('bad-txns-in-belowout', making(MAX_MONEY - 1, 1)),
  'outputs above all money together': refused('bad-txns-txouttotal-toolarge', making(MAX_MONEY, 1)),
  'the same input twice': refused(
    'bad-txns-inputs-duplicate',
    withFields((coin) => ({ inputs: [inputOf(coin), inputOf(coin)] })),
  ),
  'the same input twice, with other sequences and another between': refused(
    'bad-txns-inputs-duplicate',
    withFields((coin) => ({ inputs: [inputOf(coin), inputOf(1), inputOf(coin, { sequence: 0 })] })),
  ),
  'an input that spends nothing beside one that does': refused(
    'bad-txns-prevout-null',
    withFields((coin) => ({ inputs: [inputOf(coin), inputOf(NULL_OUTPOINT)] })),
  ),
  'a transaction of 64 bytes': accepted(withFields(() => ({ outputs: [outputOf(1, new Uint8Array(4))] }))),
  'a version that nobody knows': accepted(withFields(() => ({ version: 0xffffffff }))),
  'an empty script': accepted(withFields(() => ({ outputs: [outputOf(1, new Uint8Array())] }))),
  'a thousand outputs': accepted(({ holding, coin }) => holding(payOn([coin(1)], 0, { parts: 1000 }))),
};

export const INPUT_CASES: CaseTable = {
  'a coinbase 100 blocks below': accepted(({ holding, coin }) => holding(payOn([coin(11)], 0))),
  'a coinbase 99 blocks below': refused('bad-txns-premature-spend-of-coinbase', ({ holding, coin }) =>
    holding(payOn([coin(12)], 0)),
  ),
  'a mature coinbase and one that is not': refused(
    'bad-txns-premature-spend-of-coinbase',
    ({ holding, coin }) => holding(payOn([coin(1), coin(110)], 0)),
  ),
  'a coinbase that matures one block later': story(({ block, on, coin }) => {
    const transactions = [payOn([coin(12)], 0)];
    const next = block();
    return [
      refuses(block({ transactions }), 'bad-txns-premature-spend-of-coinbase'),
      takes(next),
      takes(on(next, { transactions })),
    ];
  }),
  "the block's own coinbase": refused('bad-txns-premature-spend-of-coinbase', ({ block, tip }) => {
    // Without a witness it has no commitment, and so the same hash whatever follows it.
    const scriptSig = pushData(Uint8Array.of(tip.height + 1));
    const coinbase = { inputs: [inputOf(NULL_OUTPOINT, { scriptSig })] };
    const own = outputAt(expectDefined(block({ coinbase }).transactions[0], 'a coinbase'), 0, BARE_LOCK);
    return block({ coinbase, transactions: [payOn([own], 0)] });
  }),
  'the coinbase of the genesis block': refused(
    'bad-txns-inputs-missingorspent',
    ({ holding, genesis }) => {
      const [coinbase] = genesis.transactions;
      return holding(payOn([outputAt(expectDefined(coinbase, 'a coinbase'), 0)], 0));
    },
    regtestWith({ coinbaseMaturity: 1 }, 2),
  ),
  'an output of a transaction that nobody knows': refused(
    'bad-txns-inputs-missingorspent',
    withFields(() => ({ inputs: [inputOf(77)] })),
  ),
  'an output that the transaction does not have': refused(
    'bad-txns-inputs-missingorspent',
    withFields(({ txid }) => ({ inputs: [inputOf({ txid, index: 1 })] })),
  ),
  'the highest index that there is': refused(
    'bad-txns-inputs-missingorspent',
    withFields(({ txid }) => ({ inputs: [inputOf({ txid, index: 0xffffffff })] })),
  ),
  'the hash of nothing with an index': refused(
    'bad-txns-inputs-missingorspent',
    withFields((coin) => ({ inputs: [inputOf(coin), inputOf({ ...NULL_OUTPOINT, index: 0 })] })),
  ),
  'an output that an earlier block spent': story(({ holding, coin, on }) => {
    const first = holding(payOn([coin(1)], 0));
    const again = on(first, { transactions: [payOn([coin(1)], 0, { parts: 2 })] });
    return [takes(first), refuses(again, 'bad-txns-inputs-missingorspent')];
  }),
  'an output spent twice in one block': refused('bad-txns-inputs-missingorspent', ({ holding, coin }) =>
    holding(payOn([coin(1)], 0), payOn([coin(1)], 0, { parts: 2 })),
  ),
  'an output of an earlier transaction of the block': accepted(({ holding, coin }) => {
    const pay = payOn([coin(1)], 0);
    return holding(pay, payOn([outputAt(pay, 0)], 0));
  }),
  'an output of a later transaction of the block': refused(
    'bad-txns-inputs-missingorspent',
    ({ holding, coin }) => {
      const pay = payOn([coin(1)], 0);
      return holding(payOn([outputAt(pay, 0)], 0), pay);
    },
  ),
  'an output of an earlier transaction, spent twice': refused(
    'bad-txns-inputs-missingorspent',
    ({ holding, coin }) => {
      const pay = payOn([coin(1)], 0);
      return holding(pay, payOn([outputAt(pay, 0)], 0), payOn([outputAt(pay, 0)], 0, { parts: 2 }));
    },
  ),
  'a chain of fifty transactions in one block': accepted(({ holding, coin }) => {
    const chain = [payOn([coin(1)], 0)];
    for (let last = chain[0]; last && chain.length < 50; last = chain.at(-1))
      chain.push(payOn([outputAt(last, 0)], 1));
    return holding(...chain);
  }),
  'an OP_RETURN output': refused('bad-txns-inputs-missingorspent', ({ holding, coin }) => {
    const burn = payToScript([coin(1)], 'RETURN');
    return holding(burn, payOn([outputAt(burn, 0)], 0));
  }),
  'an OP_RETURN output of an earlier block': story(({ holding, on, coin }) => {
    const burn = payToScript([coin(1)], 'RETURN 1');
    const first = holding(burn);
    const next = on(first, { transactions: [payOn([outputAt(burn, 0)], 0)] });
    return [takes(first), refuses(next, 'bad-txns-inputs-missingorspent')];
  }),
  'an output whose script is too long to run': refused(
    'bad-txns-inputs-missingorspent',
    ({ holding, coin }) => {
      const long = payToScript([coin(1)], new Uint8Array(10_001).fill(0x51));
      return holding(long, payOn([outputAt(long, 0)], 0));
    },
  ),
  'OP_RETURN outputs come and go in a reorganisation': story(({ tip, on, coin }) => {
    const burn = spend(
      [coin(1)],
      [outputOf(0, Uint8Array.of(0x6a)), payTo(OPEN_LOCK, 1), outputOf(0, Uint8Array.of(0x6a))],
    );
    const a1 = on(tip, { transactions: [burn, payOn([outputAt(burn, 1)], 0)] });
    const b1 = on(tip, { tag: 2, transactions: [burn] });
    const b2 = on(b1);
    const a2 = on(a1);
    return [takes(a1), keeps(b1), takes(b2), keeps(a2), takes(on(a2))];
  }),
};

/** A network of which a single coinbase may hold all money that can be; its coins mature at once. */
const RICH = regtestWith({ initialSubsidy: MAX_MONEY, coinbaseMaturity: 1 }, 3);

export const VALUE_CASES: CaseTable = {
  'all of an input': accepted(({ holding, coin }) => holding(payOn([coin(1)], 0))),
  'a satoshi more than the inputs': refused('bad-txns-in-belowout', ({ holding, coin }) =>
    holding(spend([coin(1)], [payTo(OPEN_LOCK, coin(1).value + 1)])),
  ),
  'a satoshi more than two inputs': refused('bad-txns-in-belowout', ({ holding, coin }) =>
    holding(spend([coin(1), coin(2)], [payTo(OPEN_LOCK, 2 * coin(1).value + 1)])),
  ),
  'an input with all money': accepted(({ holding, coin }) => holding(payOn([coin(1)], 0)), RICH),
  'inputs with more than all money': refused(
    'bad-txns-inputvalues-outofrange',
    ({ holding, coin }) => holding(spend([coin(1), coin(2)], [payTo(OPEN_LOCK, 1)])),
    RICH,
  ),
  'a fee of all money': accepted(
    ({ holding, coin }) => holding(spend([coin(1)], [payTo(OPEN_LOCK, 0)])),
    RICH,
  ),
  'fees of all money together': accepted(
    ({ holding, coin }) =>
      holding(spend([coin(1)], [payTo(OPEN_LOCK, MAX_MONEY - 1)]), spend([coin(2)], [payTo(OPEN_LOCK, 1)])),
    RICH,
  ),
  'fees of more than all money together': refused(
    'bad-txns-accumulated-fee-outofrange',
    ({ holding, coin }) =>
      holding(
        spend([coin(1)], [payTo(OPEN_LOCK, MAX_MONEY - 2)]),
        spend([coin(2)], [payTo(OPEN_LOCK, 1)]),
        spend([coin(3)], [payTo(OPEN_LOCK, 0)]),
      ),
    RICH,
  ),
  'a fee of more than all money': ruleAlone(
    'bad-txns-fee-outofrange',
    ({ coin }) => {
      const coins = [{ output: payTo(OPEN_LOCK, coin(1).value), height: 1, isCoinbase: false }];
      const tx = transactionOf({ inputs: [inputOf(coin(1))], outputs: [outputOf(-MAX_MONEY)] });
      return checkTransactionInputs(tx, coins, { height: 111, coinbaseMaturity: 100 });
    },
    refused('bad-txns-vout-negative', making(-MAX_MONEY)),
  ),
};

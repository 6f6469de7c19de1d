import { describe, expect, it } from 'vitest';
import { checkTransaction } from '../../../src/consensus/check-tx.ts';
import { MAX_MONEY } from '../../../src/primitives/amount.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import { decodeTransaction, serializeTransaction, type Transaction } from '../../../src/primitives/tx.ts';
import { ACCEPTED, reject } from '../../../src/util/verdict.ts';
import { inputOf, numberedHash, outputOf, transactionOf } from '../../helpers/transactions.ts';

const MAX_STRIPPED_SIZE = 1_000_000;

/** A transaction of that stripped size, in which a long script fills what is left. */
function transactionOfSize(strippedSize: number, witness: readonly Uint8Array[] = []): Transaction {
  const withScript = (length: number): Transaction =>
    transactionOf({
      inputs: [inputOf(1, { witness })],
      outputs: [outputOf(1, new Uint8Array(length).fill(0x51))],
    });
  const shorter = withScript(strippedSize - 1000);
  return withScript(strippedSize - 1000 + strippedSize - shorter.strippedSize);
}

const coinbaseOf = (scriptSize: number): Transaction =>
  transactionOf({ inputs: [inputOf(NULL_OUTPOINT, { scriptSig: new Uint8Array(scriptSize) })] });

describe('checkTransaction', () => {
  it('bad-txns-vin-empty', () => {
    expect(checkTransaction(transactionOf({ inputs: [inputOf(1)] }))).toEqual(ACCEPTED);
    expect(checkTransaction(transactionOf({ inputs: [] }))).toEqual(reject('bad-txns-vin-empty'));
  });

  it('bad-txns-vout-empty', () => {
    expect(checkTransaction(transactionOf({ outputs: [outputOf(0)] }))).toEqual(ACCEPTED);
    expect(checkTransaction(transactionOf({ outputs: [] }))).toEqual(reject('bad-txns-vout-empty'));
  });

  it('bad-txns-oversize', () => {
    const largest = transactionOfSize(MAX_STRIPPED_SIZE);
    expect(largest.strippedSize).toBe(MAX_STRIPPED_SIZE);
    expect(checkTransaction(largest)).toEqual(ACCEPTED);
    expect(checkTransaction(transactionOfSize(MAX_STRIPPED_SIZE + 1))).toEqual(reject('bad-txns-oversize'));
  });

  it('bad-txns-oversize does not count the witness', () => {
    const witness = [new Uint8Array(1000)];
    expect(checkTransaction(transactionOfSize(MAX_STRIPPED_SIZE, witness))).toEqual(ACCEPTED);
  });

  it('bad-txns-vout-negative', () => {
    expect(checkTransaction(transactionOf({ outputs: [outputOf(0)] }))).toEqual(ACCEPTED);
    expect(checkTransaction(transactionOf({ outputs: [outputOf(5), outputOf(-1)] }))).toEqual(
      reject('bad-txns-vout-negative'),
    );
  });

  it('bad-txns-vout-toolarge', () => {
    expect(checkTransaction(transactionOf({ outputs: [outputOf(MAX_MONEY)] }))).toEqual(ACCEPTED);
    expect(checkTransaction(transactionOf({ outputs: [outputOf(MAX_MONEY + 1)] }))).toEqual(
      reject('bad-txns-vout-toolarge'),
    );
  });

  it.each([
    ['ffffffffffffff7f', 'bad-txns-vout-toolarge'],
    ['0000000000000080', 'bad-txns-vout-negative'],
  ] as const)('of the amount %s, which no number holds: %s', (amount, code) => {
    const bytes = Buffer.from(serializeTransaction(transactionOf({ outputs: [outputOf(1)] })));
    Buffer.from(amount, 'hex').copy(bytes, bytes.length - 4 - 2 - 8);
    const decoded = decodeTransaction(bytes);
    expect(decoded.ok && checkTransaction(decoded.value)).toEqual(reject(code));
  });

  it('bad-txns-txouttotal-toolarge', () => {
    const withTotal = (total: number): Transaction =>
      transactionOf({ outputs: [outputOf(MAX_MONEY - 1), outputOf(total - MAX_MONEY + 1)] });
    expect(checkTransaction(withTotal(MAX_MONEY))).toEqual(ACCEPTED);
    expect(checkTransaction(withTotal(MAX_MONEY + 1))).toEqual(reject('bad-txns-txouttotal-toolarge'));
  });

  it('bad-txns-inputs-duplicate', () => {
    const txid = numberedHash(1);
    const spending = (...indexes: number[]): Transaction =>
      transactionOf({ inputs: indexes.map((index) => inputOf({ txid, index })) });
    expect(checkTransaction(spending(0, 1, 0x10000))).toEqual(ACCEPTED);
    expect(checkTransaction(spending(0, 1, 0))).toEqual(reject('bad-txns-inputs-duplicate'));
  });

  it('bad-cb-length', () => {
    expect(checkTransaction(coinbaseOf(1))).toEqual(reject('bad-cb-length'));
    expect(checkTransaction(coinbaseOf(2))).toEqual(ACCEPTED);
    expect(checkTransaction(coinbaseOf(100))).toEqual(ACCEPTED);
    expect(checkTransaction(coinbaseOf(101))).toEqual(reject('bad-cb-length'));
  });

  it('bad-txns-prevout-null', () => {
    const almostNull = inputOf({ txid: NULL_OUTPOINT.txid, index: 0xfffffffe });
    expect(checkTransaction(transactionOf({ inputs: [inputOf(1), almostNull] }))).toEqual(ACCEPTED);
    expect(checkTransaction(transactionOf({ inputs: [inputOf(1), inputOf(NULL_OUTPOINT)] }))).toEqual(
      reject('bad-txns-prevout-null'),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { displayHash, toHash256 } from '../../../src/primitives/hash256.ts';
import {
  makeTransaction,
  serializeTransaction,
  serializeWithoutWitness,
  type Transaction,
} from '../../../src/primitives/tx.ts';
import { decodeTransactionHex, EITHER_FORM } from '../../../src/rpc/transaction-hex.ts';
import { Opcode } from '../../../src/script/opcodes.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const WITH_WITNESS = transactionOf({ inputs: [inputOf(1, { witness: [Uint8Array.of(1)] })] });

/** No inputs and one output whose value begins with 00 01, so that it reads like a flag and a list of inputs too. */
const WITHOUT_INPUTS = makeTransaction({ version: 2, inputs: [], outputs: [outputOf(1000)], lockTime: 0 });

/**
 * A transaction with a witness whose bytes are also one without inputs: the id that it spends begins with the rest of
 * that one's value, the length of its script and the script's first opcode, which pushes all that follows.
 */
function ambiguousTransaction(
  scriptPubKey: Uint8Array,
  firstOpcode: number = Opcode.OP_PUSHDATA1,
): Transaction {
  const withTxid = (txid: Uint8Array) =>
    makeTransaction({
      version: 2,
      inputs: [inputOf({ txid: toHash256(txid), index: 0 }, { witness: [Uint8Array.of(1)] })],
      outputs: [outputOf(1, scriptPubKey)],
      lockTime: 0,
    });
  const txid = new Uint8Array(32);
  const headSize = 4 + 1 + 1 + 8 + 1;
  const scriptSize = withTxid(txid).size - headSize - 4;
  txid.set([scriptSize, firstOpcode, scriptSize - 2], 7);
  return withTxid(txid);
}

const hexOf = (tx: Parameters<typeof serializeTransaction>[0]) => toHex(serializeTransaction(tx));

describe('decodeTransactionHex', () => {
  it('reads both forms of a transaction with inputs', () => {
    expect(decodeTransactionHex(hexOf(WITH_WITNESS))).toEqual(WITH_WITNESS);
    const stripped = toHex(serializeWithoutWitness(WITH_WITNESS));
    expect(decodeTransactionHex(stripped)?.wtxid).toEqual(WITH_WITNESS.txid);
  });

  it('takes a transaction without inputs for what its scripts make of it', () => {
    const found = decodeTransactionHex(hexOf(WITHOUT_INPUTS), EITHER_FORM);
    expect(found?.inputs).toEqual([]);
    expect(found?.outputs).toEqual(WITHOUT_INPUTS.outputs);
    expect(displayHash(found?.txid ?? WITH_WITNESS.txid)).toBe(displayHash(WITHOUT_INPUTS.txid));
    expect(found?.size).toBe(WITHOUT_INPUTS.size);
  });

  it('tries only the forms that are asked for', () => {
    const witnessOnly = { witness: true, noWitness: false };
    const noWitnessOnly = { witness: false, noWitness: true };
    expect(decodeTransactionHex(hexOf(WITH_WITNESS), witnessOnly)).toEqual(WITH_WITNESS);
    expect(decodeTransactionHex(hexOf(WITH_WITNESS), noWitnessOnly)).toBeUndefined();
    expect(decodeTransactionHex(hexOf(WITHOUT_INPUTS), witnessOnly)).toBeUndefined();
    expect(decodeTransactionHex(hexOf(WITHOUT_INPUTS))).toBeUndefined();
    expect(decodeTransactionHex(hexOf(WITHOUT_INPUTS), noWitnessOnly)?.inputs).toEqual([]);
  });

  it('prefers the form whose scripts make sense, else the newer one', () => {
    const sane = ambiguousTransaction(Uint8Array.of(Opcode.OP_1));
    expect(decodeTransactionHex(hexOf(sane), EITHER_FORM)).toEqual(sane);
    const insane = ambiguousTransaction(Uint8Array.of(Opcode.OP_INVALIDOPCODE));
    expect(decodeTransactionHex(hexOf(insane), EITHER_FORM)?.inputs).toEqual([]);
    const insaneEitherWay = ambiguousTransaction(
      Uint8Array.of(Opcode.OP_INVALIDOPCODE),
      Opcode.OP_INVALIDOPCODE,
    );
    expect(decodeTransactionHex(hexOf(insaneEitherWay), EITHER_FORM)).toEqual(insaneEitherWay);
  });

  it.each(['', '0', 'zz', '00', `${hexOf(WITH_WITNESS)}00`, hexOf(WITH_WITNESS).slice(2)])(
    'knows that %j is none',
    (text) => {
      expect(decodeTransactionHex(text)).toBeUndefined();
    },
  );

  it('keeps a value that no transaction can pay out of exact arithmetic, but reads on', () => {
    const tx = transactionOf({ outputs: [outputOf(1)] });
    const huge = hexOf(tx).replace('0100000000000000015100000000', 'ffffffffffffff7f015100000000');
    expect(decodeTransactionHex(huge)?.outputs[0]?.value).toBe(2 ** 53);
  });
});

import { type Hash256, hash256 } from '../../src/primitives/hash256.ts';
import type { OutPoint } from '../../src/primitives/outpoint.ts';
import {
  makeTransaction,
  SEQUENCE_FINAL,
  type Transaction,
  type TransactionFields,
  type TxInput,
  type TxOutput,
} from '../../src/primitives/tx.ts';

/** Small transactions for the rules that look at their fields; nothing here is signed. */

/** The hash of a small number: one hash for each. */
export function numberedHash(number: number): Hash256 {
  return hash256(Uint8Array.of(number & 0xff, (number >>> 8) & 0xff, (number >>> 16) & 0xff, number >>> 24));
}

/** An input that spends an output; of another transaction for each number. */
export function inputOf(prevout: OutPoint | number, fields: Partial<TxInput> = {}): TxInput {
  const outpoint = typeof prevout === 'number' ? { txid: numberedHash(prevout), index: 0 } : prevout;
  return {
    prevout: outpoint,
    scriptSig: new Uint8Array(),
    sequence: SEQUENCE_FINAL,
    witness: [],
    ...fields,
  };
}

/** An output that anyone can spend. @param value - satoshis */
export function outputOf(value: number, scriptPubKey: Uint8Array = Uint8Array.of(0x51)): TxOutput {
  return { value, scriptPubKey };
}

/** A transaction with one input and one output of 1 satoshi, unless the fields say otherwise. */
export function transactionOf(fields: Partial<TransactionFields> = {}): Transaction {
  return makeTransaction({
    version: 2,
    inputs: [inputOf(1)],
    outputs: [outputOf(1)],
    lockTime: 0,
    ...fields,
  });
}

import { Type } from '@sinclair/typebox';
import { transactionWeight, virtualSize } from '../../consensus/weight.ts';
import type { Satoshis } from '../../primitives/amount.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { isCoinbase, serializeTransaction, type Transaction, type TxInput } from '../../primitives/tx.ts';
import type { AddressPrefixes } from '../../script/address.ts';
import { scriptToAsm } from '../../script/asm.ts';
import { toHex } from '../../util/bytes.ts';
import { amount } from '../json.ts';
import { amountResult, hashHex, hexResult } from '../schemas.ts';
import { ScriptPubKeyView, scriptPubKeyView } from './script.ts';

const WitnessView = Type.Array(hexResult('Hex-encoded witness data'));

const InputView = Type.Object({
  coinbase: Type.Optional(hexResult('The scriptSig of a coinbase (only if this is one)')),
  txid: Type.Optional(hashHex()),
  vout: Type.Optional(Type.Integer({ description: 'The output number' })),
  scriptSig: Type.Optional(
    Type.Object({
      asm: Type.String({ description: 'Disassembly of the signature script' }),
      hex: hexResult('The raw signature script bytes, hex-encoded'),
    }),
  ),
  txinwitness: Type.Optional(WitnessView),
  sequence: Type.Integer({ description: 'The script sequence number' }),
});

const OutputView = Type.Object({
  value: amountResult('The value in BTC'),
  n: Type.Integer({ description: 'Index' }),
  scriptPubKey: ScriptPubKeyView,
});

export const TransactionView = Type.Object({
  txid: hashHex(),
  hash: hashHex(),
  version: Type.Integer(),
  size: Type.Integer({ description: 'The serialized transaction size, bytes' }),
  vsize: Type.Integer({ description: 'The virtual transaction size (BIP141)' }),
  weight: Type.Integer({ description: 'The weight (BIP141)' }),
  locktime: Type.Integer(),
  vin: Type.Array(InputView),
  vout: Type.Array(OutputView),
  fee: Type.Optional(amountResult('The transaction fee, where the undo data are there')),
  hex: hexResult('The serialized, hex-encoded transaction'),
});

/**
 * A transaction as RPC shows it.
 * @param fee - satoshis, where known
 * @source Bitcoin Core src/core_io.cpp TxToUniv
 */
export function transactionView(tx: Transaction, prefixes: AddressPrefixes, fee?: Satoshis) {
  const weight = transactionWeight(tx);
  return {
    txid: displayHash(tx.txid),
    hash: displayHash(tx.wtxid),
    version: tx.version,
    size: tx.size,
    vsize: virtualSize(weight),
    weight,
    locktime: tx.lockTime,
    vin: tx.inputs.map((input) => (isCoinbase(tx) ? coinbaseInputView(input) : inputView(input))),
    vout: tx.outputs.map(({ value, scriptPubKey }, n) => ({
      value: amount(value),
      n,
      scriptPubKey: scriptPubKeyView(scriptPubKey, prefixes),
    })),
    ...(fee !== undefined && { fee: amount(fee) }),
    hex: toHex(serializeTransaction(tx)),
  };
}

function coinbaseInputView(input: TxInput) {
  return { coinbase: toHex(input.scriptSig), ...witnessView(input), sequence: input.sequence };
}

function inputView(input: TxInput) {
  return {
    txid: displayHash(input.prevout.txid),
    vout: input.prevout.index,
    scriptSig: { asm: scriptToAsm(input.scriptSig, { decodeSighash: true }), hex: toHex(input.scriptSig) },
    ...witnessView(input),
    sequence: input.sequence,
  };
}

function witnessView(input: TxInput) {
  return input.witness.length > 0 ? { txinwitness: input.witness.map((item) => toHex(item)) } : {};
}

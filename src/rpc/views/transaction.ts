import type { Coin } from '../../consensus/coin.ts';
import { transactionWeight, virtualSize } from '../../consensus/weight.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { isCoinbase, serializeTransaction, type Transaction, type TxInput } from '../../primitives/tx.ts';
import type { AddressPrefixes } from '../../script/address.ts';
import { scriptToAsm } from '../../script/asm.ts';
import { toHex } from '../../util/bytes.ts';
import { Type } from '../../util/schema.ts';
import { amount, hexOf } from '../json.ts';
import { amountResult, hashHex, hexResult } from '../schemas.ts';
import { ScriptPubKeyView, scriptPubKeyView } from './script.ts';

const inputFields = {
  coinbase: Type.Optional(hexResult('The scriptSig of a coinbase (only if this is one)')),
  txid: Type.Optional(hashHex()),
  vout: Type.Optional(Type.Integer({ description: 'The output number' })),
  scriptSig: Type.Optional(
    Type.Object({
      asm: Type.String({ description: 'Disassembly of the signature script' }),
      hex: hexResult('The raw signature script bytes, hex-encoded'),
    }),
  ),
  txinwitness: Type.Optional(Type.Array(hexResult('Hex-encoded witness data'))),
};

const sequenceField = { sequence: Type.Integer({ description: 'The script sequence number' }) };

const PrevoutView = Type.Object(
  {
    generated: Type.Boolean({ description: 'Coinbase or not' }),
    height: Type.Integer({ description: 'The height of the prevout' }),
    value: amountResult('The value in BTC'),
    scriptPubKey: ScriptPubKeyView,
  },
  { description: 'The previous output, where the undo data are there' },
);

const OutputView = Type.Object({
  value: amountResult('The value in BTC'),
  n: Type.Integer({ description: 'Index' }),
  scriptPubKey: ScriptPubKeyView,
});

/** The fields that a transaction has wherever RPC shows it. */
export const transactionFields = {
  txid: hashHex(),
  hash: hashHex(),
  version: Type.Integer(),
  size: Type.Integer({ description: 'The serialized transaction size, bytes' }),
  vsize: Type.Integer({ description: 'The virtual transaction size (BIP141)' }),
  weight: Type.Integer({ description: 'The weight (BIP141)' }),
  locktime: Type.Integer(),
  vin: Type.Array(Type.Object({ ...inputFields, ...sequenceField })),
  vout: Type.Array(OutputView),
};

/** The fee, which only the coins that are spent tell. */
export const feeField = {
  fee: Type.Optional(amountResult('The transaction fee, where the undo data are there')),
};

export const hexField = { hex: hexResult('The serialized, hex-encoded transaction') };

export const TransactionView = Type.Object({ ...transactionFields, ...feeField, ...hexField });

/** The same fields, with the spent outputs in the inputs. */
export const transactionFieldsWithPrevouts = {
  ...transactionFields,
  vin: Type.Array(Type.Object({ ...inputFields, prevout: Type.Optional(PrevoutView), ...sequenceField })),
};

export const TransactionWithPrevoutsView = Type.Object({
  ...transactionFieldsWithPrevouts,
  ...feeField,
  ...hexField,
});

export interface TransactionViewOptions {
  readonly prefixes: AddressPrefixes;
  /** The coins that the inputs spend, in input order, where they are known: they tell the fee. */
  readonly spent?: readonly Coin[] | undefined;
  /** Whether those coins are shown too. */
  readonly withPrevouts?: boolean;
}

/**
 * A transaction as RPC shows it, without its bytes: see transactionWithHexView.
 * @source Bitcoin Core src/core_io.cpp TxToUniv
 */
export function transactionView(tx: Transaction, options: TransactionViewOptions) {
  const { prefixes, spent, withPrevouts = false } = options;
  const weight = transactionWeight(tx);
  const viewInput = isCoinbase(tx) ? coinbaseInputView : inputView;
  return {
    txid: displayHash(tx.txid),
    hash: displayHash(tx.wtxid),
    version: tx.version,
    size: tx.size,
    vsize: virtualSize(weight),
    weight,
    locktime: tx.lockTime,
    vin: tx.inputs.map((input, i) => viewInput(input, withPrevouts ? spent?.[i] : undefined, prefixes)),
    vout: tx.outputs.map(({ value, scriptPubKey }, n) => ({
      value: amount(value),
      n,
      scriptPubKey: scriptPubKeyView(scriptPubKey, prefixes),
    })),
    fee: spent && amount(feeOf(tx, spent)),
  };
}

/** The same with its bytes. */
export function transactionWithHexView(tx: Transaction, options: TransactionViewOptions) {
  return { ...transactionView(tx, options), hex: hexOf(serializeTransaction(tx)) };
}

function feeOf(tx: Transaction, spent: readonly Coin[]): number {
  const valueIn = spent.reduce((sum, coin) => sum + coin.output.value, 0);
  return valueIn - tx.outputs.reduce((sum, output) => sum + output.value, 0);
}

function coinbaseInputView(input: TxInput) {
  return { coinbase: toHex(input.scriptSig), txinwitness: witnessView(input), sequence: input.sequence };
}

/** @param coin - what it spends, where that is shown */
function inputView(input: TxInput, coin: Coin | undefined, prefixes: AddressPrefixes) {
  const { prevout, scriptSig, sequence } = input;
  return {
    txid: displayHash(prevout.txid),
    vout: prevout.index,
    scriptSig: { asm: scriptToAsm(scriptSig, { decodeSighash: true }), hex: toHex(scriptSig) },
    txinwitness: witnessView(input),
    prevout: coin && prevoutView(coin, prefixes),
    sequence,
  };
}

function witnessView({ witness }: TxInput): readonly string[] | undefined {
  return witness.length > 0 ? witness.map((item) => toHex(item)) : undefined;
}

function prevoutView({ isCoinbase, height, output }: Coin, prefixes: AddressPrefixes) {
  return {
    generated: isCoinbase,
    height,
    value: amount(output.value),
    scriptPubKey: scriptPubKeyView(output.scriptPubKey, prefixes),
  };
}

import {
  decodeTransaction,
  decodeTransactionWithoutWitness,
  isCoinbase,
  type Transaction,
} from '../primitives/tx.ts';
import { MAX_SCRIPT_SIZE } from '../script/limits.ts';
import { hasValidOps } from '../script/valid-ops.ts';
import { fromHex } from '../util/bytes.ts';

/** Which serializations to try. */
export interface TransactionForms {
  /** BIP144's, which is also that of transactions without witnesses. */
  readonly witness: boolean;
  /** That of before: alone it can say that a transaction has no inputs but has outputs. */
  readonly noWitness: boolean;
}

/** For what needs no inputs yet. */
export const EITHER_FORM: TransactionForms = { witness: true, noWitness: true };

/** What can be signed, relayed or mined has inputs, and so one form. */
const WITNESS_FORM: TransactionForms = { witness: true, noWitness: false };

/**
 * The transaction that the hex spells; undefined where it spells none. A transaction without inputs can look like one
 * with witnesses: where the bytes make sense both ways, the one whose scripts make sense is taken, else BIP144's.
 * @source Bitcoin Core src/core_io.cpp DecodeHexTx, DecodeTx
 */
export function decodeTransactionHex(
  hex: string,
  forms: TransactionForms = WITNESS_FORM,
): Transaction | undefined {
  const bytes = fromHex(hex);
  if (!bytes) return undefined;
  const extended = forms.witness ? decodeTransaction(bytes) : undefined;
  if (extended?.ok && hasSaneScripts(extended.value)) return extended.value;
  const legacy = forms.noWitness ? decodeTransactionWithoutWitness(bytes) : undefined;
  if (legacy?.ok && hasSaneScripts(legacy.value)) return legacy.value;
  if (extended?.ok) return extended.value;
  return legacy?.ok ? legacy.value : undefined;
}

/** @source Bitcoin Core src/core_io.cpp CheckTxScriptsSanity */
function hasSaneScripts(tx: Transaction): boolean {
  const isSane = (script: Uint8Array) => script.length <= MAX_SCRIPT_SIZE && hasValidOps(script);
  return (
    (isCoinbase(tx) || tx.inputs.every(({ scriptSig }) => isSane(scriptSig))) &&
    tx.outputs.every(({ scriptPubKey }) => isSane(scriptPubKey))
  );
}

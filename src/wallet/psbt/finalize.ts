import { makeTransaction, type Transaction } from '../../primitives/tx.ts';
import { expectDefined } from '../../util/invariant.ts';
import { fieldOf, INPUT, type Psbt, uint32Of } from './model.ts';
import { EMPTY_PROVIDER } from './provider.ts';
import { finalScripts, isSignedAndVerified, signPsbtInput } from './sign-input.ts';
import { type PsbtSpend, spendOf } from './spend.ts';

/** @source BIP174 Finalizer and Extractor */
export interface Finalized {
  /** With the last scriptSig and witness of each input that is complete. */
  readonly psbt: Psbt;
  /** The whole transaction; undefined where an input is not complete. */
  readonly tx: Transaction | undefined;
}

/** Makes of signatures what the inputs show in the end. @source Bitcoin Core src/psbt.cpp FinalizeAndExtractPSBT */
export function finalizePsbt(psbt: Psbt): Finalized {
  const spend = spendOf(psbt);
  if (!spend) return { psbt, tx: undefined };
  const results = psbt.inputs.map((map, index) => {
    const told = fieldOf(map, INPUT.SIGHASH);
    const hashType = told && uint32Of(told);
    return signPsbtInput({ map, index, spend, provider: EMPTY_PROVIDER, hashType, finalize: true });
  });
  const finalized = { ...psbt, inputs: results.map(({ map }) => map) };
  const isComplete = results.every(({ outcome }) => outcome === 'ok');
  return { psbt: finalized, tx: isComplete ? extractTransaction(finalized, spend) : undefined };
}

/** The transaction; undefined where an input is not final, or its scripts fail. */
export function extractVerified(psbt: Psbt): Transaction | undefined {
  const spend = spendOf(psbt);
  if (!spend?.tx.inputs.every((_, i) => isVerified(psbt, i, spend))) return undefined;
  return extractTransaction(psbt, spend);
}

function isVerified({ inputs }: Psbt, index: number, spend: PsbtSpend): boolean {
  return isSignedAndVerified(expectDefined(inputs[index], 'a map for each input'), index, spend);
}

/** The transaction with what its inputs show in the end. */
function extractTransaction({ inputs: maps }: Psbt, { tx }: PsbtSpend): Transaction {
  const inputs = tx.inputs.map((input, i) => ({
    ...input,
    ...finalScripts(expectDefined(maps[i], 'a map for each input')),
  }));
  return makeTransaction({ ...tx, inputs });
}

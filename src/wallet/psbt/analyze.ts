import { getTransactionSigOpCost } from '../../consensus/sigop-cost.ts';
import { transactionWeight, virtualSize } from '../../consensus/weight.ts';
import { type FeeRate, feeRateOf } from '../../policy/fee-rate.ts';
import { sigopAdjustedWeight } from '../../policy/virtual-size.ts';
import { isMoneyRange, type Satoshis } from '../../primitives/amount.ts';
import { makeTransaction, type TxOutput } from '../../primitives/tx.ts';
import { isUnspendable } from '../../script/predicates.ts';
import { expectDefined } from '../../util/invariant.ts';
import type { Missing } from './findings.ts';
import type { Psbt, PsbtMap } from './model.ts';
import { EMPTY_PROVIDER } from './provider.ts';
import { finalScripts, isSignedAndVerified, signPsbtInput } from './sign-input.ts';
import { type PsbtSpend, spendOf } from './spend.ts';

/** Whose turn it is, the first of them first. @source Bitcoin Core src/psbt.h PSBTRole */
const ROLES = ['creator', 'updater', 'signer', 'finalizer', 'extractor'] as const;
export type PsbtRole = (typeof ROLES)[number];

export interface InputAnalysis {
  readonly hasUtxo: boolean;
  readonly isFinal: boolean;
  readonly missing: Missing | undefined;
  readonly next: PsbtRole;
}

/** How far a PSBT is. */
export interface PsbtAnalysis {
  readonly inputs: readonly InputAnalysis[];
  /** Undefined where it isn't known what all inputs spend. */
  readonly fee?: Satoshis | undefined;
  /** Of the whole transaction; undefined where not every spend could be put together. */
  readonly size?: { readonly vsize: number; readonly feeRate: FeeRate } | undefined;
  readonly next: PsbtRole;
  /** Why it can't become a transaction, in Core's words. */
  readonly error?: string;
}

/**
 * @param bytesPerSigOp - see sigopAdjustedWeight
 * @source Bitcoin Core src/node/psbt.cpp AnalyzePSBT
 */
export function analyzePsbt(psbt: Psbt, bytesPerSigOp: number): PsbtAnalysis {
  const spend = spendOf(psbt);
  if (!spend) return invalid('PSBT cannot be made into a valid transaction');
  const error = findInvalidInput(spend.spent);
  if (error !== undefined) return invalid(error);
  const analyzed = psbt.inputs.map((map, index) => analyzeInput(map, index, spend));
  const inputs = analyzed.map(({ analysis }) => analysis);
  const next = ROLES[Math.min(EXTRACTOR, ...inputs.map((input) => ROLES.indexOf(input.next)))] ?? 'creator';
  if (!inputs.every(({ hasUtxo }) => hasUtxo)) return { inputs, next };
  const paid = totalOf(spend.tx.outputs);
  if (paid === undefined) return invalid('PSBT is not valid. Output amount invalid');
  const fee = expectDefined(totalOf(knownOf(spend.spent)), 'values that were checked') - paid;
  const maps = analyzed.map(({ map }) => map);
  const vsize = estimateSize(maps, spend, bytesPerSigOp);
  return {
    inputs,
    next,
    fee,
    ...(vsize !== undefined && { size: { vsize, feeRate: feeRateOf({ fee, vsize }) } }),
  };
}

const EXTRACTOR = ROLES.length - 1;

function invalid(error: string): PsbtAnalysis {
  return { inputs: [], next: 'creator', error };
}

function knownOf(spent: PsbtSpend['spent']): readonly TxOutput[] {
  return spent.filter((output) => output !== undefined);
}

/** Undefined where a value, or a sum of the first ones, is out of range. */
function totalOf(outputs: readonly TxOutput[]): Satoshis | undefined {
  let total = 0;
  for (const { value } of outputs) {
    total += value;
    if (!isMoneyRange(value) || !isMoneyRange(total)) return undefined;
  }
  return total;
}

function findInvalidInput(spent: PsbtSpend['spent']): string | undefined {
  for (const [index, output] of spent.entries()) {
    if (totalOf(knownOf(spent.slice(0, index + 1))) === undefined) {
      return `PSBT is not valid. Input ${index} has invalid value`;
    }
    if (output && isUnspendable(output.scriptPubKey)) {
      return `PSBT is not valid. Input ${index} spends unspendable output`;
    }
  }
  return undefined;
}

/** @returns also the input as it would be after the finalizer */
function analyzeInput(
  map: PsbtMap,
  index: number,
  spend: PsbtSpend,
): { readonly analysis: InputAnalysis; readonly map: PsbtMap } {
  const hasUtxo = spend.spent[index] !== undefined;
  if (isSignedAndVerified(map, index, spend)) {
    return { analysis: { hasUtxo, isFinal: true, missing: undefined, next: 'extractor' }, map };
  }
  const request = { map, index, spend, provider: EMPTY_PROVIDER, hashType: undefined, finalize: true };
  const signed = signPsbtInput(request);
  const missing = signed.outcome === 'ok' ? undefined : signed.missing;
  const next = signed.outcome === 'ok' ? 'finalizer' : nextToFill(missing);
  return { analysis: { hasUtxo, isFinal: false, missing, next }, map: signed.map };
}

/** The signer where nothing but signatures is missing. */
function nextToFill(missing: Missing | undefined): PsbtRole {
  if (!missing || missing.signatures.length === 0) return 'updater';
  const isFilled = missing.pubkeys.length === 0 && !missing.redeemScript && !missing.witnessScript;
  return isFilled ? 'signer' : 'updater';
}

/** Virtual bytes of the transaction once it is signed; undefined where a spend can't be put together. */
function estimateSize(maps: readonly PsbtMap[], spend: PsbtSpend, bytesPerSigOp: number): number | undefined {
  const rehearsed = maps.map((map, index) =>
    signPsbtInput({
      map,
      index,
      spend,
      provider: EMPTY_PROVIDER,
      hashType: undefined,
      finalize: true,
      isRehearsal: true,
    }),
  );
  if (rehearsed.some(({ outcome }) => outcome !== 'ok')) return undefined;
  const inputs = spend.tx.inputs.map((input, i) => ({
    ...input,
    ...finalScripts(expectDefined(rehearsed[i], 'each input was rehearsed').map),
  }));
  const tx = makeTransaction({ ...spend.tx, inputs });
  const coins = knownOf(spend.spent).map((output) => ({ output, height: 1, isCoinbase: false }));
  const sigOpCost = getTransactionSigOpCost(tx, coins);
  return virtualSize(sigopAdjustedWeight(transactionWeight(tx), sigOpCost, bytesPerSigOp));
}

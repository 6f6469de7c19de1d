import { readOutput, type TxOutput } from '../../primitives/tx.ts';
import { witnessProgramOf } from '../../script/predicates.ts';
import { SIGHASH_ANYONECANPAY } from '../../script/signature-encoding.ts';
import { expectDefined } from '../../util/invariant.ts';
import { outputFindings } from './findings.ts';
import { fieldOf, INPUT, isFinal, type Psbt, type PsbtMap, psbtMap, uint32Of } from './model.ts';
import { readWhole } from './problem.ts';
import { produceSpend } from './produce.ts';
import type { SigningProvider } from './provider.ts';
import { signPsbtInput } from './sign-input.ts';
import { NO_SIGNATURES } from './signatures.ts';
import { spendOf } from './spend.ts';

/** A PSBT updated, and signed where the provider has keys. @source BIP174 Updater and Signer */

export interface ProcessOptions {
  readonly provider: SigningProvider;
  /** What signatures are to cover; undefined for what is usual. */
  readonly hashType: number | undefined;
  /** Whether inputs that are complete become final. */
  readonly finalize: boolean;
}

export type ProcessResult =
  | { readonly ok: true; readonly psbt: Psbt }
  | { readonly ok: false; readonly reason: 'invalid-tx' | 'sighash-mismatch' };

/** @source Bitcoin Core src/rpc/rawtransaction.cpp ProcessPSBT */
export function processPsbt(psbt: Psbt, options: ProcessOptions): ProcessResult {
  const spend = spendOf(psbt);
  if (!spend) return { ok: false, reason: 'invalid-tx' };
  const inputs: PsbtMap[] = [];
  for (const [index, map] of psbt.inputs.entries()) {
    const result = isFinal(map) ? undefined : signPsbtInput({ map, index, spend, ...options });
    if (result?.outcome === 'sighash-mismatch') return { ok: false, reason: result.outcome };
    inputs.push(result?.map ?? map);
  }
  const outputs = psbt.outputs.map((map, i) =>
    updateOutput(map, expectDefined(spend.tx.outputs[i], 'an output for each map'), options.provider),
  );
  return { ok: true, psbt: dropTransactions({ ...psbt, inputs, outputs }) };
}

/** @source Bitcoin Core src/psbt.cpp UpdatePSBTOutput */
function updateOutput(map: PsbtMap, { scriptPubKey }: TxOutput, provider: SigningProvider): PsbtMap {
  const { findings } = produceSpend({
    scriptPubKey,
    map,
    side: 'output',
    provider,
    signatures: NO_SIGNATURES,
  });
  return psbtMap([...map.values(), ...outputFindings(findings)]);
}

/**
 * Without the whole transactions that are spent from, where every signature covers all values: taproot's do.
 * @source Bitcoin Core src/psbt.cpp RemoveUnnecessaryTransactions
 */
function dropTransactions(psbt: Psbt): Psbt {
  if (!psbt.inputs.every(coversAllValues)) return psbt;
  const inputs = psbt.inputs.map((map) =>
    psbtMap([...map.values()].filter(({ type }) => type !== INPUT.NON_WITNESS_UTXO)),
  );
  return { ...psbt, inputs };
}

function coversAllValues(map: PsbtMap): boolean {
  const utxo = fieldOf(map, INPUT.WITNESS_UTXO);
  const program = utxo && witnessProgramOf(readWhole(utxo, readOutput).scriptPubKey);
  const told = fieldOf(map, INPUT.SIGHASH);
  const hashType = told ? uint32Of(told) : 0;
  return program !== undefined && program.version > 0 && (hashType & SIGHASH_ANYONECANPAY) === 0;
}

import { SCHNORR_SIGNATURE_SIZE } from '../../crypto/schnorr.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../policy/standard-flags.ts';
import { readVarBytes, readVector } from '../../primitives/reader.ts';
import type { TxOutput } from '../../primitives/tx.ts';
import { writeOutput } from '../../primitives/tx.ts';
import { encode, writeUint32, writeVarBytes, writeVector } from '../../primitives/writer.ts';
import { SIGHASH_ALL, SIGHASH_DEFAULT } from '../../script/signature-encoding.ts';
import { solve } from '../../script/solver.ts';
import { createTransactionChecker } from '../../script/transaction-checker.ts';
import { verifyScript } from '../../script/verify-script.ts';
import { inputFindings, type Missing } from './findings.ts';
import { entriesOf, fieldOf, INPUT, isFinal, type PsbtMap, psbtEntry, psbtMap, uint32Of } from './model.ts';
import { readWhole } from './problem.ts';
import { type Production, produceSpend } from './produce.ts';
import type { SigningProvider } from './provider.ts';
import { realSignatures, STAND_IN_SIGNATURES } from './signatures.ts';
import type { PsbtSpend } from './spend.ts';

/** One input of a PSBT: filled in, signed and finalized, as far as it goes. */

export interface SignInputRequest {
  readonly map: PsbtMap;
  readonly index: number;
  readonly spend: PsbtSpend;
  readonly provider: SigningProvider;
  /** What signatures are to cover; undefined for what is usual. */
  readonly hashType: number | undefined;
  /** Whether an input that is complete becomes final. */
  readonly finalize: boolean;
  /** Signatures that are missing are stood in for. */
  readonly isRehearsal?: boolean;
}

export interface SignInputResult {
  readonly map: PsbtMap;
  readonly outcome: 'ok' | 'incomplete' | 'missing-inputs' | 'sighash-mismatch';
  /** What is missing, where it was looked for. */
  readonly missing?: Missing;
}

/** @source Bitcoin Core src/psbt.cpp SignPSBTInput */
export function signPsbtInput(request: SignInputRequest): SignInputResult {
  const { map, index, spend, isRehearsal = false } = request;
  const spent = spend.spent[index];
  if (isSignedAndVerified(map, index, spend)) return { map, outcome: 'ok' };
  if (!spent) return { map, outcome: 'missing-inputs' };
  const isTaproot = solve(spent.scriptPubKey).type === 'witness_v1_taproot';
  const hashType = request.hashType ?? (isTaproot ? SIGHASH_DEFAULT : SIGHASH_ALL);
  if (!agreesOnHashType(map, hashType)) return { map, outcome: 'sighash-mismatch' };
  const isUsual = hashType === SIGHASH_DEFAULT || (hashType === SIGHASH_ALL && !isTaproot);
  const marked = isUsual ? map : withHashType(map, hashType);
  // The value of a witness UTXO is taken on trust: safe where signatures cover it.
  const needsSegwit = fieldOf(map, INPUT.NON_WITNESS_UTXO) === undefined;
  if (isFinal(map)) return { map: marked, outcome: needsSegwit ? 'incomplete' : 'ok' };
  const place = { sighashes: spend.sighashes, inputIndex: index, amount: spent.value, hashType };
  const production = produceSpend({
    scriptPubKey: spent.scriptPubKey,
    map,
    side: 'input',
    provider: request.provider,
    signatures: isRehearsal ? STAND_IN_SIGNATURES : realSignatures(request.provider, place),
  });
  if (needsSegwit && !production.isSegwit) return { map: marked, outcome: 'incomplete' };
  return {
    map: withProduction(marked, production, { spent, finalize: request.finalize }),
    outcome: production.isComplete ? 'ok' : 'incomplete',
    missing: production.findings.missing,
  };
}

/** True where the input, as it is, spends its output by all rules. @source Bitcoin Core src/psbt.cpp PSBTInputSignedAndVerified */
export function isSignedAndVerified(
  map: PsbtMap,
  inputIndex: number,
  { spent, sighashes }: PsbtSpend,
): boolean {
  const output = spent[inputIndex];
  if (!output) return false;
  const checker = createTransactionChecker({ sighashes, inputIndex, amount: output.value });
  const spend = { ...finalScripts(map), scriptPubKey: output.scriptPubKey };
  return verifyScript(spend, { flags: STANDARD_SCRIPT_VERIFY_FLAGS, checker }).ok;
}

/** The last scriptSig and witness; empty where there are none. */
export function finalScripts(map: PsbtMap) {
  const witness = fieldOf(map, INPUT.FINAL_SCRIPT_WITNESS);
  return {
    scriptSig: fieldOf(map, INPUT.FINAL_SCRIPT_SIG) ?? new Uint8Array(),
    witness: witness ? readWhole(witness, (reader) => readVector(reader, readVarBytes)) : [],
  };
}

/** True where what the input says of hash types, and its signatures, are of this one. */
function agreesOnHashType(map: PsbtMap, hashType: number): boolean {
  const told = fieldOf(map, INPUT.SIGHASH);
  if (told && uint32Of(told) !== hashType) return false;
  const schnorr = [...entriesOf(map, INPUT.TAP_KEY_SIG), ...entriesOf(map, INPUT.TAP_SCRIPT_SIG)];
  if (hashType === SIGHASH_DEFAULT)
    return schnorr.every(({ value }) => value.length === SCHNORR_SIGNATURE_SIZE);
  return (
    schnorr.every(({ value }) => value.length === SCHNORR_SIGNATURE_SIZE + 1 && value.at(-1) === hashType) &&
    entriesOf(map, INPUT.PARTIAL_SIG).every(({ value }) => value.at(-1) === hashType)
  );
}

function withHashType(map: PsbtMap, hashType: number): PsbtMap {
  const value = encode((writer) => writeUint32(writer, hashType));
  return psbtMap([...map.values(), psbtEntry(INPUT.SIGHASH, value)]);
}

/** What a final input no longer needs. */
const SPENT_FIELDS: readonly number[] = [
  INPUT.PARTIAL_SIG,
  INPUT.BIP32_DERIVATION,
  INPUT.REDEEM_SCRIPT,
  INPUT.WITNESS_SCRIPT,
];

/** @source Bitcoin Core src/psbt.cpp PSBTInput::FromSignatureData */
function withProduction(
  map: PsbtMap,
  { isComplete, isSegwit, scriptSig, witness, findings }: Production,
  { spent, finalize }: { readonly spent: TxOutput; readonly finalize: boolean },
): PsbtMap {
  const utxo = isSegwit
    ? [
        psbtEntry(
          INPUT.WITNESS_UTXO,
          encode((writer) => writeOutput(writer, spent)),
        ),
      ]
    : [];
  const others = [...map.values()].filter(({ type }) => !isSegwit || type !== INPUT.WITNESS_UTXO);
  if (!isComplete || !finalize) return psbtMap([...others, ...utxo, ...inputFindings(findings)]);
  const stack = encode((writer) => writeVector(writer, witness, writeVarBytes));
  return psbtMap([
    ...others.filter(({ type }) => !SPENT_FIELDS.includes(type)),
    ...utxo,
    ...(scriptSig.length > 0 ? [psbtEntry(INPUT.FINAL_SCRIPT_SIG, scriptSig)] : []),
    ...(witness.length > 0 ? [psbtEntry(INPUT.FINAL_SCRIPT_WITNESS, stack)] : []),
  ]);
}

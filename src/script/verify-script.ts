import { sha256 } from '../crypto/sha256d.ts';
import { equalBytes } from '../util/bytes.ts';
import { expectDefined, invariant } from '../util/invariant.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import type { ScriptError } from './errors.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from './flags.ts';
import { type EvaluationRules, evalScript, type ScriptPhase, type ScriptRun } from './interpreter.ts';
import { payToPubkeyHash } from './output-scripts.ts';
import {
  isPayToAnchor,
  isPayToScriptHash,
  isPushOnly,
  WITNESS_V0_KEYHASH_SIZE,
  WITNESS_V0_SCRIPTHASH_SIZE,
  WITNESS_V1_TAPROOT_SIZE,
  type WitnessProgram,
  witnessProgramOf,
} from './predicates.ts';
import { pushData } from './push.ts';
import { verifyTaproot } from './verify-taproot.ts';
import { checkResult, runWitnessScript } from './witness-script.ts';

/**
 * Whether an input may spend its output: runs scriptSig, scriptPubKey, and what these lead to (BIP16, BIP141, BIP341).
 * Every step returns why it failed, undefined where it held.
 * @source Bitcoin Core src/script/interpreter.cpp VerifyScript
 */

/** The scripts of a spend. */
export interface Spend {
  readonly scriptSig: Uint8Array;
  /** Of the output that is spent. */
  readonly scriptPubKey: Uint8Array;
  /** The input's witness stack, bottom first. */
  readonly witness: readonly Uint8Array[];
}

/**
 * True to the rules that `rules.flags` select, or why not.
 * @param rules - WITNESS goes with P2SH, CLEANSTACK with both: other combinations could not be soft forks
 * @rejects a ScriptError; SCRIPT_ERROR_TEXTS has its text
 */
export function verifyScript(spend: Spend, rules: EvaluationRules): Verdict<void, ScriptError> {
  const { flags } = rules;
  invariant(
    !(flags & SCRIPT_VERIFY.CLEANSTACK) || flags & SCRIPT_VERIFY.WITNESS,
    'CLEANSTACK goes with WITNESS',
  );
  invariant(!(flags & SCRIPT_VERIFY.WITNESS) || flags & SCRIPT_VERIFY.P2SH, 'WITNESS goes with P2SH');
  const failure = verifyLegacy(spend, rules);
  return failure === undefined ? ACCEPTED : reject(failure);
}

function verifyLegacy(spend: Spend, rules: EvaluationRules): ScriptError | undefined {
  const { scriptSig, scriptPubKey } = spend;
  if (rules.flags & SCRIPT_VERIFY.SIGPUSHONLY && !isPushOnly(scriptSig)) return 'SIG_PUSHONLY';
  const stack: Uint8Array[] = [];
  const failure = runBase(stack, scriptSig, 'scriptSig', rules);
  if (failure !== undefined) return failure;
  const isP2sh = (rules.flags & SCRIPT_VERIFY.P2SH) !== 0 && isPayToScriptHash(scriptPubKey);
  const pushed = isP2sh ? [...stack] : [];
  const refusal = runBase(stack, scriptPubKey, 'scriptPubKey', rules) ?? checkResult(stack);
  if (refusal !== undefined) return refusal;
  if (isP2sh) return verifyP2sh(spend, pushed, rules);
  const program = activeWitnessProgram(scriptPubKey, rules.flags);
  if (program === undefined) return checkNoWitness(spend, stack, rules.flags);
  // Anything here could be changed by anybody without touching the signatures.
  if (scriptSig.length !== 0) return 'WITNESS_MALLEATED';
  return verifyWitnessProgram(program, spend.witness, rules);
}

/** The redeem script, which the hash has been checked of, on the items below it. @param pushed - by the scriptSig */
function verifyP2sh(spend: Spend, pushed: Uint8Array[], rules: EvaluationRules): ScriptError | undefined {
  if (!isPushOnly(spend.scriptSig)) return 'SIG_PUSHONLY';
  const redeemScript = expectDefined(pushed.pop(), 'OP_EQUAL found the hash of a redeem script');
  const failure = runBase(pushed, redeemScript, 'redeemScript', rules) ?? checkResult(pushed);
  if (failure !== undefined) return failure;
  const program = activeWitnessProgram(redeemScript, rules.flags);
  if (program === undefined) return checkNoWitness(spend, pushed, rules.flags);
  if (!equalBytes(spend.scriptSig, pushData(redeemScript))) return 'WITNESS_MALLEATED_P2SH';
  return verifyNestedProgram(program, spend.witness, rules);
}

/** The last rules for a spend without a witness program. */
function checkNoWitness(
  spend: Spend,
  stack: readonly Uint8Array[],
  flags: ScriptFlags,
): ScriptError | undefined {
  if (flags & SCRIPT_VERIFY.CLEANSTACK && stack.length !== 1) return 'CLEANSTACK';
  return flags & SCRIPT_VERIFY.WITNESS && spend.witness.length > 0 ? 'WITNESS_UNEXPECTED' : undefined;
}

/** @source Bitcoin Core src/script/interpreter.cpp VerifyWitnessProgram */
function verifyWitnessProgram(
  found: WitnessProgram,
  witness: readonly Uint8Array[],
  rules: EvaluationRules,
): ScriptError | undefined {
  const { version, program } = found;
  if (version === 1 && program.length === WITNESS_V1_TAPROOT_SIZE) {
    return rules.flags & SCRIPT_VERIFY.TAPROOT ? verifyTaproot(program, witness, rules) : undefined;
  }
  return isPayToAnchor(found) ? undefined : verifyNestedProgram(found, witness, rules);
}

/** Behind P2SH there is neither taproot nor an anchor. */
function verifyNestedProgram(
  { version, program }: WitnessProgram,
  witness: readonly Uint8Array[],
  rules: EvaluationRules,
): ScriptError | undefined {
  if (version === 0) return verifyWitnessV0(program, witness, rules);
  const isDiscouraged = rules.flags & SCRIPT_VERIFY.DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM;
  return isDiscouraged ? 'DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM' : undefined;
}

/** P2WPKH and P2WSH. */
function verifyWitnessV0(
  program: Uint8Array,
  witness: readonly Uint8Array[],
  rules: EvaluationRules,
): ScriptError | undefined {
  if (program.length === WITNESS_V0_KEYHASH_SIZE) {
    if (witness.length !== 2) return 'WITNESS_PROGRAM_MISMATCH';
    return runWitnessScript([...witness], witnessV0Run(payToPubkeyHash(program)), rules);
  }
  if (program.length !== WITNESS_V0_SCRIPTHASH_SIZE) return 'WITNESS_PROGRAM_WRONG_LENGTH';
  const script = witness.at(-1);
  if (script === undefined) return 'WITNESS_PROGRAM_WITNESS_EMPTY';
  if (!equalBytes(sha256(script), program)) return 'WITNESS_PROGRAM_MISMATCH';
  return runWitnessScript(witness.slice(0, -1), witnessV0Run(script), rules);
}

function witnessV0Run(script: Uint8Array): ScriptRun {
  return { script, phase: 'witnessScript', sigVersion: 'witness_v0' };
}

function runBase(
  stack: Uint8Array[],
  script: Uint8Array,
  phase: ScriptPhase,
  rules: EvaluationRules,
): ScriptError | undefined {
  return evalScript(stack, { script, phase, sigVersion: 'base' }, rules);
}

function activeWitnessProgram(script: Uint8Array, flags: ScriptFlags): WitnessProgram | undefined {
  return flags & SCRIPT_VERIFY.WITNESS ? witnessProgramOf(script) : undefined;
}

import { sha256 } from '../crypto/sha256d.ts';
import { compactSizeLength, lendEncoded, writeVarBytes } from '../primitives/writer.ts';
import { expectDefined } from '../util/invariant.ts';
import type { ScriptError } from './errors.ts';
import { SCRIPT_VERIFY } from './flags.ts';
import type { EvaluationRules } from './interpreter.ts';
import {
  isCommittedLeaf,
  isControlBlock,
  leafVersionOf,
  TAPSCRIPT_LEAF_VERSION,
  tapLeafHash,
} from './taproot.ts';
import { runWitnessScript } from './witness-script.ts';

/** Spends of witness version 1 programs of 32 bytes: by the output's key, or by a script that it commits to. */

/** What a last item of the witness begins with that is no part of the spend. @source BIP341 */
const ANNEX_TAG = 0x50;

/** What signature checks may cost beyond the weight of the witness: one is free. @source BIP342 */
const VALIDATION_WEIGHT_OFFSET = 50;

/** The witness of a taproot spend, taken apart. */
export interface TaprootWitness {
  /** Without the annex, bottom first. */
  readonly items: readonly Uint8Array[];
  readonly annex: Uint8Array | undefined;
}

/** @source BIP341; Bitcoin Core src/script/interpreter.cpp VerifyWitnessProgram */
export function verifyTaproot(
  outputKey: Uint8Array,
  witness: readonly Uint8Array[],
  rules: EvaluationRules,
): ScriptError | undefined {
  if (witness.length === 0) return 'WITNESS_PROGRAM_WITNESS_EMPTY';
  const { items, annex } = splitTaprootWitness(witness);
  const annexHash = annex && hashAnnex(annex);
  const [signature] = items;
  if (signature !== undefined && items.length === 1) {
    return rules.checker.checkSchnorrSignature({ signature, pubkey: outputKey, annexHash, leaf: undefined });
  }
  return verifyScriptPath(outputKey, { items, annexHash, weight: serializedSize(witness) }, rules);
}

/** Takes the annex off: the last of two or more items, if it begins with 50. */
export function splitTaprootWitness(witness: readonly Uint8Array[]): TaprootWitness {
  const last = witness.at(-1);
  return witness.length >= 2 && last?.[0] === ANNEX_TAG
    ? { items: witness.slice(0, -1), annex: last }
    : { items: witness, annex: undefined };
}

interface ScriptPath {
  /** What the script gets, the script, the control block. */
  readonly items: readonly Uint8Array[];
  readonly annexHash: Uint8Array | undefined;
  /** Bytes of the whole witness. */
  readonly weight: number;
}

function verifyScriptPath(
  outputKey: Uint8Array,
  { items, annexHash, weight }: ScriptPath,
  rules: EvaluationRules,
): ScriptError | undefined {
  const script = expectDefined(items.at(-2), 'two items at least');
  const control = expectDefined(items.at(-1), 'two items at least');
  if (!isControlBlock(control)) return 'TAPROOT_WRONG_CONTROL_SIZE';
  const leafVersion = leafVersionOf(control);
  const leafHash = tapLeafHash(leafVersion, script);
  if (!isCommittedLeaf(outputKey, control, leafHash)) return 'WITNESS_PROGRAM_MISMATCH';
  if (leafVersion !== TAPSCRIPT_LEAF_VERSION) {
    const isDiscouraged = rules.flags & SCRIPT_VERIFY.DISCOURAGE_UPGRADABLE_TAPROOT_VERSION;
    return isDiscouraged ? 'DISCOURAGE_UPGRADABLE_TAPROOT_VERSION' : undefined;
  }
  const tapscript = { leafHash, annexHash, weightLeft: weight + VALIDATION_WEIGHT_OFFSET };
  const run = { script, phase: 'tapscript', sigVersion: 'tapscript', tapscript } as const;
  return runWitnessScript(items.slice(0, -2), run, rules);
}

function hashAnnex(annex: Uint8Array): Uint8Array {
  return lendEncoded((writer) => writeVarBytes(writer, annex), sha256);
}

/** Bytes of the witness stack on the wire. */
function serializedSize(witness: readonly Uint8Array[]): number {
  const sizes = witness.map(({ length }) => compactSizeLength(length) + length);
  return sizes.reduce((sum, size) => sum + size, compactSizeLength(witness.length));
}

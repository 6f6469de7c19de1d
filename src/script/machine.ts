import type { ScriptError } from './errors.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from './flags.ts';
import type { ScriptCursor } from './parse.ts';
import { decodeScriptNum, MAX_OPERAND_SIZE } from './script-num.ts';
import type { EcdsaSigVersion } from './sighash.ts';
import type { TaprootSighashRequest } from './taproot-sighash.ts';

/** By which rules a script runs, and what its signatures sign. */
export type SigVersion = EcdsaSigVersion | 'tapscript';

/** What a tapscript knows of its spend. */
export interface TapscriptContext {
  readonly leafHash: Uint8Array;
  readonly annexHash: Uint8Array | undefined;
  /** What its signature checks may still cost (BIP342); goes down as they are made. */
  weightLeft: number;
}

/**
 * The state of one script's run, which operations read and change. Items of the stacks are never changed in
 * place: they are shared with the script, the witness and each other.
 */
export interface Machine {
  /** The script and the instruction that runs. */
  readonly cursor: ScriptCursor;
  readonly flags: ScriptFlags;
  readonly sigVersion: SigVersion;
  /** Only of a tapscript. */
  readonly tapscript: TapscriptContext | undefined;
  readonly checker: SignatureChecker;
  /** Bottom first, as altStack. */
  readonly stack: Uint8Array[];
  readonly altStack: Uint8Array[];
  /** Operations above OP_16 so far, plus the keys of multisigs. */
  opCount: number;
  /** Signatures cover the script from here on: behind the last OP_CODESEPARATOR that ran. */
  codeStart: number;
  /** Number of the instruction that runs, from 0; those that are skipped count too. */
  position: number;
  /** The position of the last OP_CODESEPARATOR that ran; NO_CODESEPARATOR before. */
  codeSeparatorPosition: number;
  /** Open OP_IFs. */
  conditionDepth: number;
  /** The outermost open OP_IF whose branch is not taken, 0 the first; NO_FALSE_CONDITION where all are. */
  firstFalseCondition: number;
}

export const NO_FALSE_CONDITION = -1;

/** True where every open OP_IF took its branch: operations run. */
export function isExecuting(machine: Machine): boolean {
  return machine.firstFalseCondition === NO_FALSE_CONDITION;
}

/** What one opcode does. Undefined: the script goes on. */
export type Operation = (machine: Machine) => ScriptError | undefined;

/** What scripts ask about the transaction that spends. */
export interface SignatureChecker {
  /** True where the key made the signature over the script code. */
  checkEcdsaSignature(claim: EcdsaSignatureClaim): boolean;
  /** Undefined where the key made the signature; else why not. */
  checkSchnorrSignature(claim: SchnorrSignatureClaim): ScriptError | undefined;
  /** True where the transaction can't be mined before the lock time (BIP65). @param lockTime - 0 … 2^39 - 1 */
  checkLockTime(lockTime: number): boolean;
  /** True where the input can't be spent before its coin has this relative age (BIP112). @param sequence - 0 … 2^39 - 1 */
  checkSequence(sequence: number): boolean;
}

export interface EcdsaSignatureClaim {
  /** With its hash type, as the script has it; may be empty. */
  readonly signature: Uint8Array;
  /** Any bytes. */
  readonly pubkey: Uint8Array;
  readonly scriptCode: Uint8Array;
  readonly sigVersion: EcdsaSigVersion;
}

/** A claim of taproot's key path, or of a tapscript. */
export interface SchnorrSignatureClaim extends Pick<TaprootSighashRequest, 'annexHash' | 'leaf'> {
  /** As the witness has it: 64 bytes, one more where it has a hash type; any other size is refused. */
  readonly signature: Uint8Array;
  /** 32 bytes. */
  readonly pubkey: Uint8Array;
}

/** For scripts that see no transaction: no signature holds, no lock time is met. */
export const BLIND_CHECKER: SignatureChecker = {
  checkEcdsaSignature: () => false,
  checkSchnorrSignature: () => 'SCHNORR_SIG',
  checkLockTime: () => false,
  checkSequence: () => false,
};

/** The two truth values that operations push. */
const TRUE = Uint8Array.of(1);
const FALSE = new Uint8Array(0);

/** True where any bit is set, but for a sign alone: negative zero is false. @source Bitcoin Core CastToBool */
export function castToBool(item: Uint8Array): boolean {
  const last = item.length - 1;
  for (let i = 0; i < last; i++) if (item[i] !== 0) return true;
  return last >= 0 && item[last] !== 0 && item[last] !== 0x80;
}

/** The item `depth` places from the top, 1 being the top. @param depth - at most the stack's size */
export function itemAt(machine: Machine, depth: number): Uint8Array {
  return machine.stack[machine.stack.length - depth] ?? FALSE;
}

/** The item as a number; undefined (the script fails with SCRIPTNUM) where it is too long or not minimal though it has to be. */
export function numberAt(machine: Machine, depth: number, maxSize = MAX_OPERAND_SIZE): number | undefined {
  const requireMinimal = (machine.flags & SCRIPT_VERIFY.MINIMALDATA) !== 0;
  return decodeScriptNum(itemAt(machine, depth), { requireMinimal, maxSize });
}

/** Takes `count` items off. */
export function drop(machine: Machine, count: number): void {
  for (let i = 0; i < count; i++) machine.stack.pop();
}

export function pushBool(machine: Machine, value: boolean): void {
  machine.stack.push(value ? TRUE : FALSE);
}

/** The operation for stacks of at least `size` items; others fail. */
export function needing(size: number, operation: Operation): Operation {
  return (machine) => (machine.stack.length < size ? 'INVALID_STACK_OPERATION' : operation(machine));
}

/** The operation, after which its answer is taken off if it is true, and fails the script if not. */
export function verifying(operation: Operation, error: ScriptError): Operation {
  return (machine) => {
    const failure = operation(machine);
    if (failure !== undefined) return failure;
    if (!castToBool(itemAt(machine, 1))) return error;
    drop(machine, 1);
    return undefined;
  };
}

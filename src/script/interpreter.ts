import type { ScriptError } from './errors.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from './flags.ts';
import { MAX_OPS_PER_SCRIPT, MAX_SCRIPT_ELEMENT_SIZE, MAX_SCRIPT_SIZE, MAX_STACK_SIZE } from './limits.ts';
import {
  isExecuting,
  type Machine,
  NO_FALSE_CONDITION,
  type Operation,
  type SignatureChecker,
  type SigVersion,
  type TapscriptContext,
} from './machine.ts';
import { Opcode } from './opcodes.ts';
import { CONSTANT_OPERATIONS } from './operations/constants.ts';
import { CONTROL_OPERATIONS } from './operations/control.ts';
import { HASHING_OPERATIONS } from './operations/hashing.ts';
import { LOCKTIME_OPERATIONS } from './operations/locktime.ts';
import { NUMERIC_OPERATIONS } from './operations/numeric.ts';
import { SIGNATURE_OPERATIONS } from './operations/signatures.ts';
import { STACK_OPERATIONS } from './operations/stack.ts';
import { createCursor, hasMore, pushedData, readInstruction } from './parse.ts';
import { isMinimalPush } from './push.ts';
import { NO_CODESEPARATOR } from './taproot-sighash.ts';

/**
 * Runs one script on a stack. What each opcode does is in operations/, by groups; here are the loop around
 * them and the limits. A script sees the transaction through its SignatureChecker alone.
 * @source Bitcoin Core src/script/interpreter.cpp EvalScript
 */

/** Which of an input's scripts runs. */
export type ScriptPhase = 'scriptSig' | 'scriptPubKey' | 'redeemScript' | 'witnessScript' | 'tapscript';

/** Watches a run, to explain it. */
export interface ScriptObserver {
  /**
   * Called before each instruction, also those that an OP_IF skips. The machine is the living one: read it,
   * copy what is to be kept, change nothing.
   */
  onInstruction(phase: ScriptPhase, machine: Readonly<Machine>): void;
  /**
   * Called after each script, with why it failed; not for one that is too long to be run at all. A tapscript that
   * fails before it runs has the machine's cursor at the fault.
   */
  onEnd?(phase: ScriptPhase, machine: Readonly<Machine>, failure: ScriptError | undefined): void;
}

/** How scripts are to be run. */
export interface EvaluationRules {
  readonly flags: ScriptFlags;
  readonly checker: SignatureChecker;
  readonly observer?: ScriptObserver | undefined;
}

/** One script to run. */
export interface ScriptRun {
  readonly script: Uint8Array;
  readonly phase: ScriptPhase;
  readonly sigVersion: SigVersion;
  /** Where that is tapscript. */
  readonly tapscript?: TapscriptContext;
}

/** opcode -> what it does; undefined for those that fail when they are reached. */
const OPERATIONS: readonly (Operation | undefined)[] = tabulate([
  ...CONSTANT_OPERATIONS,
  ...CONTROL_OPERATIONS,
  ...LOCKTIME_OPERATIONS,
  ...STACK_OPERATIONS,
  ...NUMERIC_OPERATIONS,
  ...HASHING_OPERATIONS,
  ...SIGNATURE_OPERATIONS,
]);

/** Opcodes that fail a script wherever they stand, even where they would be skipped. @source CVE-2010-5137 */
const DISABLED: ReadonlySet<number> = new Set([
  Opcode.OP_CAT,
  Opcode.OP_SUBSTR,
  Opcode.OP_LEFT,
  Opcode.OP_RIGHT,
  Opcode.OP_INVERT,
  Opcode.OP_AND,
  Opcode.OP_OR,
  Opcode.OP_XOR,
  Opcode.OP_2MUL,
  Opcode.OP_2DIV,
  Opcode.OP_MUL,
  Opcode.OP_DIV,
  Opcode.OP_MOD,
  Opcode.OP_LSHIFT,
  Opcode.OP_RSHIFT,
]);

/**
 * Runs a script; the stack is changed in place. Whether what is left on it means yes is the caller's question.
 * @param stack - bottom first
 * @returns why the script failed; undefined where it ran to its end
 */
export function evalScript(
  stack: Uint8Array[],
  run: ScriptRun,
  rules: EvaluationRules,
): ScriptError | undefined {
  if (run.sigVersion !== 'tapscript' && run.script.length > MAX_SCRIPT_SIZE) return 'SCRIPT_SIZE';
  const machine = createMachine(stack, run, rules);
  const failure = runInstructions(machine, run.phase, rules.observer);
  rules.observer?.onEnd?.(run.phase, machine, failure);
  return failure;
}

function runInstructions(
  machine: Machine,
  phase: ScriptPhase,
  observer: ScriptObserver | undefined,
): ScriptError | undefined {
  const { cursor, stack, altStack } = machine;
  while (hasMore(cursor)) {
    if (!readInstruction(cursor)) return 'BAD_OPCODE';
    observer?.onInstruction(phase, machine);
    const failure = checkInstruction(machine) ?? execute(machine);
    if (failure !== undefined) return failure;
    if (stack.length + altStack.length > MAX_STACK_SIZE) return 'STACK_SIZE';
    machine.position++;
  }
  return machine.conditionDepth > 0 ? 'UNBALANCED_CONDITIONAL' : undefined;
}

/** A machine before the first instruction. */
export function createMachine(stack: Uint8Array[], run: ScriptRun, rules: EvaluationRules): Machine {
  return {
    cursor: createCursor(run.script),
    flags: rules.flags,
    sigVersion: run.sigVersion,
    tapscript: run.tapscript,
    checker: rules.checker,
    stack,
    altStack: [],
    opCount: 0,
    codeStart: 0,
    position: 0,
    codeSeparatorPosition: NO_CODESEPARATOR,
    conditionDepth: 0,
    firstFalseCondition: NO_FALSE_CONDITION,
  };
}

/** What fails a script even in a branch that is not taken. */
function checkInstruction(machine: Machine): ScriptError | undefined {
  const { opcode, offset, dataStart } = machine.cursor;
  if (offset - dataStart > MAX_SCRIPT_ELEMENT_SIZE) return 'PUSH_SIZE';
  // A tapscript has no limit of operations, and what is disabled elsewhere has made it succeed before.
  if (opcode <= Opcode.OP_16 || machine.sigVersion === 'tapscript') return undefined;
  machine.opCount++;
  if (machine.opCount > MAX_OPS_PER_SCRIPT) return 'OP_COUNT';
  if (DISABLED.has(opcode)) return 'DISABLED_OPCODE';
  const changesCode = opcode === Opcode.OP_CODESEPARATOR && machine.sigVersion === 'base';
  return changesCode && machine.flags & SCRIPT_VERIFY.CONST_SCRIPTCODE ? 'OP_CODESEPARATOR' : undefined;
}

function execute(machine: Machine): ScriptError | undefined {
  const { cursor } = machine;
  const { opcode } = cursor;
  // Conditions nest in skipped branches too: OP_IF to OP_ENDIF always run.
  if (!isExecuting(machine) && (opcode < Opcode.OP_IF || opcode > Opcode.OP_ENDIF)) return undefined;
  if (opcode > Opcode.OP_PUSHDATA4) {
    const operation = OPERATIONS[opcode];
    return operation === undefined ? 'BAD_OPCODE' : operation(machine);
  }
  const data = pushedData(cursor);
  if (machine.flags & SCRIPT_VERIFY.MINIMALDATA && !isMinimalPush(data, opcode)) return 'MINIMALDATA';
  machine.stack.push(data);
  return undefined;
}

function tabulate(operations: readonly (readonly [opcode: number, Operation])[]): (Operation | undefined)[] {
  const table = new Array<Operation | undefined>(256).fill(undefined);
  for (const [opcode, operation] of operations) table[opcode] = operation;
  return table;
}

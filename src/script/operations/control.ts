import { SCRIPT_VERIFY } from '../flags.ts';
import {
  castToBool,
  drop,
  isExecuting,
  itemAt,
  type Machine,
  NO_FALSE_CONDITION,
  needing,
  type Operation,
  verifying,
} from '../machine.ts';
import { Opcode } from '../opcodes.ts';

/**
 * Conditions, NOPs and the ends of scripts. Open conditions are kept as two numbers, their depth and the first
 * false one: more is never asked, and a deep nest costs nothing.
 */

function beginIf(expected: boolean): Operation {
  return (machine) => {
    const depth = machine.conditionDepth++;
    if (!isExecuting(machine)) return undefined;
    if (machine.stack.length < 1) return 'INVALID_STACK_OPERATION';
    const condition = itemAt(machine, 1);
    if (!isMinimalCondition(condition)) {
      if (machine.sigVersion === 'tapscript') return 'TAPSCRIPT_MINIMALIF';
      if (machine.sigVersion === 'witness_v0' && machine.flags & SCRIPT_VERIFY.MINIMALIF) return 'MINIMALIF';
    }
    drop(machine, 1);
    if (castToBool(condition) !== expected) machine.firstFalseCondition = depth;
    return undefined;
  };
}

/** Empty, or the byte 01: asked for by tapscript's rules, and by policy in version 0 witnesses. */
function isMinimalCondition(condition: Uint8Array): boolean {
  return condition.length === 0 || (condition.length === 1 && condition[0] === 1);
}

function otherwise(machine: Machine): ReturnType<Operation> {
  if (machine.conditionDepth === 0) return 'UNBALANCED_CONDITIONAL';
  const innermost = machine.conditionDepth - 1;
  // Within a branch that is not taken nothing inner matters.
  if (isExecuting(machine)) machine.firstFalseCondition = innermost;
  else if (machine.firstFalseCondition === innermost) machine.firstFalseCondition = NO_FALSE_CONDITION;
  return undefined;
}

function endIf(machine: Machine): ReturnType<Operation> {
  if (machine.conditionDepth === 0) return 'UNBALANCED_CONDITIONAL';
  machine.conditionDepth--;
  if (machine.firstFalseCondition === machine.conditionDepth)
    machine.firstFalseCondition = NO_FALSE_CONDITION;
  return undefined;
}

function doNothing(): undefined {
  return undefined;
}

function reservedNop({ flags }: Machine): ReturnType<Operation> {
  return flags & SCRIPT_VERIFY.DISCOURAGE_UPGRADABLE_NOPS ? 'DISCOURAGE_UPGRADABLE_NOPS' : undefined;
}

export const CONTROL_OPERATIONS: readonly (readonly [opcode: number, Operation])[] = [
  [Opcode.OP_NOP, doNothing],
  [Opcode.OP_IF, beginIf(true)],
  [Opcode.OP_NOTIF, beginIf(false)],
  [Opcode.OP_ELSE, otherwise],
  [Opcode.OP_ENDIF, endIf],
  [Opcode.OP_VERIFY, verifying(needing(1, doNothing), 'VERIFY')],
  [Opcode.OP_RETURN, () => 'OP_RETURN'],
  ...[
    Opcode.OP_NOP1,
    Opcode.OP_NOP4,
    Opcode.OP_NOP5,
    Opcode.OP_NOP6,
    Opcode.OP_NOP7,
    Opcode.OP_NOP8,
    Opcode.OP_NOP9,
    Opcode.OP_NOP10,
  ].map((opcode) => [opcode, reservedNop] as const),
];

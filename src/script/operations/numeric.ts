import { drop, type Machine, needing, numberAt, type Operation, pushBool, verifying } from '../machine.ts';
import { Opcode } from '../opcodes.ts';
import { encodeScriptNum } from '../script-num.ts';

/**
 * Arithmetic. Operands have at most 4 bytes; a result may have 5 and then is no operand any more.
 * @source Bitcoin Core src/script/interpreter.cpp EvalScript
 */

/** a → compute(a) */
function unary(compute: (a: number) => number | boolean): Operation {
  return needing(1, (machine) => {
    const a = numberAt(machine, 1);
    return a === undefined ? 'SCRIPTNUM' : replace(machine, 1, compute(a));
  });
}

/** a b → compute(a, b) */
function binary(compute: (a: number, b: number) => number | boolean): Operation {
  return needing(2, (machine) => {
    const a = numberAt(machine, 2);
    const b = numberAt(machine, 1);
    return a === undefined || b === undefined ? 'SCRIPTNUM' : replace(machine, 2, compute(a, b));
  });
}

/** x min max → whether min <= x < max */
function within(machine: Machine): ReturnType<Operation> {
  const x = numberAt(machine, 3);
  const min = numberAt(machine, 2);
  const max = numberAt(machine, 1);
  if (x === undefined || min === undefined || max === undefined) return 'SCRIPTNUM';
  return replace(machine, 3, min <= x && x < max);
}

/** Puts the result in the operands' place. */
function replace(machine: Machine, operands: number, result: number | boolean): undefined {
  drop(machine, operands);
  if (typeof result === 'boolean') pushBool(machine, result);
  else machine.stack.push(encodeScriptNum(result));
}

const numEqual = binary((a, b) => a === b);

export const NUMERIC_OPERATIONS: readonly (readonly [opcode: number, Operation])[] = [
  [Opcode.OP_1ADD, unary((a) => a + 1)],
  [Opcode.OP_1SUB, unary((a) => a - 1)],
  [Opcode.OP_NEGATE, unary((a) => -a)],
  [Opcode.OP_ABS, unary(Math.abs)],
  [Opcode.OP_NOT, unary((a) => a === 0)],
  [Opcode.OP_0NOTEQUAL, unary((a) => a !== 0)],
  [Opcode.OP_ADD, binary((a, b) => a + b)],
  [Opcode.OP_SUB, binary((a, b) => a - b)],
  [Opcode.OP_BOOLAND, binary((a, b) => a !== 0 && b !== 0)],
  [Opcode.OP_BOOLOR, binary((a, b) => a !== 0 || b !== 0)],
  [Opcode.OP_NUMEQUAL, numEqual],
  [Opcode.OP_NUMEQUALVERIFY, verifying(numEqual, 'NUMEQUALVERIFY')],
  [Opcode.OP_NUMNOTEQUAL, binary((a, b) => a !== b)],
  [Opcode.OP_LESSTHAN, binary((a, b) => a < b)],
  [Opcode.OP_GREATERTHAN, binary((a, b) => a > b)],
  [Opcode.OP_LESSTHANOREQUAL, binary((a, b) => a <= b)],
  [Opcode.OP_GREATERTHANOREQUAL, binary((a, b) => a >= b)],
  [Opcode.OP_MIN, binary(Math.min)],
  [Opcode.OP_MAX, binary(Math.max)],
  [Opcode.OP_WITHIN, needing(3, within)],
];

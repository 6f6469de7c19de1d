import type { Operation } from '../machine.ts';
import { Opcode } from '../opcodes.ts';
import { encodeScriptNum } from '../script-num.ts';

/** Pushes one and the same item. */
function constant(value: number): Operation {
  const item = encodeScriptNum(value);
  return ({ stack }) => {
    stack.push(item);
    return undefined;
  };
}

/** OP_1NEGATE and OP_1 … OP_16. The pushes below them, which carry their data, are the interpreter's own. */
export const CONSTANT_OPERATIONS: readonly (readonly [opcode: number, Operation])[] = [
  [Opcode.OP_1NEGATE, constant(-1)],
  ...Array.from({ length: 16 }, (_, i) => [Opcode.OP_1 + i, constant(1 + i)] as const),
];

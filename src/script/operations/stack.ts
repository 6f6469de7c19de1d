import { equalBytes } from '../../util/bytes.ts';
import {
  castToBool,
  drop,
  itemAt,
  type Machine,
  needing,
  numberAt,
  type Operation,
  pushBool,
  verifying,
} from '../machine.ts';
import { Opcode } from '../opcodes.ts';
import { encodeScriptNum } from '../script-num.ts';

/** Operations that move, copy, measure and compare items. Their comments show the stack before and after, its top to the right. */

/** Copies `count` items from `depth` places below the top to the top: with 2 and 2, x1 x2 becomes x1 x2 x1 x2. */
function copy(depth: number, count: number): Operation {
  return needing(depth, ({ stack }) => {
    const start = stack.length - depth;
    stack.push(...stack.slice(start, start + count));
    return undefined;
  });
}

/** Moves `count` items from `depth` places below the top to the top: with 3 and 1, x1 x2 x3 becomes x2 x3 x1. */
function roll(depth: number, count: number): Operation {
  return needing(depth, ({ stack }) => {
    stack.push(...stack.splice(stack.length - depth, count));
    return undefined;
  });
}

function dropping(count: number): Operation {
  return needing(count, (machine) => {
    drop(machine, count);
    return undefined;
  });
}

function toAltStack(machine: Machine): undefined {
  machine.altStack.push(itemAt(machine, 1));
  drop(machine, 1);
}

function fromAltStack({ stack, altStack }: Machine): ReturnType<Operation> {
  const item = altStack.pop();
  if (item === undefined) return 'INVALID_ALTSTACK_OPERATION';
  stack.push(item);
  return undefined;
}

/** x → x x where x is true. */
function ifDup(machine: Machine): undefined {
  const item = itemAt(machine, 1);
  if (castToBool(item)) machine.stack.push(item);
}

function depth({ stack }: Machine): undefined {
  stack.push(encodeScriptNum(stack.length));
}

/** x1 x2 → x2 */
function nip({ stack }: Machine): undefined {
  stack.splice(-2, 1);
}

/** x1 x2 → x2 x1 x2 */
function tuck(machine: Machine): undefined {
  machine.stack.splice(-2, 0, itemAt(machine, 1));
}

/** xn … x1 x0 n → xn … x1 x0 xn, where `removes` without the first xn. */
function pick(removes: boolean): Operation {
  return needing(2, (machine) => {
    const { stack } = machine;
    const n = numberAt(machine, 1);
    if (n === undefined) return 'SCRIPTNUM';
    drop(machine, 1);
    if (n < 0 || n >= stack.length) return 'INVALID_STACK_OPERATION';
    const item = itemAt(machine, n + 1);
    if (removes) stack.splice(stack.length - n - 1, 1);
    stack.push(item);
    return undefined;
  });
}

/** x → x size */
function size(machine: Machine): undefined {
  machine.stack.push(encodeScriptNum(itemAt(machine, 1).length));
}

/** x1 x2 → whether they are the same bytes */
const equal: Operation = needing(2, (machine) => {
  const same = equalBytes(itemAt(machine, 1), itemAt(machine, 2));
  drop(machine, 2);
  pushBool(machine, same);
  return undefined;
});

export const STACK_OPERATIONS: readonly (readonly [opcode: number, Operation])[] = [
  [Opcode.OP_TOALTSTACK, needing(1, toAltStack)],
  [Opcode.OP_FROMALTSTACK, fromAltStack],
  [Opcode.OP_2DROP, dropping(2)],
  [Opcode.OP_2DUP, copy(2, 2)],
  [Opcode.OP_3DUP, copy(3, 3)],
  [Opcode.OP_2OVER, copy(4, 2)],
  [Opcode.OP_2ROT, roll(6, 2)],
  [Opcode.OP_2SWAP, roll(4, 2)],
  [Opcode.OP_IFDUP, needing(1, ifDup)],
  [Opcode.OP_DEPTH, depth],
  [Opcode.OP_DROP, dropping(1)],
  [Opcode.OP_DUP, copy(1, 1)],
  [Opcode.OP_NIP, needing(2, nip)],
  [Opcode.OP_OVER, copy(2, 1)],
  [Opcode.OP_PICK, pick(false)],
  [Opcode.OP_ROLL, pick(true)],
  [Opcode.OP_ROT, roll(3, 1)],
  [Opcode.OP_SWAP, roll(2, 1)],
  [Opcode.OP_TUCK, needing(2, tuck)],
  [Opcode.OP_SIZE, needing(1, size)],
  [Opcode.OP_EQUAL, equal],
  [Opcode.OP_EQUALVERIFY, verifying(equal, 'EQUALVERIFY')],
];

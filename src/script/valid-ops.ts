import { MAX_SCRIPT_ELEMENT_SIZE } from './limits.ts';
import { Opcode } from './opcodes.ts';
import { createCursor, hasMore, pushedData, readInstruction } from './parse.ts';

/** What can be told of a script by its opcodes alone. */

/** The highest opcode that had a meaning before tapscript. @source Bitcoin Core src/script/script.h MAX_OPCODE */
const MAX_OPCODE = Opcode.OP_NOP10;

/** Opcodes that make a tapscript succeed at once, first and last of each range. @source BIP342 */
const OP_SUCCESS_RANGES: readonly (readonly [number, number])[] = [
  [80, 80],
  [98, 98],
  [126, 129],
  [131, 134],
  [137, 138],
  [141, 142],
  [149, 153],
  [187, 254],
];

/**
 * True where every instruction is well-formed, known before tapscript and pushes no more than the stack takes.
 * @source Bitcoin Core src/script/script.cpp CScript::HasValidOps
 */
export function hasValidOps(script: Uint8Array): boolean {
  const cursor = createCursor(script);
  while (hasMore(cursor)) {
    if (!readInstruction(cursor) || cursor.opcode > MAX_OPCODE) return false;
    if (pushedData(cursor).length > MAX_SCRIPT_ELEMENT_SIZE) return false;
  }
  return true;
}

/** opcode -> whether it is one of them: every byte of every tapscript is looked up. */
const IS_OP_SUCCESS: readonly boolean[] = Array.from({ length: 256 }, (_, opcode) =>
  OP_SUCCESS_RANGES.some(([first, last]) => opcode >= first && opcode <= last),
);

/** True for the opcodes that BIP342 leaves to later soft forks. @source Bitcoin Core src/script/script.cpp IsOpSuccess */
export function isOpSuccess(opcode: number): boolean {
  return IS_OP_SUCCESS[opcode] === true;
}

/** True where any instruction, up to a malformed one, has an opcode for which `test` holds. */
export function someOpcode(script: Uint8Array, test: (opcode: number) => boolean): boolean {
  const cursor = createCursor(script);
  while (hasMore(cursor) && readInstruction(cursor)) {
    if (test(cursor.opcode)) return true;
  }
  return false;
}

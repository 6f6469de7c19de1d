import { Opcode } from './opcodes.ts';

/**
 * A cursor over the instructions of a script, moved by readInstruction. It is mutable and reused, since the
 * interpreter and the sigop counters walk every script of every block.
 */
export interface ScriptCursor {
  readonly script: Uint8Array;
  /** Where the next instruction starts, which is where the last one ended. */
  offset: number;
  /** Where the last instruction starts. */
  start: number;
  /** Of the last instruction; OP_INVALIDOPCODE before the first and after a malformed one. */
  opcode: number;
  /** Where the last instruction's pushed bytes start; they run up to `offset`. */
  dataStart: number;
}

/** A cursor before the instruction at `offset`. */
export function createCursor(script: Uint8Array, offset = 0): ScriptCursor {
  return { script, offset, start: offset, opcode: Opcode.OP_INVALIDOPCODE, dataStart: offset };
}

/** True while there are bytes left to read. */
export function hasMore(cursor: ScriptCursor): boolean {
  return cursor.offset < cursor.script.length;
}

/**
 * Moves over one instruction; to be called while hasMore(). False where the instruction is malformed: a push
 * whose length or bytes run past the end. The cursor then stands behind what could be read of it.
 * @source Bitcoin Core src/script/script.cpp GetScriptOp
 */
export function readInstruction(cursor: ScriptCursor): boolean {
  const { script } = cursor;
  const opcode = script[cursor.offset] ?? Opcode.OP_INVALIDOPCODE;
  cursor.start = cursor.offset;
  cursor.offset++;
  cursor.dataStart = cursor.offset;
  if (opcode > Opcode.OP_PUSHDATA4) {
    cursor.opcode = opcode;
    return true;
  }
  cursor.opcode = Opcode.OP_INVALIDOPCODE;
  const size = opcode < Opcode.OP_PUSHDATA1 ? opcode : readPushSize(cursor, opcode);
  if (size > script.length - cursor.offset) return false;
  cursor.opcode = opcode;
  cursor.dataStart = cursor.offset;
  cursor.offset += size;
  return true;
}

/** The bytes that the last instruction pushes, as a view of the script; empty where it pushes none. */
export function pushedData(cursor: ScriptCursor): Uint8Array {
  return cursor.script.subarray(cursor.dataStart, cursor.offset);
}

/** The length behind OP_PUSHDATA1, 2 or 4, little-endian; infinite where the script ends within it. */
function readPushSize(cursor: ScriptCursor, opcode: number): number {
  const { script, offset } = cursor;
  const width = opcode === Opcode.OP_PUSHDATA1 ? 1 : opcode === Opcode.OP_PUSHDATA2 ? 2 : 4;
  if (offset + width > script.length) return Number.POSITIVE_INFINITY;
  cursor.offset = offset + width;
  let size = 0;
  for (let i = width - 1; i >= 0; i--) size = size * 256 + (script[offset + i] ?? 0);
  return size;
}

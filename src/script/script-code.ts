import { concatBytes, equalBytes } from '../util/bytes.ts';
import { Opcode } from './opcodes.ts';
import { createCursor, hasMore, readInstruction } from './parse.ts';

/** The two ways in which a script is changed before its legacy signatures are hashed. */

/**
 * The script without its OP_CODESEPARATORs; the very same array where it has none.
 * Bytes from a malformed push on stay as they are: such a script fails, whatever it signed.
 * @source Bitcoin Core src/script/interpreter.cpp CTransactionSignatureSerializer::SerializeScriptCode
 */
export function removeCodeSeparators(script: Uint8Array): Uint8Array {
  if (!script.includes(Opcode.OP_CODESEPARATOR)) return script;
  const kept: Uint8Array[] = [];
  const cursor = createCursor(script);
  let keptFrom = 0;
  while (hasMore(cursor) && readInstruction(cursor)) {
    if (cursor.opcode !== Opcode.OP_CODESEPARATOR) continue;
    kept.push(script.subarray(keptFrom, cursor.offset - 1));
    keptFrom = cursor.offset;
  }
  return concatBytes(...kept, script.subarray(keptFrom));
}

/**
 * The script without the instructions that are `pattern`, byte for byte; the very same array where there are none.
 * Occurrences within a push or across instructions stay.
 * @param pattern - not empty
 * @source Bitcoin Core src/script/interpreter.cpp FindAndDelete
 */
export function findAndDelete(script: Uint8Array, pattern: Uint8Array): Uint8Array {
  if (script.length < pattern.length) return script;
  const kept: Uint8Array[] = [];
  const cursor = createCursor(script);
  let keptFrom = 0;
  do {
    while (startsWith(script, pattern, cursor.offset)) {
      kept.push(script.subarray(keptFrom, cursor.offset));
      cursor.offset += pattern.length;
      keptFrom = cursor.offset;
    }
  } while (hasMore(cursor) && readInstruction(cursor));
  return keptFrom === 0 ? script : concatBytes(...kept, script.subarray(keptFrom));
}

function startsWith(script: Uint8Array, pattern: Uint8Array, offset: number): boolean {
  // The first byte decides nearly always, and costs no view.
  if (script[offset] !== pattern[0] || script.length - offset < pattern.length) return false;
  return equalBytes(script.subarray(offset, offset + pattern.length), pattern);
}

import { toHex } from '../util/bytes.ts';
import { Opcode, opcodeName } from './opcodes.ts';
import { createCursor, hasMore, pushedData, readInstruction } from './parse.ts';
import { isUnspendable } from './predicates.ts';
import { decodeScriptNum, MAX_OPERAND_SIZE } from './script-num.ts';
import {
  hasDefinedHashType,
  isValidSignatureEncoding,
  SIGHASH_ALL,
  SIGHASH_ANYONECANPAY,
  SIGHASH_NONE,
  SIGHASH_SINGLE,
} from './signature-encoding.ts';

export interface AsmOptions {
  /** Show the hash type of what looks like a signature by name; for scriptSigs. */
  readonly decodeSighash?: boolean;
}

const HASH_TYPE_NAMES: ReadonlyMap<number, string> = new Map([
  [SIGHASH_ALL, 'ALL'],
  [SIGHASH_NONE, 'NONE'],
  [SIGHASH_SINGLE, 'SINGLE'],
]);

/**
 * The script as people read it: opcode names, short pushes as decimal numbers, long ones in hex; `[error]`
 * ends it at a malformed push.
 * @source Bitcoin Core src/core_io.cpp ScriptToAsmStr
 */
export function scriptToAsm(script: Uint8Array, { decodeSighash = false }: AsmOptions = {}): string {
  // Data behind OP_RETURN may look like a signature but is none.
  const showHashType = decodeSighash && !isUnspendable(script);
  const cursor = createCursor(script);
  const words: string[] = [];
  while (hasMore(cursor)) {
    if (!readInstruction(cursor)) {
      words.push('[error]');
      break;
    }
    const isPush = cursor.opcode <= Opcode.OP_PUSHDATA4;
    words.push(isPush ? describePush(pushedData(cursor), showHashType) : opcodeName(cursor.opcode));
  }
  return words.join(' ');
}

function describePush(data: Uint8Array, showHashType: boolean): string {
  // Pushes as short as a number are shown as one.
  if (data.length <= MAX_OPERAND_SIZE) return String(decodeScriptNum(data, { requireMinimal: false }));
  if (!showHashType || !isValidSignatureEncoding(data) || !hasDefinedHashType(data)) return toHex(data);
  return `${toHex(data.subarray(0, -1))}[${hashTypeName(data.at(-1) ?? 0)}]`;
}

/** What a hash type is called, e.g. `ALL` or `NONE|ANYONECANPAY`; without a name where it has none. */
export function hashTypeName(hashType: number): string {
  const name = HASH_TYPE_NAMES.get(hashType & ~SIGHASH_ANYONECANPAY) ?? '';
  return hashType & SIGHASH_ANYONECANPAY ? `${name}|ANYONECANPAY` : name;
}

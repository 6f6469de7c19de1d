import { MAX_SCRIPT_SIZE } from './limits.ts';
import { Opcode, smallIntOf } from './opcodes.ts';
import { createCursor, hasMore, readInstruction } from './parse.ts';

/** The few shapes of a script that the consensus rules themselves look at. @source Bitcoin Core src/script/script.cpp */

/** What a segwit output commits to (BIP141). */
export interface WitnessProgram {
  /** 0 … 16. */
  readonly version: number;
  /** 2 … 40 bytes. */
  readonly program: Uint8Array;
}

export const WITNESS_V0_KEYHASH_SIZE = 20;
export const WITNESS_V0_SCRIPTHASH_SIZE = 32;
export const WITNESS_V1_TAPROOT_SIZE = 32;

/** Bytes of a hash160, which P2PKH and P2SH commit to. */
export const HASH160_SIZE = 20;

/** OP_HASH160 <20 bytes> OP_EQUAL (BIP16), in exactly this encoding. */
export function isPayToScriptHash(script: Uint8Array): boolean {
  return (
    script.length === 23 &&
    script[0] === Opcode.OP_HASH160 &&
    script[1] === HASH160_SIZE &&
    script[22] === Opcode.OP_EQUAL
  );
}

/** The witness program that the script is: OP_0 … OP_16 and one direct push of 2 to 40 bytes; else undefined. */
export function witnessProgramOf(script: Uint8Array): WitnessProgram | undefined {
  const version = script[0] ?? Opcode.OP_INVALIDOPCODE;
  if (script.length < 4 || script.length > 42 || script[1] !== script.length - 2) return undefined;
  if (version !== Opcode.OP_0 && (version < Opcode.OP_1 || version > Opcode.OP_16)) return undefined;
  return { version: smallIntOf(version), program: script.subarray(2) };
}

/** Pay to anchor: the witness program 1 <4e73>, spendable by anyone. @source Bitcoin Core CScript::IsPayToAnchor */
export function isPayToAnchor({ version, program }: WitnessProgram): boolean {
  return version === 1 && program.length === 2 && program[0] === 0x4e && program[1] === 0x73;
}

/** True where every instruction is well-formed and none is above OP_16. @param offset - where to start looking */
export function isPushOnly(script: Uint8Array, offset = 0): boolean {
  const cursor = createCursor(script, offset);
  while (hasMore(cursor)) {
    if (!readInstruction(cursor) || cursor.opcode > Opcode.OP_16) return false;
  }
  return true;
}

/** True where the script fails whatever it is given, so that its output is never a coin. */
export function isUnspendable(script: Uint8Array): boolean {
  return script[0] === Opcode.OP_RETURN || script.length > MAX_SCRIPT_SIZE;
}

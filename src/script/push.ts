import { Opcode } from './opcodes.ts';
import { encodeScriptNum } from './script-num.ts';

/**
 * The shortest push of these bytes as bytes. A single small number is pushed as data too, never as OP_1 … OP_16.
 * @source Bitcoin Core src/script/script.h CScript::operator<<(span)
 */
export function pushData(data: Uint8Array): Uint8Array {
  const prefix = pushPrefix(data.length);
  const script = new Uint8Array(prefix.length + data.length);
  script.set(prefix);
  script.set(data, prefix.length);
  return script;
}

/**
 * The push of a number: OP_0, OP_1NEGATE and OP_1 … OP_16 where there is one, else its bytes.
 * @param value - a safe integer
 * @source Bitcoin Core src/script/script.h CScript::push_int64
 */
export function pushInt(value: number): Uint8Array {
  if (value === 0) return Uint8Array.of(Opcode.OP_0);
  if (value === -1 || (value >= 1 && value <= 16)) return Uint8Array.of(Opcode.OP_1 - 1 + value);
  return pushData(encodeScriptNum(value));
}

/**
 * True where `opcode` is the shortest way to push these bytes.
 * @param opcode - the push that was used, OP_0 … OP_PUSHDATA4
 * @source Bitcoin Core src/script/script.cpp CheckMinimalPush
 */
export function isMinimalPush(data: Uint8Array, opcode: number): boolean {
  const size = data.length;
  const first = data[0] ?? 0;
  if (size === 0) return opcode === Opcode.OP_0;
  if (size === 1 && ((first >= 1 && first <= 16) || first === 0x81)) return false;
  if (size < Opcode.OP_PUSHDATA1) return opcode === size;
  if (size <= 0xff) return opcode === Opcode.OP_PUSHDATA1;
  return size > 0xffff || opcode === Opcode.OP_PUSHDATA2;
}

function pushPrefix(size: number): readonly number[] {
  if (size < Opcode.OP_PUSHDATA1) return [size];
  if (size <= 0xff) return [Opcode.OP_PUSHDATA1, size];
  if (size <= 0xffff) return [Opcode.OP_PUSHDATA2, size & 0xff, size >>> 8];
  return [Opcode.OP_PUSHDATA4, size & 0xff, (size >>> 8) & 0xff, (size >>> 16) & 0xff, size >>> 24];
}

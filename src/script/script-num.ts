/**
 * The numbers of the script language: little-endian magnitude with the sign in the highest bit, as short as
 * possible; zero is the empty string. Operands have at most 4 bytes, results may be longer.
 * @source Bitcoin Core src/script/script.h CScriptNum
 */

/** Bytes that an operand of arithmetic may have. */
export const MAX_OPERAND_SIZE = 4;

const SIGN_BIT = 0x80;

export interface ScriptNumRules {
  /** Refuse a number that could be written shorter (SCRIPT_VERIFY_MINIMALDATA). */
  readonly requireMinimal: boolean;
  /** Bytes allowed, 4 unless given; at most 6, so that the number stays exact. */
  readonly maxSize?: number;
}

/** The number that the bytes spell; undefined where they are too long, or longer than the number needs. */
export function decodeScriptNum(bytes: Uint8Array, rules: ScriptNumRules): number | undefined {
  if (bytes.length > (rules.maxSize ?? MAX_OPERAND_SIZE)) return undefined;
  if (rules.requireMinimal && !isMinimal(bytes)) return undefined;
  const last = bytes.length - 1;
  if (last < 0) return 0;
  const top = bytes[last] ?? 0;
  let magnitude = top & (SIGN_BIT - 1);
  for (let i = last - 1; i >= 0; i--) magnitude = magnitude * 256 + (bytes[i] ?? 0);
  // Negative zero is zero: 0 - 0, not -0.
  return top & SIGN_BIT ? 0 - magnitude : magnitude;
}

/** The shortest bytes for the number. @param value - a safe integer */
export function encodeScriptNum(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = Math.abs(value); rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  const last = bytes.length - 1;
  const top = bytes[last] ?? 0;
  const sign = value < 0 ? SIGN_BIT : 0;
  if (top & SIGN_BIT) bytes.push(sign);
  else if (sign) bytes[last] = top | sign;
  return Uint8Array.from(bytes);
}

/** False where the highest byte holds nothing but a sign that would fit into the byte below (or no number at all). */
function isMinimal(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  if (last < 0 || ((bytes[last] ?? 0) & (SIGN_BIT - 1)) !== 0) return true;
  return last > 0 && ((bytes[last - 1] ?? 0) & SIGN_BIT) !== 0;
}

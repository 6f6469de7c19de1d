import { isSmallPositiveInt, Opcode, smallIntOf } from '../opcodes.ts';
import { createCursor, hasMore, pushedData, readInstruction } from '../parse.ts';
import { isMinimalPush } from '../push.ts';
import { decodeScriptNum } from '../script-num.ts';

/** An operation of a script, with what it pushes. */
export interface Operation {
  readonly opcode: number;
  /** Empty where it pushes nothing. */
  readonly data: Uint8Array;
}

/** Operations that verify, as what they do before. */
const VERIFYING = new Map<number, number>([
  [Opcode.OP_CHECKSIGVERIFY, Opcode.OP_CHECKSIG],
  [Opcode.OP_CHECKMULTISIGVERIFY, Opcode.OP_CHECKMULTISIG],
  [Opcode.OP_EQUALVERIFY, Opcode.OP_EQUAL],
  [Opcode.OP_NUMEQUALVERIFY, Opcode.OP_NUMEQUAL],
]);
const HAS_VERIFYING_FORM = new Set(VERIFYING.values());

const NOTHING = new Uint8Array();

/**
 * The operations of a script from its end to its begin, those that verify in two; undefined where one could be
 * written shorter: no miniscript has that.
 * @source Bitcoin Core src/script/miniscript.cpp DecomposeScript
 */
export function decompose(script: Uint8Array): readonly Operation[] | undefined {
  const operations: Operation[] = [];
  const cursor = createCursor(script);
  while (hasMore(cursor)) {
    const last = cursor.opcode;
    if (!readInstruction(cursor)) return undefined;
    const { opcode } = cursor;
    if (opcode === Opcode.OP_VERIFY && HAS_VERIFYING_FORM.has(last)) return undefined;
    const data = isSmallPositiveInt(opcode) ? Uint8Array.of(smallIntOf(opcode)) : pushedData(cursor);
    if (opcode <= Opcode.OP_PUSHDATA4 && !isMinimalPush(data, opcode)) return undefined;
    const verified = VERIFYING.get(opcode);
    if (verified === undefined) operations.push({ opcode, data });
    else operations.push({ opcode: verified, data: NOTHING }, { opcode: Opcode.OP_VERIFY, data: NOTHING });
  }
  return operations.reverse();
}

/** The number that an operation pushes; undefined where it pushes none. */
export function pushedNumber(operation: Operation | undefined): number | undefined {
  if (operation?.opcode === Opcode.OP_0) return 0;
  return operation && operation.data.length > 0
    ? decodeScriptNum(operation.data, { requireMinimal: true })
    : undefined;
}

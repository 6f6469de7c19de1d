import { SCHNORR_SIGNATURE_SIZE } from '../../crypto/schnorr.ts';
import { isXOnlyPubkey, XONLY_PUBKEY_SIZE } from '../../crypto/x-only-pubkey.ts';
import { hashTypeName, scriptToAsm } from '../../script/asm.ts';
import { SCRIPT_ERROR_TEXTS, type ScriptError } from '../../script/errors.ts';
import { createCursor, hasMore, readInstruction } from '../../script/parse.ts';
import { isPubkeyOfValidSize } from '../../script/pubkey.ts';
import { decodeScriptNum, MAX_OPERAND_SIZE } from '../../script/script-num.ts';
import { isValidSignatureEncoding } from '../../script/signature-encoding.ts';
import { toHex } from '../../util/bytes.ts';
import { type Static, Type } from '../../util/schema.ts';
import { SCRIPT_REASONS } from './script-reasons.ts';
import type { ScriptTrace, TracedScript } from './trace-script.ts';

const StackItem = Type.Object({
  hex: Type.String({ description: 'The bytes; empty for an empty item' }),
  size: Type.Integer({ description: 'Bytes' }),
  number: Type.Optional(Type.Integer({ description: 'As a number, where it is written as one' })),
  meaning: Type.Optional(Type.String({ description: "What it looks like, e.g. 'public key'" })),
});

export const ScriptFailureView = Type.Object(
  {
    error: Type.String({ description: "Core's name of the failure" }),
    text: Type.String({ description: "Core's words for it" }),
    phase: Type.Optional(
      Type.String({
        description: 'Which script failed: scriptSig, scriptPubKey, redeemScript, witnessScript or tapscript',
      }),
    ),
    opcode: Type.Optional(Type.String({ description: 'The failing instruction' })),
    instructions: Type.Optional(
      Type.Array(
        Type.Object({
          offset: Type.Integer({ description: 'Where it starts, bytes' }),
          asm: Type.String(),
          failed: Type.Optional(Type.Boolean({ description: 'True for the one that failed' })),
        }),
        { description: 'The script that failed' },
      ),
    ),
    stack: Type.Array(StackItem, {
      description: 'The stack before the failing instruction, or as it was at last; the top first',
    }),
    altstack: Type.Array(StackItem, { description: 'The alternative stack, the top first' }),
  },
  { description: 'Where the scripts failed' },
);

type StackItemView = Static<typeof StackItem>;

/** The failures of a spend by the key of a taproot output, which runs no script. */
const OF_KEY_PATHS: ReadonlySet<ScriptError> = new Set([
  'SCHNORR_SIG_SIZE',
  'SCHNORR_SIG_HASHTYPE',
  'SCHNORR_SIG',
]);

/** What a person can see of a script's failure. */
export function scriptFailureView({ error, script, stack, altStack }: ScriptTrace) {
  const isTaproot = script?.phase === 'tapscript' || (!script && OF_KEY_PATHS.has(error));
  const itemView = (item: Uint8Array): StackItemView => stackItemView(item, isTaproot);
  return {
    error,
    text: SCRIPT_ERROR_TEXTS[error],
    ...(script && scriptView(script)),
    stack: stack.map(itemView).reverse(),
    altstack: altStack.map(itemView).reverse(),
  };
}

/** The sentences for a script's failure. */
export function scriptReason({ error }: ScriptTrace) {
  return SCRIPT_REASONS[error];
}

function scriptView({ phase, code, failedAt }: TracedScript) {
  const instructions = disassemble(code, phase === 'scriptSig').map(({ offset, asm }) =>
    offset === failedAt ? { offset, asm, failed: true } : { offset, asm },
  );
  const opcode = instructions.find(({ offset }) => offset === failedAt)?.asm;
  return { phase, ...(opcode !== undefined && { opcode }), instructions };
}

/** One entry for each instruction; a malformed one, `[error]`, is the last. */
function disassemble(code: Uint8Array, decodeSighash: boolean) {
  const cursor = createCursor(code);
  const instructions: { readonly offset: number; readonly asm: string }[] = [];
  while (hasMore(cursor)) {
    const { offset } = cursor;
    const isWhole = readInstruction(cursor);
    const bytes = code.subarray(offset, isWhole ? cursor.offset : code.length);
    instructions.push({ offset, asm: scriptToAsm(bytes, { decodeSighash }) });
    if (!isWhole) break;
  }
  return instructions;
}

function stackItemView(item: Uint8Array, isTaproot: boolean): StackItemView {
  const number =
    item.length <= MAX_OPERAND_SIZE ? decodeScriptNum(item, { requireMinimal: true }) : undefined;
  const meaning = isTaproot ? taprootMeaningOf(item) : meaningOf(item);
  return {
    hex: toHex(item),
    size: item.length,
    ...(number !== undefined && { number }),
    ...(meaning !== undefined && { meaning }),
  };
}

function taprootMeaningOf(item: Uint8Array): string | undefined {
  if (item.length === XONLY_PUBKEY_SIZE) return isXOnlyPubkey(item) ? 'public key, or a hash' : undefined;
  const hashType = item[SCHNORR_SIGNATURE_SIZE];
  if (item.length === SCHNORR_SIGNATURE_SIZE) return signatureMeaning('DEFAULT');
  return item.length === SCHNORR_SIGNATURE_SIZE + 1
    ? signatureMeaning(hashTypeName(hashType ?? 0))
    : undefined;
}

function signatureMeaning(hashType: string): string {
  return `signature, hash type ${hashType === '' ? 'unknown' : hashType}`;
}

function meaningOf(item: Uint8Array): string | undefined {
  if (isPubkeyOfValidSize(item)) return 'public key';
  if (!isValidSignatureEncoding(item)) return undefined;
  return signatureMeaning(hashTypeName(item.at(-1) ?? 0));
}

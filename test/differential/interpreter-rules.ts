import * as ecc from 'tiny-secp256k1';
import type { ScriptError } from '../../src/script/errors.ts';
import { SCRIPT_VERIFY } from '../../src/script/flags.ts';
import { Opcode } from '../../src/script/opcodes.ts';
import { createCursor, hasMore, pushedData, readInstruction } from '../../src/script/parse.ts';
import { isPayToScriptHash, isPushOnly } from '../../src/script/predicates.ts';
import { isCompressedOrUncompressedPubkey } from '../../src/script/pubkey.ts';
import { hasDefinedHashType, isValidSignatureEncoding } from '../../src/script/signature-encoding.ts';
import { toHex } from '../../src/util/bytes.ts';
import type { Explanation } from './run.ts';
import type { GeneratedSpend } from './spends.ts';

/** What bitcore-lib's answers are called by us, and the rules of Bitcoin Core by which it may be wrong. */

/** What we or they say of a spend: that it holds, or why not. */
export type Answer = 'holds' | string;

/** Their names for what has another name with us. All others are ours behind SCRIPT_ERR_. */
const THEIR_NAMES: Readonly<Record<string, readonly ScriptError[]>> = {
  EVAL_FALSE: ['CLEANSTACK'],
  EVAL_FALSE_IN_STACK: ['EVAL_FALSE'],
  EVAL_FALSE_IN_P2SH_STACK: ['EVAL_FALSE'],
  EVAL_FALSE_NO_RESULT: ['EVAL_FALSE'],
  EVAL_FALSE_NO_P2SH_STACK: ['EVAL_FALSE'],
  NULLFAIL: ['SIG_NULLFAIL'],
  SIG_DER_INVALID_FORMAT: ['SIG_DER'],
  SIG_DER_HIGH_S: ['SIG_HIGH_S'],
  SCHNORR_SIG: ['SCHNORR_SIG', 'SCHNORR_SIG_SIZE', 'SCHNORR_SIG_HASHTYPE'],
  PUBKEYTYPE: ['PUBKEYTYPE', 'TAPSCRIPT_EMPTY_PUBKEY'],
};

/** What they throw, and what we call it. */
const THEIR_EXCEPTIONS: readonly (readonly [text: string, ours: ScriptError])[] = [
  ['script number overflow', 'SCRIPTNUM'],
  ['non-minimally encoded script number', 'SCRIPTNUM'],
  ['invalid hashtype', 'SCHNORR_SIG_HASHTYPE'],
  ['Length of push value not equal to length of data', 'BAD_OPCODE'],
  ["can't parse valid script", 'BAD_OPCODE'],
];

/** True where both say the same. */
export function isSameAnswer(ours: Answer, theirs: Answer): boolean {
  if (ours === theirs) return true;
  if (ours === 'holds' || theirs === 'holds') return false;
  // On the key path they give no name.
  if (theirs === '') return ours === 'SCHNORR_SIG' || ours === 'SCHNORR_SIG_HASHTYPE';
  const thrown = THEIR_EXCEPTIONS.find(([text]) => theirs.includes(text));
  if (thrown) return thrown[1] === ours;
  const name = theirs.replace(/^SCRIPT_ERR_/, '');
  return (THEIR_NAMES[name] ?? [name]).some((code) => code === ours);
}

interface Rule {
  readonly why: Explanation;
  readonly applies: (spend: GeneratedSpend, ours: Answer, theirs: Answer) => boolean;
}

const {
  DERSIG,
  LOW_S,
  STRICTENC,
  CHECKLOCKTIMEVERIFY,
  CHECKSEQUENCEVERIFY,
  CONST_SCRIPTCODE,
  WITNESS_PUBKEYTYPE,
} = SCRIPT_VERIFY;

const RULES: readonly Rule[] = [
  {
    why: 'STRICTENC wants a known hash type whatever LOW_S says (Core: CheckSignatureEncoding); bitcore-lib looks at one of the two',
    applies: ({ flags, ...spend }, ours) =>
      hasAll(flags, LOW_S | STRICTENC) &&
      ours === 'SIG_HASHTYPE' &&
      itemsOf(spend).some((item) => isValidSignatureEncoding(item) && !hasDefinedHashType(item)),
  },
  {
    why: 'CHECKLOCKTIMEVERIFY and CHECKSEQUENCEVERIFY are never discouraged NOPs (Core: EvalScript)',
    applies: ({ flags, ...spend }, _ours, theirs) =>
      theirs === 'SCRIPT_ERR_DISCOURAGE_UPGRADABLE_NOPS' &&
      ((!(flags & CHECKLOCKTIMEVERIFY) && hasOpcode(spend, Opcode.OP_CHECKLOCKTIMEVERIFY)) ||
        (!(flags & CHECKSEQUENCEVERIFY) && hasOpcode(spend, Opcode.OP_CHECKSEQUENCEVERIFY))),
  },
  {
    why: 'STRICTENC looks at the form of a key, not at whether it is on the curve (Core: CheckPubKeyEncoding)',
    applies: ({ flags, ...spend }, _ours, theirs) =>
      (flags & STRICTENC) !== 0 && theirs === 'SCRIPT_ERR_PUBKEYTYPE' && itemsOf(spend).some(isOffCurve),
  },
  {
    why: 'WITNESS_PUBKEYTYPE looks at the form of a key alone (Core: CheckPubKeyEncoding); bitcore-lib fails on what is none',
    applies: ({ flags }, _ours, theirs) =>
      (flags & WITNESS_PUBKEYTYPE) !== 0 && theirs.startsWith('SCRIPT_ERR_UNKNOWN_ERROR: '),
  },
  {
    why: 'a taproot key may begin with a zero byte; bitcore-lib hashes its 31 other bytes',
    applies: ({ spent, inputIndex, tx }, ours, theirs) =>
      ours === 'holds' &&
      theirs === '' &&
      spent[inputIndex]?.scriptPubKey[2] === 0 &&
      (tx.inputs[inputIndex]?.witness.length ?? 0) <= 2,
  },
  {
    why: 'a script that ends within a push is malformed (Core: GetScriptOp); bitcore-lib fails it for another reason',
    applies: (spend, ours, theirs) =>
      (ours === 'BAD_OPCODE' || ours === 'SIG_PUSHONLY') &&
      theirs !== 'holds' &&
      scriptsOf(spend).some(isMalformed),
  },
  {
    why: 'a witness script of another hash is not looked at (Core: VerifyWitnessProgram); bitcore-lib reads it first',
    applies: (spend, ours, theirs) =>
      ours === 'WITNESS_PROGRAM_MISMATCH' &&
      theirs.includes("can't parse valid script") &&
      scriptsOf(spend).some(isMalformed),
  },
  {
    why: 'an output may have any script (BIP341 hashes its bytes); bitcore-lib has none where it cannot read it',
    applies: ({ tx, sigVersion }, _ours, theirs) =>
      sigVersion === 'tapscript' &&
      theirs.endsWith("Cannot read properties of null (reading 'toBuffer')") &&
      tx.outputs.some(({ scriptPubKey }) => isMalformed(scriptPubKey)),
  },
  {
    why: 'CONST_SCRIPTCODE forbids signatures in the script (Core: EvalScript), also of a multisig, also where they are twice',
    applies: ({ flags, ...spend }, ours) =>
      (flags & CONST_SCRIPTCODE) !== 0 &&
      ours === 'SIG_FINDANDDELETE' &&
      (hasMultisig(spend) || scriptsOf(spend).some(pushesTwice)),
  },
  {
    why: 'before segwit a script does not sign its signatures, an empty one is each OP_0 (Core: FindAndDelete); bitcore-lib leaves the second of two in a row',
    applies: ({ sigVersion, ...spend }) =>
      sigVersion === 'base' && hasMultisig(spend) && scriptsOf(spend).some(pushesInARow),
  },
  {
    why: 'a version 0 witness script signs all of it (BIP143); bitcore-lib leaves signatures out, OP_0 for an empty one',
    applies: ({ sigVersion, ...spend }) =>
      sigVersion === 'witness_v0' && hasMultisig(spend) && hasOpcode(spend, Opcode.OP_0),
  },
  {
    why: 'without DERSIG nobody looks at the length that a signature says it has (Core: ecdsa_signature_parse_der_lax)',
    applies: ({ flags, ...spend }, ours) =>
      ours === 'holds' && (flags & (DERSIG | LOW_S | STRICTENC)) === 0 && itemsOf(spend).some(hasWrongLength),
  },
  {
    why: 'pay to anchor is no discouraged program (Core: VerifyWitnessProgram)',
    applies: ({ spent, inputIndex }, ours, theirs) =>
      ours === 'holds' &&
      theirs === 'SCRIPT_ERR_DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM' &&
      toHex(spent[inputIndex]?.scriptPubKey ?? new Uint8Array()) === '51024e73',
  },
  {
    why: 'OP_IF without an item has no operand (Core: EvalScript); with bitcore-lib, as in older Cores, it is unbalanced',
    applies: (spend, ours, theirs) =>
      ours === 'INVALID_STACK_OPERATION' &&
      theirs === 'SCRIPT_ERR_UNBALANCED_CONDITIONAL' &&
      (hasOpcode(spend, Opcode.OP_IF) || hasOpcode(spend, Opcode.OP_NOTIF)),
  },
  {
    why: 'there is no CHECKMULTISIG in tapscript (BIP342)',
    applies: (_spend, ours) => ours === 'TAPSCRIPT_CHECKMULTISIG',
  },
];

/** The rule by which the two answers may differ. */
export function explain(spend: GeneratedSpend, ours: Answer, theirs: Answer): Explanation | undefined {
  return RULES.find(({ applies }) => applies(spend, ours, theirs))?.why;
}

type Scripts = Pick<GeneratedSpend, 'tx' | 'inputIndex' | 'spent'>;

const hasAll = (flags: number, wanted: number): boolean => (flags & wanted) === wanted;

/** Every script of the spend: the input's, the output's, and those that the input shows. */
function scriptsOf({ tx, inputIndex, spent }: Scripts): readonly Uint8Array[] {
  const { scriptSig = new Uint8Array(), witness = [] } = tx.inputs[inputIndex] ?? {};
  const { scriptPubKey = new Uint8Array() } = spent[inputIndex] ?? {};
  const redeem =
    isPayToScriptHash(scriptPubKey) && isPushOnly(scriptSig) ? pushesOf(scriptSig).slice(-1) : [];
  return [scriptSig, scriptPubKey, ...redeem, ...witness.slice(-3)];
}

/** Everything that may come on the stack from outside: witness items, and what the scripts push. */
function itemsOf(spend: Scripts): readonly Uint8Array[] {
  const { witness = [] } = spend.tx.inputs[spend.inputIndex] ?? {};
  return [...witness, ...scriptsOf(spend).flatMap(pushesOf)];
}

function pushesOf(script: Uint8Array): readonly Uint8Array[] {
  const pushes: Uint8Array[] = [];
  for (const cursor = createCursor(script); hasMore(cursor) && readInstruction(cursor); )
    if (cursor.opcode <= Opcode.OP_PUSHDATA4) pushes.push(pushedData(cursor));
  return pushes;
}

function isMalformed(script: Uint8Array): boolean {
  const cursor = createCursor(script);
  while (hasMore(cursor)) if (!readInstruction(cursor)) return true;
  return false;
}

function hasOpcode(spend: Scripts, opcode: number): boolean {
  return scriptsOf(spend).some((script) => {
    const cursor = createCursor(script);
    while (hasMore(cursor) && readInstruction(cursor)) if (cursor.opcode === opcode) return true;
    return false;
  });
}

const hasMultisig = (spend: Scripts): boolean =>
  hasOpcode(spend, Opcode.OP_CHECKMULTISIG) || hasOpcode(spend, Opcode.OP_CHECKMULTISIGVERIFY);

function pushesTwice(script: Uint8Array): boolean {
  const pushes = pushesOf(script).map(toHex);
  return new Set(pushes).size < pushes.length;
}

function pushesInARow(script: Uint8Array): boolean {
  let before: string | undefined;
  for (const cursor = createCursor(script); hasMore(cursor) && readInstruction(cursor); ) {
    const push = cursor.opcode <= Opcode.OP_PUSHDATA4 ? toHex(pushedData(cursor)) : undefined;
    if (push !== undefined && push === before) return true;
    before = push;
  }
  return false;
}

/** A signature that says it is shorter or longer than it is; its last byte is the hash type. */
const hasWrongLength = ([tag, length, ...rest]: Uint8Array): boolean =>
  tag === 0x30 && length !== rest.length - 1;

const isOffCurve = (item: Uint8Array): boolean =>
  isCompressedOrUncompressedPubkey(item) && !ecc.isPoint(item);

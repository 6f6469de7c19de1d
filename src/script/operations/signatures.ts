import { isLowS } from '../../crypto/ecdsa.ts';
import type { ScriptError } from '../errors.ts';
import { SCRIPT_VERIFY } from '../flags.ts';
import { MAX_OPS_PER_SCRIPT, MAX_PUBKEYS_PER_MULTISIG } from '../limits.ts';
import {
  drop,
  type EcdsaSignatureClaim,
  itemAt,
  type Machine,
  needing,
  numberAt,
  type Operation,
  pushBool,
  verifying,
} from '../machine.ts';
import { Opcode } from '../opcodes.ts';
import { isCompressedOrUncompressedPubkey, isCompressedPubkey } from '../pubkey.ts';
import { pushData } from '../push.ts';
import { findAndDelete } from '../script-code.ts';
import { hasDefinedHashType, isValidSignatureEncoding } from '../signature-encoding.ts';
import { checkSigAdd, checkSigTapscript } from './tapscript-signatures.ts';

/** The operations that check signatures, and the rules of how ECDSA's signatures and keys look. */

const DER_FLAGS = SCRIPT_VERIFY.DERSIG | SCRIPT_VERIFY.LOW_S | SCRIPT_VERIFY.STRICTENC;

function codeSeparator(machine: Machine): undefined {
  machine.codeStart = machine.cursor.offset;
  machine.codeSeparatorPosition = machine.position;
}

/** signature pubkey → whether it holds */
const checkSig: Operation = needing(2, (machine) => {
  const { checker, sigVersion, flags } = machine;
  if (sigVersion === 'tapscript') return checkSigTapscript(machine);
  const signature = itemAt(machine, 2);
  const pubkey = itemAt(machine, 1);
  const scriptCode = scriptCodeFor(machine, [signature]);
  if (scriptCode === undefined) return 'SIG_FINDANDDELETE';
  const malformed = checkEncodings(machine, signature, pubkey);
  if (malformed !== undefined) return malformed;
  const holds = checker.checkEcdsaSignature({ signature, pubkey, scriptCode, sigVersion });
  if (!holds && flags & SCRIPT_VERIFY.NULLFAIL && signature.length > 0) return 'SIG_NULLFAIL';
  drop(machine, 2);
  pushBool(machine, holds);
  return undefined;
});

/**
 * dummy [signature …] m [pubkey …] n → whether each signature holds for a key of its own, in the same order.
 * The dummy is taken by a bug that became a rule. Keys and signatures are tried from the top down; which of
 * them are looked at at all is part of the rules, since a malformed one that is looked at fails the script.
 */
const checkMultisig: Operation = (machine) => {
  const { flags, sigVersion } = machine;
  if (sigVersion === 'tapscript') return 'TAPSCRIPT_CHECKMULTISIG';
  const layout = readMultisig(machine);
  if (typeof layout === 'string') return layout;
  const { signatures, size } = layout;
  const scriptCode = scriptCodeFor(machine, signatures);
  if (scriptCode === undefined) return 'SIG_FINDANDDELETE';
  const holds = matchSignatures(machine, layout, { scriptCode, sigVersion });
  if (typeof holds === 'string') return holds;
  const someSigned = signatures.some((signature) => signature.length > 0);
  if (!holds && flags & SCRIPT_VERIFY.NULLFAIL && someSigned) return 'SIG_NULLFAIL';
  if (flags & SCRIPT_VERIFY.NULLDUMMY && itemAt(machine, size).length > 0) return 'SIG_NULLDUMMY';
  drop(machine, size);
  pushBool(machine, holds);
  return undefined;
};

interface Multisig {
  /** From the top down: the last first. */
  readonly signatures: readonly Uint8Array[];
  /** From the top down: the last first. */
  readonly pubkeys: readonly Uint8Array[];
  /** Items that the operation takes, its dummy included. */
  readonly size: number;
}

/** The operands of a multisig, or why they can't be read; counts its keys as operations. */
function readMultisig(machine: Machine): Multisig | ScriptError {
  if (machine.stack.length < 1) return 'INVALID_STACK_OPERATION';
  const keyCount = numberAt(machine, 1);
  if (keyCount === undefined) return 'SCRIPTNUM';
  if (keyCount < 0 || keyCount > MAX_PUBKEYS_PER_MULTISIG) return 'PUBKEY_COUNT';
  machine.opCount += keyCount;
  if (machine.opCount > MAX_OPS_PER_SCRIPT) return 'OP_COUNT';
  const sigCountDepth = keyCount + 2;
  if (machine.stack.length < sigCountDepth) return 'INVALID_STACK_OPERATION';
  const sigCount = numberAt(machine, sigCountDepth);
  if (sigCount === undefined) return 'SCRIPTNUM';
  if (sigCount < 0 || sigCount > keyCount) return 'SIG_COUNT';
  const size = sigCountDepth + sigCount + 1;
  if (machine.stack.length < size) return 'INVALID_STACK_OPERATION';
  const itemsBelow = (depth: number, count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, i) => itemAt(machine, depth + 1 + i));
  return { pubkeys: itemsBelow(1, keyCount), signatures: itemsBelow(sigCountDepth, sigCount), size };
}

/** Whether every signature finds its key; gives up as soon as fewer keys than signatures are left. */
function matchSignatures(
  machine: Machine,
  { signatures, pubkeys }: Multisig,
  signed: Pick<EcdsaSignatureClaim, 'scriptCode' | 'sigVersion'>,
): boolean | ScriptError {
  let matched = 0;
  for (let tried = 0; matched < signatures.length; tried++) {
    if (signatures.length - matched > pubkeys.length - tried) return false;
    const signature = signatures[matched];
    const pubkey = pubkeys[tried];
    if (signature === undefined || pubkey === undefined) return false;
    const malformed = checkEncodings(machine, signature, pubkey);
    if (malformed !== undefined) return malformed;
    if (machine.checker.checkEcdsaSignature({ signature, pubkey, ...signed })) matched++;
  }
  return true;
}

/**
 * What the signatures sign of the script: from the last OP_CODESEPARATOR on, before segwit without the
 * signatures themselves. Undefined where one is found in it though CONST_SCRIPTCODE forbids that.
 */
function scriptCodeFor(machine: Machine, signatures: readonly Uint8Array[]): Uint8Array | undefined {
  const whole = machine.cursor.script.subarray(machine.codeStart);
  if (machine.sigVersion !== 'base') return whole;
  const scriptCode = signatures.reduce((code, signature) => findAndDelete(code, pushData(signature)), whole);
  return scriptCode !== whole && machine.flags & SCRIPT_VERIFY.CONST_SCRIPTCODE ? undefined : scriptCode;
}

/** @source Bitcoin Core src/script/interpreter.cpp CheckSignatureEncoding, CheckPubKeyEncoding */
function checkEncodings(
  machine: Machine,
  signature: Uint8Array,
  pubkey: Uint8Array,
): ScriptError | undefined {
  const { flags, sigVersion } = machine;
  // An empty signature is the short way to say that there is none.
  if (signature.length > 0) {
    if (flags & DER_FLAGS && !isValidSignatureEncoding(signature)) return 'SIG_DER';
    if (flags & SCRIPT_VERIFY.LOW_S && !isLowS(signature.subarray(0, -1))) return 'SIG_HIGH_S';
    if (flags & SCRIPT_VERIFY.STRICTENC && !hasDefinedHashType(signature)) return 'SIG_HASHTYPE';
  }
  if (flags & SCRIPT_VERIFY.STRICTENC && !isCompressedOrUncompressedPubkey(pubkey)) return 'PUBKEYTYPE';
  const needsCompressed = sigVersion === 'witness_v0' && flags & SCRIPT_VERIFY.WITNESS_PUBKEYTYPE;
  return needsCompressed && !isCompressedPubkey(pubkey) ? 'WITNESS_PUBKEYTYPE' : undefined;
}

export const SIGNATURE_OPERATIONS: readonly (readonly [opcode: number, Operation])[] = [
  [Opcode.OP_CODESEPARATOR, codeSeparator],
  [Opcode.OP_CHECKSIG, checkSig],
  [Opcode.OP_CHECKSIGVERIFY, verifying(checkSig, 'CHECKSIGVERIFY')],
  [Opcode.OP_CHECKMULTISIG, checkMultisig],
  [Opcode.OP_CHECKMULTISIGVERIFY, verifying(checkMultisig, 'CHECKMULTISIGVERIFY')],
  [Opcode.OP_CHECKSIGADD, checkSigAdd],
];

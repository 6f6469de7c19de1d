import { XONLY_PUBKEY_SIZE } from '../../crypto/x-only-pubkey.ts';
import { expectDefined } from '../../util/invariant.ts';
import type { ScriptError } from '../errors.ts';
import { SCRIPT_VERIFY } from '../flags.ts';
import { drop, itemAt, type Machine, numberAt, type Operation, pushBool } from '../machine.ts';
import { encodeScriptNum } from '../script-num.ts';

/** The operations that check Schnorr signatures, in tapscripts. @source BIP342 */

/** What a check of a signature that is not empty costs of the weight of its witness. */
const VALIDATION_WEIGHT_PER_CHECK = 50;

/** signature pubkey → whether there is a signature; a wrong one fails the script. The stack has two items at least. */
export function checkSigTapscript(machine: Machine): ReturnType<Operation> {
  const signature = itemAt(machine, 2);
  const failure = checkSignature(machine, signature, itemAt(machine, 1));
  if (failure !== undefined) return failure;
  drop(machine, 2);
  pushBool(machine, signature.length > 0);
  return undefined;
}

/** signature n pubkey → n, plus 1 where there is a signature */
export function checkSigAdd(machine: Machine): ReturnType<Operation> {
  if (machine.sigVersion !== 'tapscript') return 'BAD_OPCODE';
  if (machine.stack.length < 3) return 'INVALID_STACK_OPERATION';
  const count = numberAt(machine, 2);
  if (count === undefined) return 'SCRIPTNUM';
  const signature = itemAt(machine, 3);
  const failure = checkSignature(machine, signature, itemAt(machine, 1));
  if (failure !== undefined) return failure;
  drop(machine, 3);
  machine.stack.push(encodeScriptNum(signature.length > 0 ? count + 1 : count));
  return undefined;
}

/**
 * The order is part of the rules: the cost first, which keys of unknown kinds have too; then the key, which is looked
 * at even where the signature is empty.
 * @source Bitcoin Core src/script/interpreter.cpp EvalChecksigTapscript
 */
function checkSignature(
  machine: Machine,
  signature: Uint8Array,
  pubkey: Uint8Array,
): ScriptError | undefined {
  const context = expectDefined(machine.tapscript, 'a tapscript knows its spend');
  if (signature.length > 0) {
    context.weightLeft -= VALIDATION_WEIGHT_PER_CHECK;
    if (context.weightLeft < 0) return 'TAPSCRIPT_VALIDATION_WEIGHT';
  }
  if (pubkey.length === 0) return 'TAPSCRIPT_EMPTY_PUBKEY';
  if (pubkey.length !== XONLY_PUBKEY_SIZE) {
    const isDiscouraged = machine.flags & SCRIPT_VERIFY.DISCOURAGE_UPGRADABLE_PUBKEYTYPE;
    return isDiscouraged ? 'DISCOURAGE_UPGRADABLE_PUBKEYTYPE' : undefined;
  }
  if (signature.length === 0) return undefined;
  const { leafHash, annexHash } = context;
  const leaf = { leafHash, codeSeparatorPosition: machine.codeSeparatorPosition };
  return machine.checker.checkSchnorrSignature({ signature, pubkey, annexHash, leaf });
}

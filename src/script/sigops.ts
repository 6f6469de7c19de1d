import { MAX_PUBKEYS_PER_MULTISIG } from './limits.ts';
import { isSmallPositiveInt, Opcode, smallIntOf } from './opcodes.ts';
import { createCursor, hasMore, pushedData, readInstruction } from './parse.ts';
import {
  isPayToScriptHash,
  isPushOnly,
  WITNESS_V0_KEYHASH_SIZE,
  WITNESS_V0_SCRIPTHASH_SIZE,
  witnessProgramOf,
} from './predicates.ts';

const NO_BYTES = new Uint8Array(0);

/**
 * Signature operations in the script, counted up to its first malformed instruction.
 * @param accurate - count `OP_n OP_CHECKMULTISIG` as n; else, as before BIP16, every multisig as 20
 * @source Bitcoin Core src/script/script.cpp CScript::GetSigOpCount(bool)
 */
export function getSigOpCount(script: Uint8Array, accurate: boolean): number {
  const cursor = createCursor(script);
  let count = 0;
  let previous: number = Opcode.OP_INVALIDOPCODE;
  while (hasMore(cursor) && readInstruction(cursor)) {
    const { opcode } = cursor;
    if (opcode === Opcode.OP_CHECKSIG || opcode === Opcode.OP_CHECKSIGVERIFY) count++;
    else if (opcode === Opcode.OP_CHECKMULTISIG || opcode === Opcode.OP_CHECKMULTISIGVERIFY) {
      count += accurate && isSmallPositiveInt(previous) ? smallIntOf(previous) : MAX_PUBKEYS_PER_MULTISIG;
    }
    previous = opcode;
  }
  return count;
}

/**
 * Signature operations in the redeem script that the input shows for a P2SH output; 0 for other outputs.
 * @source Bitcoin Core src/script/script.cpp CScript::GetSigOpCount(CScript); BIP16
 */
export function getP2shSigOpCount(scriptPubKey: Uint8Array, scriptSig: Uint8Array): number {
  if (!isPayToScriptHash(scriptPubKey) || !isPushOnly(scriptSig)) return 0;
  return getSigOpCount(lastPush(scriptSig), true);
}

/** The scripts of one input that witness signature operations are counted in. */
export interface WitnessSpend {
  readonly scriptSig: Uint8Array;
  /** Of the output that is spent. */
  readonly scriptPubKey: Uint8Array;
  /** The input's witness stack, bottom first. */
  readonly witness: readonly Uint8Array[];
}

/**
 * Signature operations in the input's version 0 witness program, bare or behind P2SH; 0 where there is none.
 * To be called where segwit is active.
 * @source Bitcoin Core src/script/interpreter.cpp CountWitnessSigOps; BIP141
 */
export function countWitnessSigOps({ scriptSig, scriptPubKey, witness }: WitnessSpend): number {
  const behindP2sh = isPayToScriptHash(scriptPubKey) && isPushOnly(scriptSig);
  const found = witnessProgramOf(behindP2sh ? lastPush(scriptSig) : scriptPubKey);
  if (found?.version !== 0) return 0;
  if (found.program.length === WITNESS_V0_KEYHASH_SIZE) return 1;
  const witnessScript = witness.at(-1);
  if (found.program.length !== WITNESS_V0_SCRIPTHASH_SIZE || witnessScript === undefined) return 0;
  return getSigOpCount(witnessScript, true);
}

/** What the last instruction of a push-only script pushes as data; nothing where that is OP_1NEGATE … OP_16. */
function lastPush(script: Uint8Array): Uint8Array {
  const cursor = createCursor(script);
  let data: Uint8Array = NO_BYTES;
  while (hasMore(cursor) && readInstruction(cursor)) data = pushedData(cursor);
  return data;
}

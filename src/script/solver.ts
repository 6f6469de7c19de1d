import { MAX_PUBKEYS_PER_MULTISIG } from './limits.ts';
import { isSmallPositiveInt, Opcode, smallIntOf } from './opcodes.ts';
import { createCursor, hasMore, pushedData, readInstruction, type ScriptCursor } from './parse.ts';
import {
  HASH160_SIZE,
  isPayToAnchor,
  isPayToScriptHash,
  isPushOnly,
  WITNESS_V0_KEYHASH_SIZE,
  WITNESS_V0_SCRIPTHASH_SIZE,
  WITNESS_V1_TAPROOT_SIZE,
  type WitnessProgram,
  witnessProgramOf,
} from './predicates.ts';
import { COMPRESSED_PUBKEY_SIZE, isPubkeyOfValidSize, UNCOMPRESSED_PUBKEY_SIZE } from './pubkey.ts';
import { isMinimalPush } from './push.ts';
import { decodeScriptNum } from './script-num.ts';

/**
 * What kind of output a scriptPubKey makes, with what it commits to. `type` is Core's name for it, as RPC
 * shows it. Policy and people use this; consensus does not.
 */
export type Solution =
  | { readonly type: 'nonstandard' | 'anchor' | 'nulldata' }
  | { readonly type: 'pubkey'; readonly pubkey: Uint8Array }
  | { readonly type: 'pubkeyhash' | 'scripthash' | 'witness_v0_keyhash'; readonly hash: Uint8Array }
  | { readonly type: 'witness_v0_scripthash'; readonly hash: Uint8Array }
  | { readonly type: 'witness_v1_taproot'; readonly outputKey: Uint8Array }
  | ({ readonly type: 'witness_unknown' } & WitnessProgram)
  | ({ readonly type: 'multisig' } & Multisig);

interface Multisig {
  /** Signatures needed, 1 … 20. */
  readonly required: number;
  /** 1 … 20 keys. */
  readonly pubkeys: readonly Uint8Array[];
}

const NONSTANDARD: Solution = { type: 'nonstandard' };

/** The kind of the scriptPubKey. @source Bitcoin Core src/script/solver.cpp Solver */
export function solve(scriptPubKey: Uint8Array): Solution {
  if (isPayToScriptHash(scriptPubKey)) return { type: 'scripthash', hash: scriptPubKey.subarray(2, 22) };
  const witness = witnessProgramOf(scriptPubKey);
  if (witness !== undefined) return solveWitnessProgram(witness);
  if (scriptPubKey[0] === Opcode.OP_RETURN && isPushOnly(scriptPubKey, 1)) return { type: 'nulldata' };
  const pubkey = matchPubkey(scriptPubKey);
  if (pubkey !== undefined) return { type: 'pubkey', pubkey };
  if (isPubkeyHash(scriptPubKey)) return { type: 'pubkeyhash', hash: scriptPubKey.subarray(3, 23) };
  const multisig = matchMultisig(scriptPubKey);
  return multisig === undefined ? NONSTANDARD : { type: 'multisig', ...multisig };
}

function solveWitnessProgram(witness: WitnessProgram): Solution {
  const { version, program } = witness;
  if (version === 0) {
    if (program.length === WITNESS_V0_KEYHASH_SIZE) return { type: 'witness_v0_keyhash', hash: program };
    if (program.length === WITNESS_V0_SCRIPTHASH_SIZE)
      return { type: 'witness_v0_scripthash', hash: program };
    return NONSTANDARD;
  }
  if (version === 1 && program.length === WITNESS_V1_TAPROOT_SIZE) {
    return { type: 'witness_v1_taproot', outputKey: program };
  }
  return isPayToAnchor(witness) ? { type: 'anchor' } : { type: 'witness_unknown', version, program };
}

/** <pubkey> OP_CHECKSIG, the key in one direct push. */
function matchPubkey(script: Uint8Array): Uint8Array | undefined {
  const size = script.length - 2;
  if (size !== COMPRESSED_PUBKEY_SIZE && size !== UNCOMPRESSED_PUBKEY_SIZE) return undefined;
  if (script[0] !== size || script.at(-1) !== Opcode.OP_CHECKSIG) return undefined;
  const pubkey = script.subarray(1, 1 + size);
  return isPubkeyOfValidSize(pubkey) ? pubkey : undefined;
}

/** OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG. */
function isPubkeyHash(script: Uint8Array): boolean {
  return (
    script.length === 25 &&
    script[0] === Opcode.OP_DUP &&
    script[1] === Opcode.OP_HASH160 &&
    script[2] === HASH160_SIZE &&
    script[23] === Opcode.OP_EQUALVERIFY &&
    script[24] === Opcode.OP_CHECKSIG
  );
}

/** m <pubkey> … n OP_CHECKMULTISIG with 1 <= m <= n <= 20. */
function matchMultisig(script: Uint8Array): Multisig | undefined {
  if (script.at(-1) !== Opcode.OP_CHECKMULTISIG) return undefined;
  const cursor = createCursor(script);
  const required = readSmallNumber(cursor);
  if (required === undefined || required < 1) return undefined;
  const pubkeys: Uint8Array[] = [];
  let keyCountStart = cursor.offset;
  while (hasMore(cursor) && readInstruction(cursor) && isPubkeyOfValidSize(pushedData(cursor))) {
    pubkeys.push(pushedData(cursor));
    keyCountStart = cursor.offset;
  }
  cursor.offset = keyCountStart;
  const keyCount = readSmallNumber(cursor);
  if (keyCount !== pubkeys.length || keyCount < required || cursor.offset !== script.length - 1)
    return undefined;
  return { required, pubkeys };
}

/** A number up to 20 in its shortest form, as OP_1 … OP_16 or as a push; undefined where there is none. */
function readSmallNumber(cursor: ScriptCursor): number | undefined {
  if (!hasMore(cursor) || !readInstruction(cursor)) return undefined;
  if (isSmallPositiveInt(cursor.opcode)) return smallIntOf(cursor.opcode);
  if (cursor.opcode > Opcode.OP_PUSHDATA4 || !isMinimalPush(pushedData(cursor), cursor.opcode))
    return undefined;
  const value = decodeScriptNum(pushedData(cursor), { requireMinimal: true });
  return value !== undefined && value <= MAX_PUBKEYS_PER_MULTISIG ? value : undefined;
}

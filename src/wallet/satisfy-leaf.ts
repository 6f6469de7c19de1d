import { XONLY_PUBKEY_SIZE } from '../crypto/x-only-pubkey.ts';
import { isSmallPositiveInt, Opcode, smallIntOf } from '../script/opcodes.ts';
import { checkSigAddScript, payToPubkeyHash } from '../script/output-scripts.ts';
import { createCursor, hasMore, pushedData, readInstruction } from '../script/parse.ts';
import { HASH160_SIZE } from '../script/predicates.ts';
import { pushData } from '../script/push.ts';
import { decodeScriptNum } from '../script/script-num.ts';
import { concatBytes, equalBytes } from '../util/bytes.ts';

/** Puts together what a script of a taproot tree asks for, of the sorts that descriptors make: pk, pkh, multi_a. */

/** Where it comes from. */
export interface LeafMeans {
  /** The Schnorr signature of the key for this leaf, hash type included; undefined where it can't be had. */
  signatureOf(xOnlyPubkey: Uint8Array): Uint8Array | undefined;
  /** The key of that hash160; undefined where it isn't known. */
  pubkeyOf(hash: Uint8Array): Uint8Array | undefined;
}

const NOTHING = new Uint8Array();
const CHECKSIG = Uint8Array.of(Opcode.OP_CHECKSIG);

/**
 * The items for the script, bottom first; undefined where they can't be had, or the script is of another sort.
 * @source BIP342; BIP387; Bitcoin Core src/script/sign.cpp SignTaprootScript, src/script/miniscript.h ProduceInput
 */
export function satisfyLeaf(script: Uint8Array, means: LeafMeans): readonly Uint8Array[] | undefined {
  const { pushes, required } = outlineOf(script);
  const [first] = pushes;
  if (first === undefined) return undefined;
  if (equalBytes(script, concatBytes(pushData(first), CHECKSIG)) && first.length === XONLY_PUBKEY_SIZE) {
    const signature = means.signatureOf(first);
    return signature && [signature];
  }
  if (first.length === HASH160_SIZE && equalBytes(script, payToPubkeyHash(first))) {
    const pubkey = means.pubkeyOf(first);
    const signature = pubkey && means.signatureOf(pubkey);
    return signature && [signature, pubkey];
  }
  const pubkeys = pushes.filter(({ length }) => length === XONLY_PUBKEY_SIZE);
  if (required < 1 || !equalBytes(script, checkSigAddScript(required, pubkeys))) return undefined;
  return satisfyMultiA(required, pubkeys, means);
}

function satisfyMultiA(
  required: number,
  pubkeys: readonly Uint8Array[],
  means: LeafMeans,
): readonly Uint8Array[] | undefined {
  // The signature of the first key is the topmost item. Where there are too many, those of the last keys are taken.
  const signatures = pubkeys.map(means.signatureOf).reverse();
  let missing = required;
  const items = signatures.map((signature) => (signature && missing-- > 0 ? signature : NOTHING));
  return missing > 0 ? undefined : items;
}

interface Outline {
  readonly pushes: readonly Uint8Array[];
  /** The number before the last operation; 0 where there is none. */
  readonly required: number;
}

/** What stands out in the script, up to where it makes no sense. */
function outlineOf(script: Uint8Array): Outline {
  const cursor = createCursor(script);
  const pushes: Uint8Array[] = [];
  const numbers: number[] = [];
  while (hasMore(cursor) && readInstruction(cursor)) {
    const { opcode } = cursor;
    if (opcode <= Opcode.OP_PUSHDATA4) pushes.push(pushedData(cursor));
    const isSmall = isSmallPositiveInt(opcode);
    numbers.push(
      (isSmall ? smallIntOf(opcode) : decodeScriptNum(pushedData(cursor), { requireMinimal: true })) ?? 0,
    );
  }
  return { pushes, required: numbers.at(-2) ?? 0 };
}

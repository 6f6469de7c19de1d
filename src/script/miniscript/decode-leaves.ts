import { MAX_PUBKEYS_PER_MULTI_A, MAX_PUBKEYS_PER_MULTISIG } from '../limits.ts';
import { Opcode } from '../opcodes.ts';
import { isCompressedPubkey } from '../pubkey.ts';
import { type Decoder, dataAt, numberAt, opcodeAt, type Step } from './decoder.ts';
import type { HashFragment, MiniscriptNode } from './model.ts';
import { createNode } from './node.ts';

/** Reads a fragment without others in it; false where there is none. */
export const readLeaf: Step = (decoder) => (LEAVES.get(opcodeAt(decoder, 0)) ?? readKey)(decoder);

/** Keeps a leaf that takes so many operations. */
function keepLeaf(decoder: Decoder, count: number, leaf: MiniscriptNode): boolean {
  decoder.at += count;
  return decoder.built.push(leaf) > 0;
}

const readConstant =
  (constant: '0' | '1'): Step =>
  (decoder) =>
    keepLeaf(decoder, 1, createNode(decoder.context, constant));

const readKey: Step = (decoder) => {
  const key = addKey(decoder, dataAt(decoder, 0));
  return key !== undefined && keepLeaf(decoder, 1, createNode(decoder.context, 'pk_k', { keys: [key] }));
};

/** The number of the key that was found; undefined where the bytes are none. */
function addKey({ keys, context }: Decoder, bytes: Uint8Array | undefined): number | undefined {
  const isKey = bytes && (context === 'tapscript' ? bytes.length === 32 : isCompressedPubkey(bytes));
  return isKey ? keys.push(bytes) - 1 : undefined;
}

const PUBKEY_HASH = [Opcode.OP_VERIFY, Opcode.OP_EQUAL, Opcode.OP_HASH160, Opcode.OP_DUP] as const;

const readKeyHash: Step = (decoder) => {
  const [verify, equal, ...before] = PUBKEY_HASH;
  const isMatch = [verify, equal, undefined, ...before].every(
    (opcode, i) => opcode === undefined || opcodeAt(decoder, i) === opcode,
  );
  const hash = dataAt(decoder, 2);
  if (!isMatch || hash?.length !== 20) return false;
  const key = addKey(decoder, decoder.keyOfHash(hash));
  return key !== undefined && keepLeaf(decoder, 5, createNode(decoder.context, 'pk_h', { keys: [key] }));
};

const readLock =
  (fragment: 'older' | 'after'): Step =>
  (decoder) => {
    const k = numberAt(decoder, 1);
    // Four bytes of a script's number are below 2^31.
    return k !== undefined && k >= 1 && keepLeaf(decoder, 2, createNode(decoder.context, fragment, { k }));
  };

const HASHES = new Map<number, HashFragment>([
  [Opcode.OP_SHA256, 'sha256'],
  [Opcode.OP_HASH256, 'hash256'],
  [Opcode.OP_RIPEMD160, 'ripemd160'],
  [Opcode.OP_HASH160, 'hash160'],
]);

const readHash: Step = (decoder) => {
  const fragment = HASHES.get(opcodeAt(decoder, 2));
  const hash = dataAt(decoder, 1);
  const isMatch =
    opcodeAt(decoder, 3) === Opcode.OP_VERIFY &&
    opcodeAt(decoder, 4) === Opcode.OP_EQUAL &&
    numberAt(decoder, 5) === 32 &&
    opcodeAt(decoder, 6) === Opcode.OP_SIZE;
  if (!isMatch || !fragment || !hash) return false;
  const size = fragment === 'sha256' || fragment === 'hash256' ? 32 : 20;
  return hash.length === size && keepLeaf(decoder, 7, createNode(decoder.context, fragment, { hash }));
};

const readMulti: Step = (decoder) => {
  const count = numberAt(decoder, 1) ?? 0;
  const k = numberAt(decoder, 2 + count) ?? 0;
  if (decoder.context !== 'wsh' || count < 1 || count > MAX_PUBKEYS_PER_MULTISIG) return false;
  if (k < 1 || k > count) return false;
  const keys: number[] = [];
  for (let i = count; i > 0; i--) {
    const key = addKey(decoder, dataAt(decoder, 1 + i));
    if (key === undefined) return false;
    keys.push(key);
  }
  return keepLeaf(decoder, 3 + count, createNode(decoder.context, 'multi', { k, keys }));
};

const readMultiA: Step = (decoder) => {
  const k = numberAt(decoder, 1) ?? 0;
  if (decoder.context !== 'tapscript' || k < 1) return false;
  const found: Uint8Array[] = [];
  for (let at = 2; found.length <= MAX_PUBKEYS_PER_MULTI_A; at += 2) {
    const opcode = opcodeAt(decoder, at);
    const bytes = dataAt(decoder, at + 1);
    if ((opcode !== Opcode.OP_CHECKSIGADD && opcode !== Opcode.OP_CHECKSIG) || bytes?.length !== 32)
      return false;
    found.push(bytes);
    if (opcode === Opcode.OP_CHECKSIG) break;
  }
  if (found.length > MAX_PUBKEYS_PER_MULTI_A || k > found.length) return false;
  const keys = found.reverse().map((bytes) => decoder.keys.push(bytes) - 1);
  return keepLeaf(decoder, 2 + 2 * keys.length, createNode(decoder.context, 'multi_a', { k, keys }));
};

/** Leaves by their last opcode; keys are told by their length. */
const LEAVES = new Map<number, Step>([
  [Opcode.OP_0, readConstant('0')],
  [Opcode.OP_1, readConstant('1')],
  [Opcode.OP_VERIFY, readKeyHash],
  [Opcode.OP_CHECKSEQUENCEVERIFY, readLock('older')],
  [Opcode.OP_CHECKLOCKTIMEVERIFY, readLock('after')],
  [Opcode.OP_EQUAL, readHash],
  [Opcode.OP_CHECKMULTISIG, readMulti],
  [Opcode.OP_NUMEQUAL, readMultiA],
]);

import { hash160 } from '../../crypto/hash160.ts';
import { concatBytes } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import { Opcode } from '../opcodes.ts';
import { pushData, pushInt } from '../push.ts';
import type { MiniscriptNode } from './model.ts';
import { type Unwritten, writeNodes } from './node.ts';
import { has } from './properties.ts';

/** The bytes of a key as scripts have them: 33, in tapscript 32. @param key - its number */
export type KeyBytes = (key: number) => Uint8Array;

/** The script of an expression. @source BIP379 "Translation Table" */
export function miniscriptToScript(root: MiniscriptNode, keyBytes: KeyBytes): Uint8Array {
  return concatBytes(...chunked(writeNodes<Uint8Array>(root, (part) => spell(part, keyBytes))));
}

/** More pieces than a call takes arguments are joined in portions. */
function chunked(pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  const CALL = 10_000;
  if (pieces.length <= CALL) return pieces;
  return Array.from({ length: Math.ceil(pieces.length / CALL) }, (_, i) =>
    concatBytes(...pieces.slice(i * CALL, (i + 1) * CALL)),
  );
}

type Piece = Uint8Array | Unwritten;

const ops = (...opcodes: readonly number[]) => Uint8Array.from(opcodes);

const HASH_OPCODES = {
  sha256: Opcode.OP_SHA256,
  hash256: Opcode.OP_HASH256,
  ripemd160: Opcode.OP_RIPEMD160,
  hash160: Opcode.OP_HASH160,
} as const;

/** @param part - its form: OP_VERIFY follows, so that a last opcode that can verify is to do so itself */
function spell({ node, form: verifies }: Unwritten, keyBytes: KeyBytes): readonly Piece[] {
  const { fragment, subs, keys, k, hash } = node;
  const sub = (i: number, form = false): Unwritten => ({ node: expectDefined(subs[i], 'a part'), form });
  const key = () => keyBytes(expectDefined(keys[0], 'a key'));
  switch (fragment) {
    case '0':
      return [ops(Opcode.OP_0)];
    case '1':
      return [ops(Opcode.OP_1)];
    case 'pk_k':
      return [pushData(key())];
    case 'pk_h':
      return [ops(Opcode.OP_DUP, Opcode.OP_HASH160), pushData(hash160(key())), ops(Opcode.OP_EQUALVERIFY)];
    case 'older':
      return [pushInt(k), ops(Opcode.OP_CHECKSEQUENCEVERIFY)];
    case 'after':
      return [pushInt(k), ops(Opcode.OP_CHECKLOCKTIMEVERIFY)];
    case 'sha256':
    case 'hash256':
    case 'ripemd160':
    case 'hash160':
      return [
        ops(Opcode.OP_SIZE),
        pushInt(32),
        ops(Opcode.OP_EQUALVERIFY, HASH_OPCODES[fragment]),
        pushData(hash),
        ops(verifies ? Opcode.OP_EQUALVERIFY : Opcode.OP_EQUAL),
      ];
    case 'a':
      return [ops(Opcode.OP_TOALTSTACK), sub(0), ops(Opcode.OP_FROMALTSTACK)];
    case 's':
      return [ops(Opcode.OP_SWAP), sub(0, verifies)];
    case 'c':
      return [sub(0), ops(verifies ? Opcode.OP_CHECKSIGVERIFY : Opcode.OP_CHECKSIG)];
    case 'd':
      return [ops(Opcode.OP_DUP, Opcode.OP_IF), sub(0), ops(Opcode.OP_ENDIF)];
    case 'v':
      return has(sub(0).node.type, 'x') ? [sub(0, true), ops(Opcode.OP_VERIFY)] : [sub(0, true)];
    case 'j':
      return [ops(Opcode.OP_SIZE, Opcode.OP_0NOTEQUAL, Opcode.OP_IF), sub(0), ops(Opcode.OP_ENDIF)];
    case 'n':
      return [sub(0), ops(Opcode.OP_0NOTEQUAL)];
    case 'and_v':
      return [sub(0), sub(1, verifies)];
    case 'and_b':
      return [sub(0), sub(1), ops(Opcode.OP_BOOLAND)];
    case 'or_b':
      return [sub(0), sub(1), ops(Opcode.OP_BOOLOR)];
    case 'or_c':
      return [sub(0), ops(Opcode.OP_NOTIF), sub(1), ops(Opcode.OP_ENDIF)];
    case 'or_d':
      return [sub(0), ops(Opcode.OP_IFDUP, Opcode.OP_NOTIF), sub(1), ops(Opcode.OP_ENDIF)];
    case 'or_i':
      return [ops(Opcode.OP_IF), sub(0), ops(Opcode.OP_ELSE), sub(1), ops(Opcode.OP_ENDIF)];
    case 'andor':
      return [sub(0), ops(Opcode.OP_NOTIF), sub(2), ops(Opcode.OP_ELSE), sub(1), ops(Opcode.OP_ENDIF)];
    case 'thresh':
      return [
        ...subs.flatMap((_, i) => (i === 0 ? [sub(i)] : [sub(i), ops(Opcode.OP_ADD)])),
        pushInt(k),
        ops(verifies ? Opcode.OP_EQUALVERIFY : Opcode.OP_EQUAL),
      ];
    case 'multi':
      return [
        pushInt(k),
        ...keys.map((each) => pushData(keyBytes(each))),
        pushInt(keys.length),
        ops(verifies ? Opcode.OP_CHECKMULTISIGVERIFY : Opcode.OP_CHECKMULTISIG),
      ];
    case 'multi_a':
      return [
        ...keys.flatMap((each, i) => [
          pushData(keyBytes(each)),
          ops(i === 0 ? Opcode.OP_CHECKSIG : Opcode.OP_CHECKSIGADD),
        ]),
        pushInt(k),
        ops(verifies ? Opcode.OP_NUMEQUALVERIFY : Opcode.OP_NUMEQUAL),
      ];
  }
}

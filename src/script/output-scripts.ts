import { concatBytes } from '../util/bytes.ts';
import { Opcode } from './opcodes.ts';
import { pushData, pushInt } from './push.ts';

/** The scriptPubKeys behind addresses, and multisig. @source Bitcoin Core src/addresstype.cpp GetScriptForDestination */

/** OP_DUP OP_HASH160 <hash> OP_EQUALVERIFY OP_CHECKSIG. @param hash - 20 bytes: hash160 of a public key */
export function payToPubkeyHash(hash: Uint8Array): Uint8Array {
  const script = new Uint8Array(hash.length + 5);
  script[0] = Opcode.OP_DUP;
  script[1] = Opcode.OP_HASH160;
  script[2] = hash.length;
  script.set(hash, 3);
  script[hash.length + 3] = Opcode.OP_EQUALVERIFY;
  script[hash.length + 4] = Opcode.OP_CHECKSIG;
  return script;
}

/** OP_HASH160 <hash> OP_EQUAL (BIP16). @param hash - hash160 of the redeem script */
export function payToScriptHash(hash: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(Opcode.OP_HASH160), pushData(hash), Uint8Array.of(Opcode.OP_EQUAL));
}

/**
 * <version> <program> (BIP141).
 * @param version - 0 … 16
 * @param program - 2 to 40 bytes, e.g. the hash160 of a public key for version 0
 */
export function payToWitnessProgram(version: number, program: Uint8Array): Uint8Array {
  return concatBytes(pushInt(version), pushData(program));
}

/** m <pubkey> … n OP_CHECKMULTISIG. @source Bitcoin Core src/script/solver.cpp GetScriptForMultisig */
export function multisigScript(required: number, pubkeys: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    pushInt(required),
    ...pubkeys.map(pushData),
    pushInt(pubkeys.length),
    Uint8Array.of(Opcode.OP_CHECKMULTISIG),
  );
}

/** <pubkey> OP_CHECKSIG <pubkey> OP_CHECKSIGADD … m OP_NUMEQUAL. @source BIP387 */
export function checkSigAddScript(required: number, pubkeys: readonly Uint8Array[]): Uint8Array {
  const checks = pubkeys.flatMap((pubkey, i) => [
    pushData(pubkey),
    Uint8Array.of(i === 0 ? Opcode.OP_CHECKSIG : Opcode.OP_CHECKSIGADD),
  ]);
  return concatBytes(...checks, pushInt(required), Uint8Array.of(Opcode.OP_NUMEQUAL));
}

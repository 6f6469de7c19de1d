import { signECDSA } from '@scure/btc-signer/utils.js';
import { readDerSignature } from '../crypto/canonical-signature.ts';
import { secp256k1 } from '../crypto/secp256k1.ts';
import { sha256d } from '../crypto/sha256d.ts';
import { encode, writeVarBytes } from '../primitives/writer.ts';
import { isCompressedPubkey } from '../script/pubkey.ts';
import { concatBytes, equalBytes } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import type { SigningKey } from './private-key.ts';

/**
 * Messages that a key signs, as wallets show them: a signature from which the key can be had.
 * @source Bitcoin Core src/common/signmessage.cpp; src/key.cpp SignCompact
 */

const MAGIC = 'Bitcoin Signed Message:\n';

/** What the first byte of a signature counts from; 4 more say that the key is meant compressed. */
const HEADER_BASE = 27;
const COMPRESSED_MARK = 4;
const SIGNATURE_SIZE = 65;
const RECOVERY_IDS = [0, 1, 2, 3] as const;

/** The key's signature of the message: a byte that says how to have the key again, r and s. 65 bytes. */
export function signMessage(message: string, { secret, pubkey }: SigningKey): Uint8Array {
  const digest = messageHash(message);
  const scalars = expectDefined(readDerSignature(signECDSA(digest, secret, false)), 'a signature');
  const isCompressed = isCompressedPubkey(pubkey);
  const recoveryId = RECOVERY_IDS.find((id) => {
    const found = secp256k1.recoverPublicKey(scalars, id, digest, isCompressed);
    return found !== undefined && equalBytes(found, pubkey);
  });
  const header =
    HEADER_BASE + expectDefined(recoveryId, 'a way to the key') + (isCompressed ? COMPRESSED_MARK : 0);
  return concatBytes(Uint8Array.of(header), scalars);
}

/** The key that signed the message, in the form that it was meant in; undefined where none did. */
export function recoverSigner(message: string, signature: Uint8Array): Uint8Array | undefined {
  const [header] = signature;
  if (header === undefined || signature.length !== SIGNATURE_SIZE) return undefined;
  // Every byte is taken for some header, as in Core.
  const isCompressed = ((header - HEADER_BASE) & COMPRESSED_MARK) !== 0;
  const recoveryId = (header - HEADER_BASE) & 3;
  return secp256k1.recoverPublicKey(signature.subarray(1), recoveryId, messageHash(message), isCompressed);
}

function messageHash(message: string): Uint8Array {
  const encoder = new TextEncoder();
  return sha256d(
    encode((writer) => {
      for (const text of [MAGIC, message]) writeVarBytes(writer, encoder.encode(text));
    }),
  );
}

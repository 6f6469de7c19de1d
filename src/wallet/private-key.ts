import { pubECDSA, signSchnorr, taprootTweakPrivKey } from '@scure/btc-signer/utils.js';
import { canonicalSignature } from '../crypto/canonical-signature.ts';
import { GROUP_ORDER, readScalar } from '../crypto/scalar.ts';
import { secp256k1 } from '../crypto/secp256k1.ts';
import { decodeBase58Check } from '../script/base58check.ts';
import { expectDefined } from '../util/invariant.ts';

/** Private keys: how people pass them on, and what is done with them. To be loaded late: the library takes its time. */

/** A secret with the public key that it speaks for. Never logged, never part of an error's text. */
export interface SigningKey {
  /** 32 bytes, big-endian, 1 … the group's order - 1. */
  readonly secret: Uint8Array;
  /** 33 bytes, or 65 where the key says so: its addresses differ. */
  readonly pubkey: Uint8Array;
}

const SECRET_SIZE = 32;

/** Behind the secret: its public key is the compressed one. */
const COMPRESSED_MARK = 1;

/** What Core adds to the message instead of random bytes: the same message is always signed in the same way. */
const NO_AUXILIARY_RANDOMNESS = new Uint8Array(SECRET_SIZE);

/**
 * The key of a text in wallet import format; undefined where the text is none of this network.
 * @param prefix - the version byte of private keys, e.g. 128 or 239
 * @source Bitcoin Core src/key_io.cpp DecodeSecret
 */
export function decodePrivateKey(text: string, prefix: number): SigningKey | undefined {
  const payload = decodeBase58Check(text);
  if (payload === undefined || payload[0] !== prefix) return undefined;
  const isCompressed = payload.length === 1 + SECRET_SIZE + 1 && payload.at(-1) === COMPRESSED_MARK;
  if (!isCompressed && payload.length !== 1 + SECRET_SIZE) return undefined;
  const secret = payload.slice(1, 1 + SECRET_SIZE);
  return isSecret(secret) ? createSigningKey(secret, isCompressed) : undefined;
}

/** The key of a secret. @param secret - 32 bytes, 1 … the group's order - 1 */
export function createSigningKey(secret: Uint8Array, isCompressed = true): SigningKey {
  return { secret, pubkey: pubECDSA(secret, isCompressed) };
}

/**
 * The key's signature of the digest: strict DER with a low S and an R of at most 32 bytes, the same for the same
 * digest (RFC 6979) as Core's, which counts up until R is small; without hash type.
 * @param digest - 32 bytes
 * @source Bitcoin Core src/key.cpp CKey::Sign
 */
export function signDigest(digest: Uint8Array, { secret }: SigningKey): Uint8Array {
  let compact = secp256k1.signEcdsa(digest, secret);
  const counter = new Uint8Array(SECRET_SIZE);
  const view = new DataView(counter.buffer);
  for (let count = 1; hasHighR(compact); count++) {
    view.setUint32(0, count, true);
    compact = secp256k1.signEcdsa(digest, secret, counter);
  }
  return expectDefined(canonicalSignature(compact), 'a signature');
}

/** In DER it takes a byte more. */
function hasHighR([first = 0]: Uint8Array): boolean {
  return (first & 0x80) !== 0;
}

/**
 * The key's Schnorr signature, 64 bytes, the same for the same message.
 * @param message - 32 bytes
 * @param merkleRoot - sign for the taproot output that has this key for its inner key and this root of scripts: 32
 *   bytes, empty where there are none (BIP86); undefined where the key is to sign as it is
 * @source BIP340; BIP341; Bitcoin Core src/script/sign.cpp MutableTransactionSignatureCreator::CreateSchnorrSig
 */
export function signTaproot(
  message: Uint8Array,
  { secret }: SigningKey,
  merkleRoot: Uint8Array | undefined,
): Uint8Array {
  const used = merkleRoot ? taprootTweakPrivKey(secret, merkleRoot) : secret;
  return signSchnorr(message, used, NO_AUXILIARY_RANDOMNESS);
}

function isSecret(bytes: Uint8Array): boolean {
  const value = readScalar(bytes);
  return value > 0n && value < GROUP_ORDER;
}

import { randomBytes } from 'node:crypto';
import { elligatorSwift } from '@scure/btc-signer/p2p.js';
import { readScalar, SCALAR_SIZE } from '../../crypto/scalar.ts';
import { secp256k1 } from '../../crypto/secp256k1.ts';
import { createTaggedHash } from '../../crypto/tagged-hash.ts';
import { evenPoint } from '../../crypto/x-only-pubkey.ts';
import { expectDefined } from '../../util/invariant.ts';

/**
 * Public keys that look like random bytes, and the secret that two of them agree on. The encoding is the library's; the
 * multiplications are libsecp256k1's, in constant time where it runs natively.
 * @source BIP324 ElligatorSwift
 */

export const ELLSWIFT_SIZE = 64;

/** A key of one connection. */
export interface EllSwiftKey {
  /** 32 bytes, nobody else's and never used again. */
  readonly privateKey: Uint8Array;
  /** 64 bytes. */
  readonly publicKey: Uint8Array;
}

const hashSecret = createTaggedHash('bip324_ellswift_xonly_ecdh');

/** A new random key. Its encoding, which is found by trying, makes it the dear half of a handshake. */
export function createEllSwiftKey(): EllSwiftKey {
  // Only one in 2^127 random numbers is no private key.
  const privateKey = new Uint8Array(randomBytes(SCALAR_SIZE));
  const point = expectDefined(secp256k1.publicKey(privateKey), 'a random number is no private key');
  return { privateKey, publicKey: elligatorSwift.encode(readScalar(point, 1)) };
}

/**
 * The secret of 32 bytes that both ends of a connection come to.
 * @param theirs - 64 bytes, any: each stands for a key
 * @param isInitiator - whether `ours` is of the end that connected
 */
export function agreeOnSecret(ours: EllSwiftKey, theirs: Uint8Array, isInitiator: boolean): Uint8Array {
  const point = evenPoint(elligatorSwift.decode(theirs));
  const x = expectDefined(secp256k1.sharedX(point, ours.privateKey), 'what was decoded is no point');
  return isInitiator ? hashSecret(ours.publicKey, theirs, x) : hashSecret(theirs, ours.publicKey, x);
}

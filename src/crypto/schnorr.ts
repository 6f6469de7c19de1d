import { invariant } from '../util/invariant.ts';
import { FIELD_SIZE, GROUP_ORDER, readScalar, SCALAR_SIZE, scalarBytes, writeScalar } from './scalar.ts';
import { secp256k1 } from './secp256k1.ts';
import type { Secp256k1 } from './secp256k1-backend.ts';
import { createTaggedHash } from './tagged-hash.ts';
import { evenPoint } from './x-only-pubkey.ts';

/**
 * Schnorr signatures (BIP340): with e the hash of R's x coordinate, the key and the message, R = s·G - e·P. Neither
 * library of ours has them as we need them (the native one not at all), but both recover keys from ECDSA signatures,
 * and that is the same sum in one step.
 */

export const SCHNORR_SIGNATURE_SIZE = 64;

/** What is verified: who signed what. */
export interface SchnorrClaim {
  /** 32 bytes in Bitcoin; BIP340 takes any. */
  readonly message: Uint8Array;
  /** 64 bytes: R's x coordinate and s. */
  readonly signature: Uint8Array;
  /** 32 bytes: the x coordinate of the key, whose y is even. */
  readonly pubkey: Uint8Array;
}

const challengeHash = createTaggedHash('BIP0340/challenge');

/** What the first byte of a compressed point adds to the parity of y. */
const COMPRESSED = 2;

const ONE = scalarBytes(1n);

/** True where the key signed the message. @source BIP340; Bitcoin Core src/pubkey.cpp XOnlyPubKey::VerifySchnorr */
export function verifySchnorr(claim: SchnorrClaim): boolean {
  return verifySchnorrWith(secp256k1, claim);
}

/** As verifySchnorr, by a library that the caller chooses. */
export function verifySchnorrWith(library: Secp256k1, { message, signature, pubkey }: SchnorrClaim): boolean {
  const s = readScalar(signature, SCALAR_SIZE);
  if (readScalar(signature) >= FIELD_SIZE || s >= GROUP_ORDER) return false;
  const r = signature.subarray(0, SCALAR_SIZE);
  const e = readScalar(challengeHash(r, pubkey, message)) % GROUP_ORDER;
  const point = commitmentOf(library, { s, e, pubkey });
  return point !== undefined && isEvenPointAt(point, r);
}

/** The numbers of a signature, both below the group's order, and the key. */
export interface SchnorrEquation {
  readonly s: bigint;
  readonly e: bigint;
  /** 32 bytes: an x coordinate, if it is one. */
  readonly pubkey: Uint8Array;
}

/**
 * R = s·G - e·P, compressed; undefined where there is no such key P, or R is infinite.
 * A key is recovered from an ECDSA signature (r, s') of m as r⁻¹·(s'·P - m·G), where P is the point with r for its x
 * coordinate. So r = x(P), s' = -e·r and m = -s·r make it R.
 */
export function commitmentOf(library: Secp256k1, equation: SchnorrEquation): Uint8Array | undefined {
  const { s, e, pubkey } = equation;
  // Not to be met: such a challenge would be a preimage of SHA-256.
  if (e === 0n) return undefined;
  const x = readScalar(pubkey);
  return x < GROUP_ORDER ? recover(library, { s, e, x, yIsOdd: 0 }) : commitmentOfLargeKey(library, equation);
}

/** No ECDSA signature has an r from the group's order on. Few keys are there: s·G - e·P = (s + e)·G - e·(P + G). */
function commitmentOfLargeKey(library: Secp256k1, { s, e, pubkey }: SchnorrEquation): Uint8Array | undefined {
  const shifted = library.addTweak(evenPoint(pubkey), ONE);
  if (shifted === undefined) return undefined;
  const x = readScalar(shifted, 1);
  invariant(x < GROUP_ORDER, 'no two neighbours are that large: nobody can find any');
  return recover(library, { s: (s + e) % GROUP_ORDER, e, x, yIsOdd: (shifted[0] ?? 0) - COMPRESSED });
}

interface Recovery {
  readonly s: bigint;
  readonly e: bigint;
  /** Of P, below the group's order. */
  readonly x: bigint;
  readonly yIsOdd: number;
}

function recover(library: Secp256k1, { s, e, x, yIsOdd }: Recovery): Uint8Array | undefined {
  const signature = new Uint8Array(2 * SCALAR_SIZE);
  writeScalar(signature, x);
  writeScalar(signature, GROUP_ORDER - ((e * x) % GROUP_ORDER), SCALAR_SIZE);
  const product = (s * x) % GROUP_ORDER;
  return library.recoverPublicKey(signature, yIsOdd, scalarBytes(product && GROUP_ORDER - product));
}

function isEvenPointAt(point: Uint8Array, x: Uint8Array): boolean {
  if (point[0] !== COMPRESSED) return false;
  for (let i = 0; i < SCALAR_SIZE; i++) if (point[i + 1] !== x[i]) return false;
  return true;
}

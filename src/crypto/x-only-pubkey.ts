import { secp256k1 } from './secp256k1.ts';

/**
 * Public keys by their x coordinate alone, 32 bytes: the point with that x and an even y.
 * @source BIP340
 */

export const XONLY_PUBKEY_SIZE = 32;

/** What a compressed point begins with, by the parity of its y. */
const EVEN = 2;
const ODD = 3;

/** A key that was tweaked, and on which side of the curve it came out. */
export interface TweakedKey {
  /** 32 bytes. */
  readonly x: Uint8Array;
  readonly yIsOdd: boolean;
}

/** True where the 32 bytes are the x coordinate of a point. @source BIP340 lift_x */
export function isXOnlyPubkey(x: Uint8Array): boolean {
  return secp256k1.isPublicKey(evenPoint(x));
}

/**
 * The key plus the tweak times G; undefined where the key is no point, the tweak not below the group's order, or the
 * sum is infinite.
 * @param tweak - 32 bytes, big-endian
 * @source BIP341 taproot_tweak_pubkey
 */
export function tweakXOnlyPubkey(x: Uint8Array, tweak: Uint8Array): TweakedKey | undefined {
  const point = secp256k1.addTweak(evenPoint(x), tweak);
  return point && { x: point.subarray(1), yIsOdd: point[0] === ODD };
}

/** The compressed point of an x coordinate. */
export function evenPoint(x: Uint8Array): Uint8Array {
  return pointOf(EVEN, x);
}

/** Its mirror image: the other point with that x coordinate. */
export function oddPoint(x: Uint8Array): Uint8Array {
  return pointOf(ODD, x);
}

function pointOf(parity: number, x: Uint8Array): Uint8Array {
  const point = new Uint8Array(1 + x.length);
  point[0] = parity;
  point.set(x, 1);
  return point;
}

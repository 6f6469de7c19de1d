import {
  isPoint,
  isPrivate,
  pointAdd,
  pointAddScalar,
  pointFromScalar,
  pointMultiply,
  type RecoveryIdType,
  recover,
  sign,
  verify,
} from 'tiny-secp256k1';
import type { Secp256k1 } from './secp256k1-backend.ts';

/**
 * libsecp256k1 as WebAssembly, for machines that no binary of the native addon fits: a quarter of its speed.
 * A key must be known to be a point before it is used: its code throws from within for others, leaves its stack as it
 * is then, and after some thousands of such calls reads beyond its memory.
 */
export const wasmSecp256k1: Secp256k1 = {
  name: 'wasm',
  isPublicKey(pubkey) {
    return plainForm(pubkey) !== undefined;
  },
  verifyEcdsa(signature, digest, pubkey) {
    const point = plainForm(pubkey);
    return point !== undefined && verify(digest, point, signature);
  },
  signEcdsa(digest, privateKey, extraEntropy) {
    return sign(digest, privateKey, extraEntropy);
  },
  recoverPublicKey(signature, recoveryId, digest, isCompressed = true) {
    return orUndefined(() => recover(digest, signature, recoveryId as RecoveryIdType, isCompressed));
  },
  addTweak(point, tweak) {
    return isPoint(point) ? orUndefined(() => pointAddScalar(point, tweak, true)) : undefined;
  },
  publicKey(privateKey) {
    return isPrivate(privateKey) ? orUndefined(() => pointFromScalar(privateKey, true)) : undefined;
  },
  sharedX(point, privateKey) {
    if (!isPoint(point) || !isPrivate(privateKey)) return undefined;
    return orUndefined(() => pointMultiply(point, privateKey, true))?.subarray(1);
  },
  multiply(point, factor) {
    // What multiplies a point is, to this library, a private key.
    if (!isPoint(point) || !isPrivate(factor)) return undefined;
    return orUndefined(() => pointMultiply(point, factor, true));
  },
  sum(points) {
    if (!points.every((point) => isPoint(point))) return undefined;
    // Undefined is the point at infinity, which the next point takes the place of.
    return points.reduce<Uint8Array | undefined>(
      (sum, point) => (sum ? orUndefined(() => pointAdd(sum, point, true)) : point),
      undefined,
    );
  },
};

/** What is out of range is thrown before the code is entered; null is returned where a sum is infinite. */
function orUndefined(compute: () => Uint8Array | null): Uint8Array | undefined {
  try {
    return compute() ?? undefined;
  } catch {
    return undefined;
  }
}

const HYBRID_EVEN = 6;
const HYBRID_ODD = 7;
const UNCOMPRESSED = 4;

/**
 * The key in a form that this library takes: it knows no hybrid keys (06 or 07, which repeats whether y is odd),
 * but the consensus rules do. Undefined where the key is no point of the curve.
 */
function plainForm(pubkey: Uint8Array): Uint8Array | undefined {
  const [form] = pubkey;
  if (form !== HYBRID_EVEN && form !== HYBRID_ODD) return isPoint(pubkey) ? pubkey : undefined;
  const yIsOdd = ((pubkey.at(-1) ?? 0) & 1) === 1;
  if (yIsOdd !== (form === HYBRID_ODD)) return undefined;
  const point = pubkey.slice();
  point[0] = UNCOMPRESSED;
  return isPoint(point) ? point : undefined;
}

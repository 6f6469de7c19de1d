import bindings from 'secp256k1/bindings.js';
import { SCALAR_SIZE } from './scalar.ts';
import type { Secp256k1 } from './secp256k1-backend.ts';

/** libsecp256k1 as a native addon. Importing this module throws where no binary fits the machine. */
export const nativeSecp256k1: Secp256k1 = {
  name: 'native',
  isPublicKey: bindings.publicKeyVerify,
  verifyEcdsa(signature, digest, pubkey) {
    try {
      return bindings.ecdsaVerify(signature, digest, pubkey);
    } catch (error) {
      // The addon throws for a key that is no point. Asking first would decompress every good key twice.
      if (bindings.publicKeyVerify(pubkey)) throw error;
      return false;
    }
  },
  signEcdsa(digest, privateKey, extraEntropy) {
    return bindings.ecdsaSign(digest, privateKey, { data: extraEntropy }).signature;
  },
  recoverPublicKey(signature, recoveryId, digest, isCompressed = true) {
    return orUndefined(() => bindings.ecdsaRecover(signature, recoveryId, digest, isCompressed));
  },
  addTweak(point, tweak) {
    return orUndefined(() => bindings.publicKeyTweakAdd(point, tweak));
  },
  publicKey(privateKey) {
    return orUndefined(() => bindings.publicKeyCreate(privateKey));
  },
  sharedX(point, privateKey) {
    return orUndefined(() =>
      bindings.ecdh(point, privateKey, { hashfn: (x) => x.slice() }, new Uint8Array(SCALAR_SIZE)),
    );
  },
  multiply(point, factor) {
    return orUndefined(() => bindings.publicKeyTweakMul(point, factor));
  },
  sum(points) {
    return orUndefined(() => bindings.publicKeyCombine(points));
  },
};

/** The addon's way to say that there is no answer is to throw. */
function orUndefined(compute: () => Uint8Array): Uint8Array | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}

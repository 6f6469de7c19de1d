/** The part that is used of npm `secp256k1`, which has no types of its own. Its main entry would fall back to slow JavaScript in silence. */
declare module 'secp256k1/bindings.js' {
  const bindings: {
    /** @param pubkey - 33 or 65 bytes, else it throws */
    publicKeyVerify(pubkey: Uint8Array): boolean;
    /** Replaces a high S in place. Throws where r or s is not below the group's order. */
    signatureNormalize(signature: Uint8Array): Uint8Array;
    /** False for a high S. Throws where r or s is not below the group's order, or the key is no point. */
    ecdsaVerify(signature: Uint8Array, digest: Uint8Array, pubkey: Uint8Array): boolean;
    /** Throws where the private key is 0 or not below the group's order. @param options.data - 32 bytes of entropy */
    ecdsaSign(
      digest: Uint8Array,
      privateKey: Uint8Array,
      options: { data: Uint8Array | undefined },
    ): { readonly signature: Uint8Array };
    /** The key. Throws where there is none, or r or s is not below the group's order. @param recoveryId - 0 … 3 */
    ecdsaRecover(
      signature: Uint8Array,
      recoveryId: number,
      digest: Uint8Array,
      compressed: boolean,
    ): Uint8Array;
    /** The sum, compressed. Throws where it is infinite, the key no point, or the tweak not below the group's order. */
    publicKeyTweakAdd(pubkey: Uint8Array, tweak: Uint8Array): Uint8Array;
    /** The product, compressed. Throws where the key is no point, or the tweak 0 or not below the group's order. */
    publicKeyTweakMul(pubkey: Uint8Array, tweak: Uint8Array): Uint8Array;
    /** The sum, compressed. Throws where it is infinite, or a key no point. */
    publicKeyCombine(pubkeys: readonly Uint8Array[]): Uint8Array;
    /** The key, compressed. Throws where the private key is 0 or not below the group's order. */
    publicKeyCreate(privateKey: Uint8Array): Uint8Array;
    /**
     * Puts into `output` what `hashfn` makes of the shared point. Throws where the key is no point, or the private
     * key is 0 or not below the group's order.
     */
    ecdh(
      pubkey: Uint8Array,
      privateKey: Uint8Array,
      options: { hashfn: (x: Uint8Array, y: Uint8Array) => Uint8Array },
      output: Uint8Array,
    ): Uint8Array;
  };
  export = bindings;
}

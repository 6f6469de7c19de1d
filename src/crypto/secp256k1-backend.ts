/** The arithmetic of Bitcoin's curve that verification needs; two libraries offer it with the same answers. */
export interface Secp256k1 {
  readonly name: 'native' | 'wasm';
  /** True where the bytes are a point of the curve. @param pubkey - 33 or 65 bytes, hybrid keys (06, 07) included */
  isPublicKey(pubkey: Uint8Array): boolean;
  /**
   * True where the signature holds; false where not, or where the key is no point.
   * @param signature - r and s, 32 bytes each, big-endian, both below the group's order, s at most half of it
   * @param digest - 32 bytes
   * @param pubkey - 33 or 65 bytes
   */
  verifyEcdsa(signature: Uint8Array, digest: Uint8Array, pubkey: Uint8Array): boolean;
  /**
   * The private key's signature of the digest: r and s, 32 bytes each, big-endian, s at most half of the group's order.
   * The same for the same bytes (RFC 6979).
   * @param privateKey - 32 bytes, big-endian, 1 … the group's order - 1
   * @param extraEntropy - 32 bytes that lead to another signature
   */
  signEcdsa(digest: Uint8Array, privateKey: Uint8Array, extraEntropy?: Uint8Array): Uint8Array;
  /**
   * The key that made the ECDSA signature; undefined where none did.
   * @param signature - r and s, 32 bytes each, big-endian, both below the group's order
   * @param recoveryId - which point r comes from: 1 if its y is odd, plus 2 if its x is not below the group's order
   * @param digest - 32 bytes
   * @param isCompressed - whether the key is given in 33 bytes or in 65
   */
  recoverPublicKey(
    signature: Uint8Array,
    recoveryId: number,
    digest: Uint8Array,
    isCompressed?: boolean,
  ): Uint8Array | undefined;
  /**
   * P + t·G, compressed; undefined where P is no point, t not below the group's order, or the sum is infinite.
   * @param point - 33 bytes
   * @param tweak - 32 bytes, big-endian
   */
  addTweak(point: Uint8Array, tweak: Uint8Array): Uint8Array | undefined;
  /** d·G, compressed; undefined where d is 0 or not below the group's order. @param privateKey - d, 32 bytes, big-endian */
  publicKey(privateKey: Uint8Array): Uint8Array | undefined;
  /**
   * The x coordinate of d·P, 32 bytes; undefined where P is no point, or d is 0 or not below the group's order.
   * @param point - 33 bytes
   * @param privateKey - d, 32 bytes, big-endian
   */
  sharedX(point: Uint8Array, privateKey: Uint8Array): Uint8Array | undefined;
  /**
   * k·P, compressed; undefined where P is no point, or k is 0 or not below the group's order. k is no secret.
   * @param point - 33 bytes
   * @param factor - k, 32 bytes, big-endian
   */
  multiply(point: Uint8Array, factor: Uint8Array): Uint8Array | undefined;
  /** The sum of points, compressed; undefined where one of them is none, or the sum is infinite. @param points - 33 bytes each, one at least */
  sum(points: readonly Uint8Array[]): Uint8Array | undefined;
}

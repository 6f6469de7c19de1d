import * as ecc from 'tiny-secp256k1';
import { sha256 } from '../../src/crypto/sha256d.ts';
import { expectDefined } from '../../src/util/invariant.ts';

/** A few keys in every form that a script may show. */

export interface Key {
  readonly secret: Uint8Array;
  readonly compressed: Uint8Array;
  /** 32 bytes, of taproot. */
  readonly xOnly: Uint8Array;
}

export const KEYS: readonly Key[] = Array.from({ length: 6 }, (_, i) => {
  const secret = sha256(Uint8Array.of(i));
  const compressed = expectDefined(ecc.pointFromScalar(secret, true), 'a private key');
  return { secret, compressed, xOnly: compressed.subarray(1) };
});

/** 65 bytes that begin with 4. */
export function uncompressed({ compressed }: Key): Uint8Array {
  return ecc.pointCompress(compressed, false);
}

/** 65 bytes that begin with 6 or 7, as OpenSSL wrote them: valid, but not standard. */
export function hybrid(key: Key): Uint8Array {
  const long = uncompressed(key);
  return long.map((byte, i) => (i === 0 ? 6 + ((long.at(-1) ?? 0) & 1) : byte));
}

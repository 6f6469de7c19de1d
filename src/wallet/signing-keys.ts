import { hash160 } from '../crypto/hash160.ts';
import { sha256 } from '../crypto/sha256d.ts';
import { hashKey } from '../primitives/hash256.ts';
import type { SigningKey } from './private-key.ts';

/** The keys and scripts that a signer has, by the hashes that outputs name them by. */
export interface SigningKeys {
  /** @param pubkeyHash - hash160 of the public key, as P2PKH and P2WPKH have it */
  keyOf(pubkeyHash: Uint8Array): SigningKey | undefined;
  /** @param hash - hash160 (P2SH) or SHA-256 (P2WSH) of the script */
  scriptOf(hash: Uint8Array): Uint8Array | undefined;
}

/** @param scripts - redeem scripts and witness scripts */
export function createSigningKeys(
  keys: readonly SigningKey[],
  scripts: readonly Uint8Array[] = [],
): SigningKeys {
  const keysByHash = new Map(keys.map((key) => [hashKey(hash160(key.pubkey)), key]));
  const scriptsByHash = new Map(
    scripts.flatMap((script) => [
      [hashKey(hash160(script)), script],
      [hashKey(sha256(script)), script],
    ]),
  );
  return {
    keyOf: (pubkeyHash) => keysByHash.get(hashKey(pubkeyHash)),
    scriptOf: (hash) => scriptsByHash.get(hashKey(hash)),
  };
}

import { hash160 } from '../../crypto/hash160.ts';
import { sha256 } from '../../crypto/sha256d.ts';
import { evenPoint, oddPoint } from '../../crypto/x-only-pubkey.ts';
import { hashKey } from '../../primitives/hash256.ts';
import { isCompressedPubkey } from '../../script/pubkey.ts';
import type { DerivedKey } from '../descriptor/derive-key.ts';
import type { Expansion } from '../descriptor/expand.ts';
import type { KeyOrigin } from '../descriptor/model.ts';
import type { TaprootSpend } from '../descriptor/taproot-tree.ts';
import type { SigningKey } from '../private-key.ts';

/** What who works on a PSBT knows beyond what stands in it. @source Bitcoin Core src/script/signingprovider.h */
export interface SigningProvider {
  /** @param hash - hash160 (P2SH) or SHA-256 (P2WSH) of the script */
  scriptOf(hash: Uint8Array): Uint8Array | undefined;
  /** @param hash - hash160 of the public key, or of its x coordinate */
  pubkeyOf(hash: Uint8Array): Uint8Array | undefined;
  keyOf(pubkey: Uint8Array): SigningKey | undefined;
  originOf(pubkey: Uint8Array): KeyOrigin | undefined;
  /** @param outputKey - 32 bytes */
  taprootOf(outputKey: Uint8Array): TaprootSpend | undefined;
}

/** Knows nothing. */
export const EMPTY_PROVIDER: SigningProvider = {
  scriptOf: () => undefined,
  pubkeyOf: () => undefined,
  keyOf: () => undefined,
  originOf: () => undefined,
  taprootOf: () => undefined,
};

/** Knows what descriptors stand for. @source Bitcoin Core src/script/signingprovider.cpp FlatSigningProvider */
export function createProvider(expansions: readonly Expansion[]): SigningProvider {
  const scripts = new Map<string, Uint8Array>();
  const keys = new Map<string, DerivedKey>();
  const taproots = new Map<string, TaprootSpend>();
  for (const { scripts: behindHashes, keys: derived, taproot } of expansions) {
    for (const script of behindHashes) {
      scripts.set(hashKey(hash160(script)), script);
      scripts.set(hashKey(sha256(script)), script);
    }
    for (const key of derived) {
      keys.set(hashKey(hash160(key.pubkey)), key);
      if (isCompressedPubkey(key.pubkey)) keys.set(hashKey(hash160(key.pubkey.subarray(1))), key);
    }
    if (taproot) taproots.set(hashKey(taproot.outputKey), taproot);
  }
  const find = (pubkey: Uint8Array) => keys.get(hashKey(hash160(pubkey)));
  return {
    scriptOf: (hash) => scripts.get(hashKey(hash)),
    pubkeyOf: (hash) => keys.get(hashKey(hash))?.pubkey,
    keyOf(pubkey) {
      const secret = find(pubkey)?.secret();
      return secret && { secret, pubkey };
    },
    originOf: (pubkey) => find(pubkey)?.origin,
    taprootOf: (outputKey) => taproots.get(hashKey(outputKey)),
  };
}

/** What is found for either of the two points with this x coordinate. */
export function findByX<T>(x: Uint8Array, find: (pubkey: Uint8Array) => T | undefined): T | undefined {
  return find(evenPoint(x)) ?? find(oddPoint(x));
}

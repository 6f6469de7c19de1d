import { hash160 } from '../crypto/hash160.ts';
import { sha256 } from '../crypto/sha256d.ts';
import { tweakXOnlyPubkey } from '../crypto/x-only-pubkey.ts';
import { hashKey } from '../primitives/hash256.ts';
import { isCompressedPubkey } from '../script/pubkey.ts';
import { tapTweak } from '../script/taproot.ts';
import { expectDefined } from '../util/invariant.ts';
import type { SigningKey } from './private-key.ts';

/** The keys and scripts that a signer has, by the hashes that outputs name them by. */
export interface SigningKeys {
  /** @param pubkeyHash - hash160 of the public key, as P2PKH and P2WPKH have it */
  keyOf(pubkeyHash: Uint8Array): SigningKey | undefined;
  /** @param outputKey - 32 bytes, as P2TR has it */
  taprootKeyOf(outputKey: Uint8Array): TaprootKey | undefined;
  /** @param hash - hash160 (P2SH) or SHA-256 (P2WSH) of the script */
  scriptOf(hash: Uint8Array): Uint8Array | undefined;
}

const NO_SCRIPTS = new Uint8Array(0);

/** How a key at hand opens a taproot output. */
export interface TaprootKey {
  readonly key: SigningKey;
  /** True where it is the inner key of an output without scripts (BIP86), false where it is the output's key itself. */
  readonly isTweaked: boolean;
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
  let taprootKeys: ReadonlyMap<string, TaprootKey> | undefined;
  return {
    keyOf: (pubkeyHash) => keysByHash.get(hashKey(pubkeyHash)),
    taprootKeyOf(outputKey) {
      // Late: most outputs are not of taproot, and a tweak costs as much as a signature.
      taprootKeys ??= taprootKeysOf(keys);
      return taprootKeys.get(hashKey(outputKey));
    },
    scriptOf: (hash) => scriptsByHash.get(hashKey(hash)),
  };
}

/** By `hashKey` of the output keys that they open. Keys of the long form are of before segwit. */
function taprootKeysOf(keys: readonly SigningKey[]): ReadonlyMap<string, TaprootKey> {
  return new Map(
    keys
      .filter(({ pubkey }) => isCompressedPubkey(pubkey))
      .flatMap((key): [string, TaprootKey][] => {
        const inner = key.pubkey.subarray(1);
        const tweaked = expectDefined(tweakXOnlyPubkey(inner, tapTweak(inner, NO_SCRIPTS)), 'a key to tweak');
        return [
          [hashKey(inner), { key, isTweaked: false }],
          [hashKey(tweaked.x), { key, isTweaked: true }],
        ];
      }),
  );
}

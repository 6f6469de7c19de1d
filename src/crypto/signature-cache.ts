import { concatBytes } from '../util/bytes.ts';
import { sha256Key } from './sha256d.ts';
import { PLAIN_VERIFIER, type SignatureVerifier } from './signature-verifier.ts';

/**
 * Signatures to remember: those of the largest block three times over. A key is 32 characters, so all of them
 * take some 10 MB.
 */
const DEFAULT_MAX_SIGNATURES = 100_000;

/** So that a claim of one kind is never taken for one of the other. */
const ECDSA = Uint8Array.of(0);
const SCHNORR = Uint8Array.of(1);

/**
 * A verifier that remembers the signatures which were right, so that a transaction checked when it came is not
 * checked again in its block. Wrong ones are not remembered: a stranger could push the right ones out with them.
 * The oldest are forgotten first.
 * @param maxSignatures - how many are remembered, of both kinds together
 * @source the idea: Bitcoin Core src/script/sigcache.cpp
 */
export function createCachingVerifier(maxSignatures = DEFAULT_MAX_SIGNATURES): SignatureVerifier {
  const right = new Set<string>();
  const remembering = (key: string, verify: () => boolean): boolean => {
    if (right.has(key)) return true;
    if (!verify()) return false;
    right.add(key);
    if (right.size > maxSignatures) forgetOldest(right);
    return true;
  };
  return {
    verifyEcdsa: (claim) =>
      remembering(keyOf(ECDSA, claim.digest, claim.pubkey, claim.signature), () =>
        PLAIN_VERIFIER.verifyEcdsa(claim),
      ),
    verifySchnorr: (claim) =>
      remembering(keyOf(SCHNORR, claim.pubkey, claim.signature, claim.message), () =>
        PLAIN_VERIFIER.verifySchnorr(claim),
      ),
  };
}

function forgetOldest(keys: Set<string>): void {
  for (const oldest of keys) {
    keys.delete(oldest);
    return;
  }
}

/**
 * All parts but the last have lengths that tell themselves (a digest 32; an ECDSA key 33 or 65 by its first byte, a
 * Schnorr key 32 and its signature 64), so no two claims share a key.
 */
function keyOf(...parts: readonly Uint8Array[]): string {
  return sha256Key(concatBytes(...parts));
}

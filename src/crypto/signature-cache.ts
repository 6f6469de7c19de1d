import { type EcdsaClaim, verifyEcdsa } from './ecdsa.ts';
import { sha256 } from './sha256d.ts';

/** Verifies an ECDSA signature; what verifyEcdsa does, or one that remembers. */
export type EcdsaVerifier = (claim: EcdsaClaim) => boolean;

/**
 * Signatures to remember: those of the largest block three times over. A key is 32 characters, so all of them
 * take some 10 MB.
 */
const DEFAULT_MAX_SIGNATURES = 100_000;

/**
 * A verifier that remembers the signatures which were right, so that a transaction checked when it came is not
 * checked again in its block. Wrong ones are not remembered: a stranger could push the right ones out with them.
 * The oldest are forgotten first.
 * @param maxSignatures - how many are remembered
 * @source the idea: Bitcoin Core src/script/sigcache.cpp
 */
export function createCachingVerifier(maxSignatures = DEFAULT_MAX_SIGNATURES): EcdsaVerifier {
  const right = new Set<string>();
  return (claim) => {
    const key = keyOf(claim);
    if (right.has(key)) return true;
    if (!verifyEcdsa(claim)) return false;
    right.add(key);
    if (right.size > maxSignatures) forgetOldest(right);
    return true;
  };
}

function forgetOldest(keys: Set<string>): void {
  for (const oldest of keys) {
    keys.delete(oldest);
    return;
  }
}

/** Digest and key have lengths that tell themselves (32; 33 or 65 by the first byte), so no two claims share a key. */
function keyOf({ digest, pubkey, signature }: EcdsaClaim): string {
  const claim = new Uint8Array(digest.length + pubkey.length + signature.length);
  claim.set(digest);
  claim.set(pubkey, digest.length);
  claim.set(signature, digest.length + pubkey.length);
  return Buffer.from(sha256(claim).buffer).toString('latin1');
}

import { type EcdsaClaim, verifyEcdsa } from './ecdsa.ts';
import { type SchnorrClaim, verifySchnorr } from './schnorr.ts';

/** What scripts have their signatures verified by: see PLAIN_VERIFIER, and signature-cache.ts for one that remembers. */
export interface SignatureVerifier {
  readonly verifyEcdsa: (claim: EcdsaClaim) => boolean;
  readonly verifySchnorr: (claim: SchnorrClaim) => boolean;
}

/** Computes every answer. */
export const PLAIN_VERIFIER: SignatureVerifier = { verifyEcdsa, verifySchnorr };

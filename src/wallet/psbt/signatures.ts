import { BLIND_CHECKER, type SignatureChecker } from '../../script/machine.ts';
import { SIGHASH_ALL } from '../../script/signature-encoding.ts';
import { createTransactionChecker } from '../../script/transaction-checker.ts';
import { type SignedPlace, signEcdsa, signTaprootSpend, type TaprootPath } from '../make-signature.ts';
import type { ClaimedScript } from '../satisfy-script.ts';
import { findByX, type SigningProvider } from './provider.ts';

/** Makes the signatures of one input, and says whether they hold. @source Bitcoin Core src/script/sign.h BaseSignatureCreator */
export interface SignatureSource {
  readonly checker: SignatureChecker;
  /** Hash type included; undefined where it can't be made. */
  ecdsa(pubkey: Uint8Array, claim: ClaimedScript): Uint8Array | undefined;
  /** @param x - the key's x coordinate; undefined where it isn't known */
  schnorr(x: Uint8Array | undefined, path: TaprootPath): Uint8Array | undefined;
}

/** Signs with the provider's keys. */
export function realSignatures({ keyOf }: SigningProvider, place: SignedPlace): SignatureSource {
  return {
    checker: createTransactionChecker(place),
    ecdsa(pubkey, claim) {
      const key = keyOf(pubkey);
      return key && signEcdsa(key, claim, place);
    },
    schnorr(x, path) {
      const key = x && findByX(x, keyOf);
      return key && signTaprootSpend(key, path, place);
    },
  };
}

/** No signature at all: for outputs, whose spends nobody signs yet. */
export const NO_SIGNATURES: SignatureSource = {
  checker: BLIND_CHECKER,
  ecdsa: () => undefined,
  schnorr: () => undefined,
};

const SCALAR_SIZE = 32;

/** In place of every signature, bytes of the usual size, which always hold: to know how large a spend will be. */
export const STAND_IN_SIGNATURES: SignatureSource = {
  checker: {
    checkEcdsaSignature: ({ signature }) => signature.length > 0,
    checkSchnorrSignature: ({ signature }) => (signature.length > 0 ? undefined : 'SCHNORR_SIG'),
    checkLockTime: () => true,
    checkSequence: () => true,
  },
  ecdsa: () => STAND_IN_ECDSA,
  schnorr: () => new Uint8Array(2 * SCALAR_SIZE),
};

/** A strict DER signature whose R and S are 1 followed by zeros. @source BIP66; Bitcoin Core DummySignatureCreator */
const STAND_IN_ECDSA = Uint8Array.of(
  ...[0x30, 2 * (2 + SCALAR_SIZE)],
  ...[0x02, SCALAR_SIZE, 1, ...new Uint8Array(SCALAR_SIZE - 1)],
  ...[0x02, SCALAR_SIZE, 1, ...new Uint8Array(SCALAR_SIZE - 1)],
  SIGHASH_ALL,
);

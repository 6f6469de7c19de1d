import { SCHNORR_SIGNATURE_SIZE } from '../crypto/schnorr.ts';
import { PLAIN_VERIFIER, type SignatureVerifier } from '../crypto/signature-verifier.ts';
import type { Satoshis } from '../primitives/amount.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import { SEQUENCE_FINAL, type TxInput } from '../primitives/tx.ts';
import { equalBytes } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import type { ScriptError } from './errors.ts';
import {
  LOCKTIME_THRESHOLD,
  SEQUENCE_LOCKTIME_DISABLE_FLAG,
  SEQUENCE_LOCKTIME_MASK,
  SEQUENCE_LOCKTIME_TYPE_FLAG,
} from './limits.ts';
import type { EcdsaSignatureClaim, SchnorrSignatureClaim, SignatureChecker } from './machine.ts';
import { isPubkeyOfValidSize } from './pubkey.ts';
import { legacySighash, type SighashRequest, witnessV0Sighash } from './sighash.ts';
import type { SighashCache } from './sighash-cache.ts';
import { SIGHASH_DEFAULT } from './signature-encoding.ts';
import { taprootSighash } from './taproot-sighash.ts';

/** Which input of which transaction a script speaks for. */
export interface CheckedInput {
  /** One for all inputs of a transaction. */
  readonly sighashes: SighashCache;
  readonly inputIndex: number;
  /** Of the output that is spent. */
  readonly amount: Satoshis;
  /** PLAIN_VERIFIER unless given. */
  readonly verifier?: SignatureVerifier | undefined;
}

/** The checker for one input. @source Bitcoin Core src/script/interpreter.cpp GenericTransactionSignatureChecker */
export function createTransactionChecker(checked: CheckedInput): SignatureChecker {
  const { tx } = checked.sighashes;
  const input = expectDefined(tx.inputs[checked.inputIndex], 'the checked input exists');
  const verifier = checked.verifier ?? PLAIN_VERIFIER;
  const digestOf = rememberingLast((claim) => computeSighash(checked, claim));
  return {
    checkEcdsaSignature(claim) {
      const { signature, pubkey } = claim;
      if (signature.length === 0 || !isPubkeyOfValidSize(pubkey)) return false;
      return verifier.verifyEcdsa({ digest: digestOf(claim), signature: signature.subarray(0, -1), pubkey });
    },
    checkSchnorrSignature: (claim) => checkSchnorrSignature(checked, claim, verifier),
    checkLockTime: (lockTime) => isLockTimeMet(lockTime, tx.lockTime, input),
    checkSequence: (sequence) => tx.version >= 2 && isSequenceMet(sequence, input.sequence),
  };
}

function computeSighash(
  { sighashes, inputIndex, amount }: CheckedInput,
  claim: EcdsaSignatureClaim,
): Hash256 {
  const { scriptCode, sigVersion } = claim;
  const request: SighashRequest = { inputIndex, scriptCode, hashType: hashTypeOf(claim) };
  return sigVersion === 'base'
    ? legacySighash(sighashes, request)
    : witnessV0Sighash(sighashes, request, amount);
}

/** @source Bitcoin Core src/script/interpreter.cpp CheckSchnorrSignature */
function checkSchnorrSignature(
  { sighashes, inputIndex }: CheckedInput,
  { signature, pubkey, ...signed }: SchnorrSignatureClaim,
  { verifySchnorr }: SignatureVerifier,
): ScriptError | undefined {
  const hashType = signature[SCHNORR_SIGNATURE_SIZE];
  if (signature.length !== SCHNORR_SIGNATURE_SIZE + (hashType === undefined ? 0 : 1))
    return 'SCHNORR_SIG_SIZE';
  // There is a shorter way to say DEFAULT.
  if (hashType === SIGHASH_DEFAULT) return 'SCHNORR_SIG_HASHTYPE';
  const request = { inputIndex, hashType: hashType ?? SIGHASH_DEFAULT, ...signed };
  const message = taprootSighash(sighashes, request);
  if (message === undefined) return 'SCHNORR_SIG_HASHTYPE';
  const claim = { message, pubkey, signature: signature.subarray(0, SCHNORR_SIGNATURE_SIZE) };
  return verifySchnorr(claim) ? undefined : 'SCHNORR_SIG';
}

/**
 * Keeps the last answer. A multisig asks for the same hash with every key that it tries, and a script of many
 * such over a large transaction would otherwise hash it hundreds of times.
 */
function rememberingLast(
  compute: (claim: EcdsaSignatureClaim) => Hash256,
): (claim: EcdsaSignatureClaim) => Hash256 {
  let last: { readonly claim: EcdsaSignatureClaim; readonly digest: Hash256 } | undefined;
  return (claim) => {
    if (last === undefined || !isSameMessage(last.claim, claim)) last = { claim, digest: compute(claim) };
    return last.digest;
  };
}

function isSameMessage(a: EcdsaSignatureClaim, b: EcdsaSignatureClaim): boolean {
  const sameKind = hashTypeOf(a) === hashTypeOf(b) && a.sigVersion === b.sigVersion;
  return sameKind && (a.scriptCode === b.scriptCode || equalBytes(a.scriptCode, b.scriptCode));
}

function hashTypeOf({ signature }: EcdsaSignatureClaim): number {
  return signature[signature.length - 1] ?? 0;
}

/** @source BIP65 */
function isLockTimeMet(required: number, actual: number, input: TxInput): boolean {
  const sameUnit = required < LOCKTIME_THRESHOLD === actual < LOCKTIME_THRESHOLD;
  // A final input switches the transaction's lock time off.
  return sameUnit && required <= actual && input.sequence !== SEQUENCE_FINAL;
}

/** @source BIP112 */
function isSequenceMet(required: number, actual: number): boolean {
  if (actual & SEQUENCE_LOCKTIME_DISABLE_FLAG) return false;
  const mask = SEQUENCE_LOCKTIME_TYPE_FLAG | SEQUENCE_LOCKTIME_MASK;
  const sameUnit = (required & SEQUENCE_LOCKTIME_TYPE_FLAG) === (actual & SEQUENCE_LOCKTIME_TYPE_FLAG);
  return sameUnit && (required & mask) <= (actual & mask);
}

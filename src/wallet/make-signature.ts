import { isMoneyRange, type Satoshis } from '../primitives/amount.ts';
import { isCompressedPubkey } from '../script/pubkey.ts';
import { legacySighash, witnessV0Sighash } from '../script/sighash.ts';
import type { SighashCache } from '../script/sighash-cache.ts';
import {
  SIGHASH_ALL,
  SIGHASH_ANYONECANPAY,
  SIGHASH_DEFAULT,
  SIGHASH_SINGLE,
} from '../script/signature-encoding.ts';
import { NO_CODESEPARATOR, taprootSighash } from '../script/taproot-sighash.ts';
import { concatBytes } from '../util/bytes.ts';
import { type SigningKey, signDigest, signTaproot } from './private-key.ts';
import type { ClaimedScript } from './satisfy-script.ts';

/** Signatures as scripts want them, hash type included. To be loaded late: the library takes its time. */

/** Which input of which transaction is signed for, and what its signature covers. */
export interface SignedPlace {
  readonly sighashes: SighashCache;
  readonly inputIndex: number;
  /** Of the output that is spent. */
  readonly amount: Satoshis;
  /** SIGHASH_DEFAULT is ALL, in the short form of taproot where there is one. */
  readonly hashType: number;
}

/**
 * True where the hash type covers an output that is not there: of before segwit, such a signature would be one of the
 * number 1, and so good for any transaction.
 */
export function signsNoOutput(hashType: number, inputIndex: number, { tx }: SighashCache): boolean {
  return (hashType & ~SIGHASH_ANYONECANPAY) === SIGHASH_SINGLE && inputIndex >= tx.outputs.length;
}

/**
 * The key's signature of the claim; undefined where none would be good.
 * @source Bitcoin Core src/script/sign.cpp MutableTransactionSignatureCreator::CreateSig
 */
export function signEcdsa(
  key: SigningKey,
  { scriptCode, sigVersion }: ClaimedScript,
  { sighashes, inputIndex, amount, hashType }: SignedPlace,
): Uint8Array | undefined {
  if (signsNoOutput(hashType, inputIndex, sighashes)) return undefined;
  // A witness with another key is relayed by nobody (BIP143).
  if (sigVersion === 'witness_v0' && !(isCompressedPubkey(key.pubkey) && isMoneyRange(amount))) {
    return undefined;
  }
  const request = { inputIndex, scriptCode, hashType: hashType === SIGHASH_DEFAULT ? SIGHASH_ALL : hashType };
  const digest =
    sigVersion === 'base' ? legacySighash(sighashes, request) : witnessV0Sighash(sighashes, request, amount);
  return concatBytes(signDigest(digest, key), Uint8Array.of(request.hashType));
}

/** By which way a taproot output is spent. */
export interface TaprootPath {
  /** Of the key path: see signTaproot. */
  readonly merkleRoot: Uint8Array | undefined;
  /** The script that asks for the signature; undefined on the key path. */
  readonly leafHash: Uint8Array | undefined;
}

/**
 * The key's Schnorr signature; undefined where it isn't known what all inputs spend.
 * @source Bitcoin Core src/script/sign.cpp MutableTransactionSignatureCreator::CreateSchnorrSig
 */
export function signTaprootSpend(
  key: SigningKey,
  { merkleRoot, leafHash }: TaprootPath,
  { sighashes, inputIndex, hashType }: SignedPlace,
): Uint8Array | undefined {
  const leaf = leafHash && { leafHash, codeSeparatorPosition: NO_CODESEPARATOR };
  const message = taprootSighash(sighashes, { inputIndex, hashType, annexHash: undefined, leaf });
  if (message === undefined) return undefined;
  const signature = signTaproot(message, key, merkleRoot);
  return hashType === SIGHASH_DEFAULT ? signature : concatBytes(signature, Uint8Array.of(hashType));
}

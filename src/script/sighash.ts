import { sha256 } from '../crypto/sha256d.ts';
import { type Hash256, hash256, toHash256, ZERO_HASH } from '../primitives/hash256.ts';
import { OUTPOINT_SIZE, writeOutPoint } from '../primitives/outpoint.ts';
import { type TransactionFields, type TxOutput, writeOutput } from '../primitives/tx.ts';
import {
  compactSizeLength,
  encode,
  lendEncoded,
  type Writer,
  writeAmount,
  writeBytes,
  writeUint32,
  writeVarBytes,
  writeVector,
} from '../primitives/writer.ts';
import { expectDefined } from '../util/invariant.ts';
import { removeCodeSeparators } from './script-code.ts';
import {
  outputHash,
  outputsHash256,
  prevoutsHash256,
  type SighashCache,
  sequencesHash256,
} from './sighash-cache.ts';
import { SIGHASH_ANYONECANPAY, SIGHASH_NONE, SIGHASH_SINGLE } from './signature-encoding.ts';

/**
 * What an ECDSA signature signs. The hash depends on the transaction, the input, the script that is run and the hash
 * type; the parts of it that are the same for every input are kept in a SighashCache. Taproot's: taproot-sighash.ts.
 */

/** The rules by which ECDSA signatures are hashed: those of before segwit, or of witness version 0 (BIP143). */
export type EcdsaSigVersion = 'base' | 'witness_v0';

/** What a signature refers to, beside the transaction. */
export interface SighashRequest {
  readonly inputIndex: number;
  /** The script that is run, from its last OP_CODESEPARATOR on. */
  readonly scriptCode: Uint8Array;
  /** The signature's last byte; its unknown bits are hashed too. */
  readonly hashType: number;
}

/** Bytes of an input whose script is empty: outpoint, length of the script, sequence. */
const BLANK_INPUT_SIZE = OUTPOINT_SIZE + 1 + 4;

/** What an input without an output of its own signs under SINGLE: the number 1. A bug that became a rule. */
const ONE = toHash256(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0)));

/** What an output before the signed one looks like under SINGLE. */
const BLANK_OUTPUT: TxOutput = { value: -1, scriptPubKey: new Uint8Array(0) };

const EMPTY_SCRIPT = new Uint8Array(0);

const OUTPUT_MASK = 0x1f;

/** The hash of before segwit. @source Bitcoin Core src/script/interpreter.cpp SignatureHash, CTransactionSignatureSerializer */
export function legacySighash(cache: SighashCache, request: SighashRequest): Hash256 {
  const { inputIndex, hashType } = request;
  const signsOne = (hashType & OUTPUT_MASK) === SIGHASH_SINGLE;
  if (signsOne && inputIndex >= cache.tx.outputs.length) return ONE;
  const signsNone = (hashType & OUTPUT_MASK) === SIGHASH_NONE;
  const signsAll = !signsOne && !signsNone && !(hashType & SIGHASH_ANYONECANPAY);
  const scriptCode = removeCodeSeparators(request.scriptCode);
  const signed = { ...request, scriptCode };
  return lendEncoded((writer) => {
    if (signsAll) writeLegacyPreimageOfAll(writer, cache, signed);
    else writeLegacyPreimage(writer, cache.tx, signed);
  }, hash256);
}

/** ALL is what nearly everybody signs: one copy of the blanked transaction, with the script put in. */
function writeLegacyPreimageOfAll(writer: Writer, cache: SighashCache, request: SighashRequest): void {
  const { inputIndex, scriptCode, hashType } = request;
  cache.blanked ??= encode((inner) => writeBlanked(inner, cache.tx));
  const { blanked } = cache;
  const inputStart = 4 + compactSizeLength(cache.tx.inputs.length) + inputIndex * BLANK_INPUT_SIZE;
  const scriptStart = inputStart + OUTPOINT_SIZE;
  writeBytes(writer, blanked.subarray(0, scriptStart));
  writeVarBytes(writer, scriptCode);
  writeBytes(writer, blanked.subarray(scriptStart + 1));
  writeUint32(writer, hashType);
}

function writeBlanked(writer: Writer, tx: TransactionFields): void {
  writeUint32(writer, tx.version);
  writeVector(writer, tx.inputs, (_writer, input) => {
    writeOutPoint(writer, input.prevout);
    writeVarBytes(writer, EMPTY_SCRIPT);
    writeUint32(writer, input.sequence);
  });
  writeVector(writer, tx.outputs, writeOutput);
  writeUint32(writer, tx.lockTime);
}

/** Every hash type but plain ALL. */
function writeLegacyPreimage(writer: Writer, tx: TransactionFields, request: SighashRequest): void {
  const { inputIndex, scriptCode, hashType } = request;
  const othersAreFree =
    (hashType & OUTPUT_MASK) === SIGHASH_SINGLE || (hashType & OUTPUT_MASK) === SIGHASH_NONE;
  writeUint32(writer, tx.version);
  const own = expectDefined(tx.inputs[inputIndex], 'the signed input exists');
  writeVector(writer, hashType & SIGHASH_ANYONECANPAY ? [own] : tx.inputs, (_writer, input) => {
    const isOwn = input === own;
    writeOutPoint(writer, input.prevout);
    writeVarBytes(writer, isOwn ? scriptCode : EMPTY_SCRIPT);
    writeUint32(writer, isOwn || !othersAreFree ? input.sequence : 0);
  });
  writeVector(writer, signedOutputs(tx, request), writeOutput);
  writeUint32(writer, tx.lockTime);
  writeUint32(writer, hashType);
}

function signedOutputs(tx: TransactionFields, { inputIndex, hashType }: SighashRequest): readonly TxOutput[] {
  switch (hashType & OUTPUT_MASK) {
    case SIGHASH_NONE:
      return [];
    case SIGHASH_SINGLE:
      return tx.outputs
        .slice(0, inputIndex + 1)
        .map((output, i) => (i === inputIndex ? output : BLANK_OUTPUT));
    default:
      return tx.outputs;
  }
}

/**
 * The hash of witness version 0 (BIP143).
 * @param amount - of the output that is spent, satoshis
 * @source BIP143; Bitcoin Core src/script/interpreter.cpp SignatureHash
 */
export function witnessV0Sighash(cache: SighashCache, request: SighashRequest, amount: number): Hash256 {
  const { tx } = cache;
  const { inputIndex, scriptCode, hashType } = request;
  const input = expectDefined(tx.inputs[inputIndex], 'the signed input exists');
  const signsOthersInputs = !(hashType & SIGHASH_ANYONECANPAY);
  const signsAllOutputs =
    (hashType & OUTPUT_MASK) !== SIGHASH_SINGLE && (hashType & OUTPUT_MASK) !== SIGHASH_NONE;
  return lendEncoded((writer) => {
    writeUint32(writer, tx.version);
    writeBytes(writer, signsOthersInputs ? prevoutsHash256(cache) : ZERO_HASH);
    writeBytes(writer, signsOthersInputs && signsAllOutputs ? sequencesHash256(cache) : ZERO_HASH);
    writeOutPoint(writer, input.prevout);
    writeVarBytes(writer, scriptCode);
    writeAmount(writer, amount);
    writeUint32(writer, input.sequence);
    writeBytes(writer, signsAllOutputs ? outputsHash256(cache) : ownOutputHash256(cache, request));
    writeUint32(writer, tx.lockTime);
    writeUint32(writer, hashType);
  }, hash256);
}

/** Of the output with the input's index under SINGLE; zero where there is none, and under NONE. */
function ownOutputHash256(cache: SighashCache, { inputIndex, hashType }: SighashRequest): Uint8Array {
  const exists = inputIndex < cache.tx.outputs.length;
  return (hashType & OUTPUT_MASK) === SIGHASH_SINGLE && exists
    ? sha256(outputHash(cache, inputIndex))
    : ZERO_HASH;
}

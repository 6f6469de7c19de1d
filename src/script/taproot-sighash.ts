import { createTaggedHash } from '../crypto/tagged-hash.ts';
import { writeOutPoint } from '../primitives/outpoint.ts';
import { writeOutput } from '../primitives/tx.ts';
import { lendEncoded, type Writer, writeBytes, writeUint8, writeUint32 } from '../primitives/writer.ts';
import { expectDefined } from '../util/invariant.ts';
import {
  amountsHash,
  outputHash,
  outputsHash,
  prevoutsHash,
  type SighashCache,
  scriptsHash,
  sequencesHash,
} from './sighash-cache.ts';
import {
  SIGHASH_ALL,
  SIGHASH_ANYONECANPAY,
  SIGHASH_DEFAULT,
  SIGHASH_NONE,
  SIGHASH_SINGLE,
} from './signature-encoding.ts';

/** What a Schnorr signature of taproot and tapscript signs. @source BIP341; BIP342 */

/** What a signature refers to, beside the transaction and what it spends. */
export interface TaprootSighashRequest {
  readonly inputIndex: number;
  /** SIGHASH_DEFAULT where the signature has no hash type. */
  readonly hashType: number;
  /** SHA-256 of the annex with its length before it; undefined where there is none. */
  readonly annexHash: Uint8Array | undefined;
  /** The script that asks for the signature; undefined on the key path. */
  readonly leaf: SignedLeaf | undefined;
}

/** Where in which script a signature is checked. */
export interface SignedLeaf {
  readonly leafHash: Uint8Array;
  /** Number of the last OP_CODESEPARATOR that ran, counting instructions from 0; NO_CODESEPARATOR where none did. */
  readonly codeSeparatorPosition: number;
}

export const NO_CODESEPARATOR = 0xffffffff;

const EPOCH = 0;
const OUTPUT_MASK = 3;

/** In the spend type: the low bit tells an annex, the others which extension follows: 1 is tapscript's. */
const HAS_ANNEX = 1;
const HAS_LEAF = 2;

/** Of keys of 32 bytes in tapscript. */
const KEY_VERSION = 0;

const sighash = createTaggedHash('TapSighash');

/**
 * The hash that is signed; undefined where the hash type has no meaning, or is SINGLE in an input without an output
 * of its own, or where it is not known what all inputs spend: no signature is right then.
 * @source BIP341; Bitcoin Core src/script/interpreter.cpp SignatureHashSchnorr
 */
export function taprootSighash(cache: SighashCache, request: TaprootSighashRequest): Uint8Array | undefined {
  const { hashType, inputIndex } = request;
  if (cache.spentOutputs === undefined || !isDefinedHashType(hashType)) return undefined;
  if ((hashType & OUTPUT_MASK) === SIGHASH_SINGLE && inputIndex >= cache.tx.outputs.length) return undefined;
  return lendEncoded((writer) => writeMessage(writer, cache, request), sighash);
}

function isDefinedHashType(hashType: number): boolean {
  if (hashType === SIGHASH_DEFAULT) return true;
  const outputs = hashType & ~SIGHASH_ANYONECANPAY;
  return outputs >= SIGHASH_ALL && outputs <= SIGHASH_SINGLE;
}

function writeMessage(writer: Writer, cache: SighashCache, request: TaprootSighashRequest): void {
  const { hashType, inputIndex, annexHash, leaf } = request;
  writeUint8(writer, EPOCH);
  writeUint8(writer, hashType);
  writeTransactionPart(writer, cache, hashType);
  writeUint8(writer, (leaf ? HAS_LEAF : 0) | (annexHash ? HAS_ANNEX : 0));
  if (hashType & SIGHASH_ANYONECANPAY) writeOwnInput(writer, cache, inputIndex);
  else writeUint32(writer, inputIndex);
  if (annexHash) writeBytes(writer, annexHash);
  if ((hashType & OUTPUT_MASK) === SIGHASH_SINGLE) writeBytes(writer, outputHash(cache, inputIndex));
  if (leaf) {
    writeBytes(writer, leaf.leafHash);
    writeUint8(writer, KEY_VERSION);
    writeUint32(writer, leaf.codeSeparatorPosition);
  }
}

function writeTransactionPart(writer: Writer, cache: SighashCache, hashType: number): void {
  writeUint32(writer, cache.tx.version);
  writeUint32(writer, cache.tx.lockTime);
  if (!(hashType & SIGHASH_ANYONECANPAY)) {
    const spent = expectDefined(cache.spentOutputs, 'what is spent is known');
    writeBytes(writer, prevoutsHash(cache));
    writeBytes(writer, amountsHash(cache, spent));
    writeBytes(writer, scriptsHash(cache, spent));
    writeBytes(writer, sequencesHash(cache));
  }
  const outputs = hashType & OUTPUT_MASK;
  if (outputs !== SIGHASH_NONE && outputs !== SIGHASH_SINGLE) writeBytes(writer, outputsHash(cache));
}

function writeOwnInput(writer: Writer, { tx, spentOutputs }: SighashCache, inputIndex: number): void {
  const { prevout, sequence } = expectDefined(tx.inputs[inputIndex], 'the signed input exists');
  writeOutPoint(writer, prevout);
  writeOutput(writer, expectDefined(spentOutputs?.[inputIndex], 'and what it spends'));
  writeUint32(writer, sequence);
}

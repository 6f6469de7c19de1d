import { sha256 } from '../crypto/sha256d.ts';
import { writeOutPoint } from '../primitives/outpoint.ts';
import { type TransactionFields, type TxOutput, writeOutput } from '../primitives/tx.ts';
import { lendEncoded, type Writer, writeAmount, writeUint32, writeVarBytes } from '../primitives/writer.ts';

/**
 * What the signature hashes of one transaction have in common, computed when it is first asked for: otherwise every
 * input would hash all others, and a transaction cost the square of its size.
 */

/** One transaction whose inputs are checked; filled as it is needed. Not to be made by hand: see createSighashCache. */
export interface SighashCache {
  readonly tx: TransactionFields;
  /** What the inputs spend, in input order; taproot's signatures cover it (BIP341). */
  readonly spentOutputs: readonly TxOutput[] | undefined;
  prevouts?: Uint8Array;
  sequences?: Uint8Array;
  outputs?: Uint8Array;
  amounts?: Uint8Array;
  scripts?: Uint8Array;
  /** The last single output that was asked for. */
  output?: { readonly index: number; readonly hash: Uint8Array };
  prevoutsTwice?: Uint8Array;
  sequencesTwice?: Uint8Array;
  outputsTwice?: Uint8Array;
  /** The transaction with every scriptSig empty, as legacy ALL signs it but for one script. */
  blanked?: Uint8Array;
}

/** An empty cache for a transaction. @param spentOutputs - of all its inputs, in input order, where they are known */
export function createSighashCache(tx: TransactionFields, spentOutputs?: readonly TxOutput[]): SighashCache {
  return { tx, spentOutputs };
}

/** SHA-256 of the outpoints of all inputs. @source BIP341 sha_prevouts */
export function prevoutsHash(cache: SighashCache): Uint8Array {
  const { inputs } = cache.tx;
  cache.prevouts ??= hashEach(inputs, (writer, { prevout }) => writeOutPoint(writer, prevout));
  return cache.prevouts;
}

/** SHA-256 of the sequences of all inputs. @source BIP341 sha_sequences */
export function sequencesHash(cache: SighashCache): Uint8Array {
  const { inputs } = cache.tx;
  cache.sequences ??= hashEach(inputs, (writer, { sequence }) => writeUint32(writer, sequence));
  return cache.sequences;
}

/** SHA-256 of all outputs. @source BIP341 sha_outputs */
export function outputsHash(cache: SighashCache): Uint8Array {
  cache.outputs ??= hashEach(cache.tx.outputs, writeOutput);
  return cache.outputs;
}

/** SHA-256 of one output. @param index - of an output that exists @source BIP341 sha_single_output */
export function outputHash(cache: SighashCache, index: number): Uint8Array {
  if (cache.output?.index !== index) {
    cache.output = { index, hash: hashEach(cache.tx.outputs.slice(index, index + 1), writeOutput) };
  }
  return cache.output.hash;
}

/** SHA-256 of the values of what is spent. @source BIP341 sha_amounts */
export function amountsHash(cache: SighashCache, spent: readonly TxOutput[]): Uint8Array {
  cache.amounts ??= hashEach(spent, (writer, { value }) => writeAmount(writer, value));
  return cache.amounts;
}

/** SHA-256 of the scriptPubKeys of what is spent. @source BIP341 sha_scriptpubkeys */
export function scriptsHash(cache: SighashCache, spent: readonly TxOutput[]): Uint8Array {
  cache.scripts ??= hashEach(spent, (writer, { scriptPubKey }) => writeVarBytes(writer, scriptPubKey));
  return cache.scripts;
}

/** @source BIP143 hashPrevouts */
export function prevoutsHash256(cache: SighashCache): Uint8Array {
  cache.prevoutsTwice ??= sha256(prevoutsHash(cache));
  return cache.prevoutsTwice;
}

/** @source BIP143 hashSequence */
export function sequencesHash256(cache: SighashCache): Uint8Array {
  cache.sequencesTwice ??= sha256(sequencesHash(cache));
  return cache.sequencesTwice;
}

/** @source BIP143 hashOutputs */
export function outputsHash256(cache: SighashCache): Uint8Array {
  cache.outputsTwice ??= sha256(outputsHash(cache));
  return cache.outputsTwice;
}

/** SHA-256 of all items one after the other, without their count. */
function hashEach<T>(items: readonly T[], writeItem: (writer: Writer, item: T) => void): Uint8Array {
  return lendEncoded((writer) => {
    for (const item of items) writeItem(writer, item);
  }, sha256);
}

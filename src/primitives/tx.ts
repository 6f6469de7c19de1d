import type { Verdict } from '../util/verdict.ts';
import type { Satoshis } from './amount.ts';
import { type Hash256, hash256 } from './hash256.ts';
import { isNullOutPoint, type OutPoint, readOutPoint, writeOutPoint } from './outpoint.ts';
import {
  decode,
  failDecoding,
  type Reader,
  readAmount,
  readUint8,
  readUint32,
  readVarBytes,
  readVector,
} from './reader.ts';
import {
  encode,
  lendEncoded,
  type Writer,
  writeAmount,
  writeBytes,
  writeUint32,
  writeVarBytes,
  writeVector,
} from './writer.ts';

export interface TxInput {
  readonly prevout: OutPoint;
  readonly scriptSig: Uint8Array;
  /** 0 … 2^32 - 1. */
  readonly sequence: number;
  /** The witness stack, bottom first; empty where the input has none. */
  readonly witness: readonly Uint8Array[];
}

export interface TxOutput {
  readonly value: Satoshis;
  readonly scriptPubKey: Uint8Array;
}

/** What a transaction says. */
export interface TransactionFields {
  /** Unsigned, as Core shows it since v28. */
  readonly version: number;
  readonly inputs: readonly TxInput[];
  readonly outputs: readonly TxOutput[];
  /** Height below 500,000,000, time in seconds from there on. */
  readonly lockTime: number;
}

/** A transaction with what follows from its bytes; made by `makeTransaction` or by the decoder alone. */
export interface Transaction extends TransactionFields {
  /** Hash without the witness. */
  readonly txid: Hash256;
  /** Hash with the witness; the txid where there is none (BIP141). */
  readonly wtxid: Hash256;
  /** Bytes on the wire, witness included. */
  readonly size: number;
  /** Bytes without marker, flag and witness. */
  readonly strippedSize: number;
}

/** The final sequence: no relative lock, no replacement. @source Bitcoin Core CTxIn::SEQUENCE_FINAL */
export const SEQUENCE_FINAL = 0xffffffff;

/** Marker (an empty list of inputs) and flag that announce witnesses on the wire. @source BIP144 */
const WITNESS_MARKER_AND_FLAG = Uint8Array.of(0x00, 0x01);
const WITNESS_FLAG = 1;

/** One for all inputs without. */
const NO_WITNESS: readonly Uint8Array[] = [];

const VERSION_SIZE = 4;
const LOCK_TIME_SIZE = 4;

/** The transaction that the fields make, hashed. */
export function makeTransaction(fields: TransactionFields): Transaction {
  const stripped = encode((writer) => writeStripped(writer, fields));
  const whole = hasWitness(fields) ? serializeTransaction(fields) : stripped;
  return identified(fields, stripped, whole);
}

/** True where any input has a witness stack. */
export function hasWitness(tx: TransactionFields): boolean {
  return tx.inputs.some((input) => input.witness.length > 0);
}

/** True for the transaction that issues the reward: one input that spends nothing. @source Core CTransaction::IsCoinBase */
export function isCoinbase(tx: TransactionFields): boolean {
  const [first] = tx.inputs;
  return first !== undefined && tx.inputs.length === 1 && isNullOutPoint(first.prevout);
}

/** The bytes on the wire, with witnesses where there are any (BIP144). */
export function serializeTransaction(tx: TransactionFields): Uint8Array {
  return encode((writer) => writeTransaction(writer, tx));
}

/** The bytes that the txid is the hash of. */
export function serializeWithoutWitness(tx: TransactionFields): Uint8Array {
  return encode((writer) => writeStripped(writer, tx));
}

/**
 * Decodes one transaction that fills `bytes`.
 * @rejects decode-failed with Core's text of what was wrong
 */
export function decodeTransaction(bytes: Uint8Array): Verdict<Transaction, 'decode-failed'> {
  return decode(bytes, readTransaction);
}

/**
 * Decodes one transaction in the form of before BIP144: an empty list of inputs is one, never the mark of witnesses.
 * @rejects decode-failed with Core's text of what was wrong
 */
export function decodeTransactionWithoutWitness(bytes: Uint8Array): Verdict<Transaction, 'decode-failed'> {
  return decode(bytes, (reader) => {
    const version = readUint32(reader);
    const inputs = readVector(reader, readInput);
    const outputs = readVector(reader, readOutput);
    return identified({ version, inputs, outputs, lockTime: readUint32(reader) }, bytes, bytes);
  });
}

/**
 * Reads one transaction in either form. Its hashes are taken from the bytes as they came.
 * @source Bitcoin Core src/primitives/transaction.h UnserializeTransaction; BIP144
 */
export function readTransaction(reader: Reader): Transaction {
  const start = reader.offset;
  const { fields, extendedBodyEnd } = readEither(reader);
  const whole = reader.bytes.subarray(start, reader.offset);
  if (extendedBodyEnd === undefined) return identified(fields, whole, whole);
  return lendEncoded(
    (writer) => writeWithoutWitness(writer, whole, extendedBodyEnd - start),
    (stripped) => identified(fields, stripped, whole),
  );
}

/** Reads what a transaction says, in either form, without the cost of hashing it. */
export function readTransactionFields(reader: Reader): TransactionFields {
  return readEither(reader).fields;
}

interface EitherForm {
  readonly fields: TransactionFields;
  /** In the extended form: where its inputs and outputs end and its witnesses begin. */
  readonly extendedBodyEnd: number | undefined;
}

function readEither(reader: Reader): EitherForm {
  const version = readUint32(reader);
  const body = readBody(reader);
  const bodyEnd = reader.offset;
  const isExtended = (body.flags & WITNESS_FLAG) !== 0;
  const inputs = isExtended ? readWitnesses(reader, body.inputs) : body.inputs;
  if ((body.flags & ~WITNESS_FLAG) !== 0) failDecoding('Unknown transaction optional data');
  const fields = { version, inputs, outputs: body.outputs, lockTime: readUint32(reader) };
  return { fields, extendedBodyEnd: isExtended ? bodyEnd : undefined };
}

/** The bytes of the extended form without marker, flag and witnesses. @param bodyEnd - where its outputs end */
function writeWithoutWitness(writer: Writer, whole: Uint8Array, bodyEnd: number): void {
  writeBytes(writer, whole.subarray(0, VERSION_SIZE));
  writeBytes(writer, whole.subarray(VERSION_SIZE + WITNESS_MARKER_AND_FLAG.length, bodyEnd));
  writeBytes(writer, whole.subarray(whole.length - LOCK_TIME_SIZE));
}

export function writeTransaction(writer: Writer, tx: TransactionFields): void {
  if (!hasWitness(tx)) {
    writeStripped(writer, tx);
    return;
  }
  writeUint32(writer, tx.version);
  writeBytes(writer, WITNESS_MARKER_AND_FLAG);
  writeVector(writer, tx.inputs, writeInput);
  writeVector(writer, tx.outputs, writeOutput);
  for (const input of tx.inputs) writeVector(writer, input.witness, writeVarBytes);
  writeUint32(writer, tx.lockTime);
}

export function readOutput(reader: Reader): TxOutput {
  return { value: readAmount(reader), scriptPubKey: readVarBytes(reader) };
}

export function writeOutput(writer: Writer, output: TxOutput): void {
  writeAmount(writer, output.value);
  writeVarBytes(writer, output.scriptPubKey);
}

interface TransactionBody {
  readonly flags: number;
  readonly inputs: TxInput[];
  readonly outputs: TxOutput[];
}

function readBody(reader: Reader): TransactionBody {
  const inputs = readVector(reader, readInput);
  if (inputs.length > 0) return { flags: 0, inputs, outputs: readVector(reader, readOutput) };
  // No inputs: this was the marker of the extended form, or the flag is 0 and there are no outputs either.
  const flags = readUint8(reader);
  if (flags === 0) return { flags, inputs, outputs: [] };
  return { flags, inputs: readVector(reader, readInput), outputs: readVector(reader, readOutput) };
}

function readInput(reader: Reader): TxInput {
  const prevout = readOutPoint(reader);
  const scriptSig = readVarBytes(reader);
  return { prevout, scriptSig, sequence: readUint32(reader), witness: NO_WITNESS };
}

/** Gives each input, which nobody else has seen yet, its witness stack. */
function readWitnesses(reader: Reader, inputs: readonly Writable<TxInput>[]): readonly TxInput[] {
  let isThere = false;
  for (const input of inputs) {
    input.witness = readVector(reader, readVarBytes);
    isThere ||= input.witness.length > 0;
  }
  if (!isThere) failDecoding('Superfluous witness record');
  return inputs;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Writes what the txid is the hash of. */
export function writeStripped(writer: Writer, tx: TransactionFields): void {
  writeUint32(writer, tx.version);
  writeVector(writer, tx.inputs, writeInput);
  writeVector(writer, tx.outputs, writeOutput);
  writeUint32(writer, tx.lockTime);
}

function writeInput(writer: Writer, input: TxInput): void {
  writeOutPoint(writer, input.prevout);
  writeVarBytes(writer, input.scriptSig);
  writeUint32(writer, input.sequence);
}

/** The fields with what follows from the bytes; every field named, which is faster than to spread them. */
function identified(
  { version, inputs, outputs, lockTime }: TransactionFields,
  stripped: Uint8Array,
  whole: Uint8Array,
): Transaction {
  const txid = hash256(stripped);
  const wtxid = whole === stripped ? txid : hash256(whole);
  const strippedSize = stripped.length;
  return { version, inputs, outputs, lockTime, txid, wtxid, size: whole.length, strippedSize };
}

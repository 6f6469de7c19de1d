import { type Hash256, hashKey, ZERO_HASH } from './hash256.ts';
import { type Reader, readHash256, readUint32 } from './reader.ts';
import { encode, type Writer, writeBytes, writeUint32 } from './writer.ts';

/** Names one output of one transaction. */
export interface OutPoint {
  readonly txid: Hash256;
  /** Index of the output, 0 … 2^32 - 1. */
  readonly index: number;
}

export const OUTPOINT_SIZE = 36;

const NULL_INDEX = 0xffffffff;

/** What the only input of a coinbase spends: nothing. @source Bitcoin Core src/primitives/transaction.h COutPoint */
export const NULL_OUTPOINT: OutPoint = { txid: ZERO_HASH, index: NULL_INDEX };

export function isNullOutPoint(outpoint: OutPoint): boolean {
  return outpoint.index === NULL_INDEX && outpoint.txid.every((byte) => byte === 0);
}

export function readOutPoint(reader: Reader): OutPoint {
  return { txid: readHash256(reader), index: readUint32(reader) };
}

export function writeOutPoint(writer: Writer, outpoint: OutPoint): void {
  writeBytes(writer, outpoint.txid);
  writeUint32(writer, outpoint.index);
}

/** 36 bytes: txid in internal order, then the index, little-endian; also the key of a coin on disk. */
export function serializeOutPoint(outpoint: OutPoint): Uint8Array {
  return encode((writer) => writeOutPoint(writer, outpoint), OUTPOINT_SIZE);
}

/** A string to key a Map by. */
export function outPointKey(outpoint: OutPoint): string {
  return hashKey(outpoint.txid) + String.fromCharCode(outpoint.index >>> 16, outpoint.index & 0xffff);
}

import { HASH256_SIZE, type Hash256, ZERO_HASH } from './hash256.ts';
import { type Reader, readHash256, readUint32 } from './reader.ts';
import { type Writer, writeBytes, writeUint32 } from './writer.ts';

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

/**
 * 36 bytes: txid in internal order, then the index, little-endian; also the key of a coin on disk.
 * @param target - what they are put into, where there is no need for new memory
 */
export function serializeOutPoint(
  { txid, index }: OutPoint,
  target: Uint8Array = new Uint8Array(OUTPOINT_SIZE),
): Uint8Array {
  target.set(txid);
  for (let i = 0; i < 4; i++) target[HASH256_SIZE + i] = index >>> (8 * i);
  return target;
}

/**
 * A string to key a Map by: 18 characters of two bytes each. Spelled out because a block asks for many of them: as
 * hashKey and two characters more it took three times as long to make and to find.
 */
export function outPointKey({ txid, index }: OutPoint): string {
  return String.fromCharCode(
    twoBytes(txid, 0),
    twoBytes(txid, 2),
    twoBytes(txid, 4),
    twoBytes(txid, 6),
    twoBytes(txid, 8),
    twoBytes(txid, 10),
    twoBytes(txid, 12),
    twoBytes(txid, 14),
    twoBytes(txid, 16),
    twoBytes(txid, 18),
    twoBytes(txid, 20),
    twoBytes(txid, 22),
    twoBytes(txid, 24),
    twoBytes(txid, 26),
    twoBytes(txid, 28),
    twoBytes(txid, 30),
    index >>> 16,
    index & 0xffff,
  );
}

function twoBytes(hash: Hash256, at: number): number {
  return (hash[at] as number) | ((hash[at + 1] as number) << 8);
}

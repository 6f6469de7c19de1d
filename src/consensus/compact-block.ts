import { sha256 } from '../crypto/sha256d.ts';
import { sipHash24Low48 } from '../crypto/siphash.ts';
import type { Block } from '../primitives/block.ts';
import { type BlockHeader, readHeader, writeHeader } from '../primitives/block-header.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import {
  decode,
  failDecoding,
  type Reader,
  readCompactSize,
  readUint8,
  readUint32,
  readVector,
} from '../primitives/reader.ts';
import { readTransaction, type Transaction, writeTransaction } from '../primitives/tx.ts';
import {
  encode,
  type Writer,
  writeCompactSize,
  writeUint8,
  writeUint32,
  writeVector,
} from '../primitives/writer.ts';
import { expectDefined } from '../util/invariant.ts';
import type { Verdict } from '../util/verdict.ts';

/** A block whose transactions are named by short ids, for peers that have most of them (`cmpctblock` of BIP152). */
export interface CompactBlock {
  readonly header: BlockHeader;
  /** 64 bits that the short ids depend on beside the header. */
  readonly nonce: bigint;
  /** Of the transactions that are not sent along, in block order; each 48 bits. */
  readonly shortIds: readonly number[];
  /** Transactions that the peer will not have, the coinbase at least, in block order. */
  readonly prefilled: readonly PrefilledTransaction[];
}

export interface PrefilledTransaction {
  /** Place of the transaction in the block. */
  readonly index: number;
  readonly tx: Transaction;
}

const MAX_UINT16 = 0xffff;
const SIPHASH_KEY_SIZE = 16;

/** Gives each transaction's short id in the block of that header, by its wtxid. @source BIP152, version 2 */
export function shortIdsOf({
  header,
  nonce,
}: Pick<CompactBlock, 'header' | 'nonce'>): (wtxid: Hash256) => number {
  const key = sha256(encode((writer) => writeSalt(writer, { header, nonce }))).subarray(0, SIPHASH_KEY_SIZE);
  return (wtxid) => sipHash24Low48(key, wtxid);
}

function writeSalt(writer: Writer, { header, nonce }: Pick<CompactBlock, 'header' | 'nonce'>): void {
  writeHeader(writer, header);
  writeUint32(writer, Number(BigInt.asUintN(32, nonce)));
  writeUint32(writer, Number(nonce >> 32n));
}

/** The block with its coinbase alone sent along. @param nonce - random, 64 bits @source Core CBlockHeaderAndShortTxIDs */
export function makeCompactBlock({ header, transactions }: Block, nonce: bigint): CompactBlock {
  const [coinbase, ...others] = transactions;
  const shortIdOf = shortIdsOf({ header, nonce });
  return {
    header,
    nonce,
    shortIds: others.map(({ wtxid }) => shortIdOf(wtxid)),
    prefilled: [{ index: 0, tx: expectDefined(coinbase, 'a block has a coinbase') }],
  };
}

export function serializeCompactBlock(compact: CompactBlock): Uint8Array {
  return encode((writer) => writeCompactBlock(writer, compact));
}

export function writeCompactBlock(writer: Writer, compact: CompactBlock): void {
  writeSalt(writer, compact);
  writeVector(writer, compact.shortIds, writeUint48);
  let next = 0;
  writeVector(writer, compact.prefilled, (_, { index, tx }) => {
    writeCompactSize(writer, index - next);
    writeTransaction(writer, tx);
    next = index + 1;
  });
}

/** Decodes one compact block that fills `bytes`; what it says is judged by partial-block.ts. @rejects decode-failed */
export function decodeCompactBlock(bytes: Uint8Array): Verdict<CompactBlock, 'decode-failed'> {
  return decode(bytes, readCompactBlock);
}

/** The inverse of writeCompactBlock. */
export function readCompactBlock(reader: Reader): CompactBlock {
  const header = readHeader(reader);
  const nonce = BigInt(readUint32(reader)) + (BigInt(readUint32(reader)) << 32n);
  const shortIds = readVector(reader, readUint48);
  let next = 0;
  const prefilled = readVector(reader, () => {
    const skipped = readCompactSize(reader);
    if (skipped > MAX_UINT16) failDecoding('CompactSize exceeds limit of type');
    const index = next + skipped;
    next = index + 1;
    return { index, tx: readTransaction(reader) };
  });
  if (shortIds.length + prefilled.length > MAX_UINT16) failDecoding('indexes overflowed 16 bits');
  return { header, nonce, shortIds, prefilled };
}

function readUint48(reader: Reader): number {
  return readUint32(reader) + 2 ** 32 * (readUint8(reader) + 2 ** 8 * readUint8(reader));
}

function writeUint48(writer: Writer, value: number): void {
  const high = Math.floor(value / 2 ** 32);
  writeUint32(writer, value % 2 ** 32);
  writeUint8(writer, high & 0xff);
  writeUint8(writer, high >>> 8);
}

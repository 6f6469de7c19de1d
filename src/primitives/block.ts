import type { Verdict } from '../util/verdict.ts';
import { type BlockHeader, HEADER_SIZE, hashHeader, readHeader, writeHeader } from './block-header.ts';
import type { Hash256 } from './hash256.ts';
import { decode, type Reader, readVector } from './reader.ts';
import { readTransaction, type Transaction, writeStripped, writeTransaction } from './tx.ts';
import { compactSizeLength, encode, type Writer, writeVector } from './writer.ts';

/** A header and the transactions it commits to; made by `makeBlock` or by the decoder alone. */
export interface Block {
  readonly header: BlockHeader;
  readonly transactions: readonly Transaction[];
  /** The header's hash. */
  readonly hash: Hash256;
}

/** A block of its parts, hashed. */
export function makeBlock(header: BlockHeader, transactions: readonly Transaction[]): Block {
  return { header, transactions, hash: hashHeader(header) };
}

/** The bytes on the wire, with witnesses. */
export function serializeBlock(block: Block): Uint8Array {
  return encode((writer) => writeBlock(writer, block), blockSize(block));
}

export function writeBlock(writer: Writer, { header, transactions }: Block): void {
  writeHeader(writer, header);
  writeVector(writer, transactions, writeTransaction);
}

/** Writes the block as nodes before BIP144 read it. */
export function writeStrippedBlock(writer: Writer, { header, transactions }: Block): void {
  writeHeader(writer, header);
  writeVector(writer, transactions, writeStripped);
}

/** Decodes one block that fills `bytes`. @rejects decode-failed with Core's text of what was wrong */
export function decodeBlock(bytes: Uint8Array): Verdict<Block, 'decode-failed'> {
  return decode(bytes, readBlock);
}

/** The block at the beginning of the bytes; what follows it is not looked at. @rejects decode-failed */
export function decodeLeadingBlock(bytes: Uint8Array): Verdict<Block, 'decode-failed'> {
  return decode(bytes, (reader) => {
    const block = readBlock(reader);
    reader.offset = bytes.length;
    return block;
  });
}

/** The inverse of writeBlock. */
export function readBlock(reader: Reader): Block {
  const header = readHeader(reader);
  return makeBlock(header, readVector(reader, readTransaction));
}

/** Bytes on the wire, witnesses included. */
export function blockSize(block: Block): number {
  return framing(block) + block.transactions.reduce((sum, tx) => sum + tx.size, 0);
}

/** Bytes without any witness. */
export function strippedBlockSize(block: Block): number {
  return framing(block) + block.transactions.reduce((sum, tx) => sum + tx.strippedSize, 0);
}

function framing(block: Block): number {
  return HEADER_SIZE + compactSizeLength(block.transactions.length);
}

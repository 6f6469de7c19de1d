import { readCompactBlock } from '../../consensus/compact-block.ts';
import { readMerkleBlock } from '../../consensus/merkle-block.ts';
import { MIN_TRANSACTION_WEIGHT } from '../../consensus/partial-merkle-tree.ts';
import { MAX_BLOCK_WEIGHT } from '../../consensus/weight.ts';
import { readBlock, writeBlock, writeStrippedBlock } from '../../primitives/block.ts';
import {
  failDecoding,
  type Reader,
  readCompactSize,
  readHash256,
  readVector,
} from '../../primitives/reader.ts';
import { readTransaction, writeStripped, writeTransaction } from '../../primitives/tx.ts';
import { type Writer, writeBytes, writeCompactSize, writeVector } from '../../primitives/writer.ts';
import type { Rejected } from '../../util/verdict.ts';
import type { MessageOf } from './message.ts';
import { misbehaving, unacceptable } from './message-codec.ts';

/** Messages that carry blocks and transactions, whole or in BIP152's and BIP37's parts. */

const MAX_UINT16 = 0xffff;

/** No block holds more. */
const MAX_BLOCK_TRANSACTIONS = Math.floor(MAX_BLOCK_WEIGHT / MIN_TRANSACTION_WEIGHT);
/** Bytes of a transaction that has nothing. */
const MIN_TRANSACTION_SIZE = 10;
const HEADER_SIZE = 80;
const HASH_SIZE = 32;

/**
 * Refuses more transactions than a block can hold before they are read, which costs much: whoever sends them is at
 * fault, whatever they are.
 * @param skipped - bytes before their count
 */
function refuseTooMany(reader: Reader, skipped: number, why: string): Rejected<'misbehaving'> | undefined {
  const { offset } = reader;
  if (offset + skipped > reader.bytes.length) return undefined;
  reader.offset = offset + skipped;
  const count = readCompactSize(reader);
  const left = reader.bytes.length - reader.offset;
  reader.offset = offset;
  if (count <= MAX_BLOCK_TRANSACTIONS) return undefined;
  if (left < count * MIN_TRANSACTION_SIZE) failDecoding('DataStream::read(): end of data');
  return misbehaving(why);
}

export function readBlockMessage(reader: Reader): MessageOf<'block'> | Rejected<'misbehaving'> {
  const refused = refuseTooMany(reader, HEADER_SIZE, 'bad-blk-length, size limits failed');
  return refused ?? { command: 'block', block: readBlock(reader) };
}

export function writeBlockMessage(writer: Writer, { block, withoutWitness }: MessageOf<'block'>): void {
  if ('bytes' in block) writeBytes(writer, block.bytes);
  else if (withoutWitness) writeStrippedBlock(writer, block);
  else writeBlock(writer, block);
}

export function readTx(reader: Reader): MessageOf<'tx'> {
  return { command: 'tx', tx: readTransaction(reader) };
}

export function writeTx(writer: Writer, { tx, withoutWitness }: MessageOf<'tx'>): void {
  if (withoutWitness) writeStripped(writer, tx);
  else writeTransaction(writer, tx);
}

export function readCmpctBlock(reader: Reader): MessageOf<'cmpctblock'> {
  return { command: 'cmpctblock', ...readCompactBlock(reader) };
}

export function readMerkleBlockMessage(reader: Reader): MessageOf<'merkleblock'> {
  return { command: 'merkleblock', ...readMerkleBlock(reader) };
}

/** On the wire the indexes are what is left out between one and the next. @source Bitcoin Core src/blockencodings.h DifferenceFormatter */
export function readGetBlockTxn(reader: Reader): MessageOf<'getblocktxn'> | Rejected<'unacceptable'> {
  const blockHash = readHash256(reader);
  let next = 0;
  const indexes = readVector(reader, () => {
    const index = next + readCompactSize(reader);
    if (index > MAX_UINT16) failDecoding('differential value overflow');
    next = index + 1;
    return index;
  });
  if (indexes.length === 0) return unacceptable('getblocktxn received with no transaction indexes');
  return { command: 'getblocktxn', blockHash, indexes };
}

/** @param message - its indexes ascend */
export function writeGetBlockTxn(writer: Writer, { blockHash, indexes }: MessageOf<'getblocktxn'>): void {
  writeBytes(writer, blockHash);
  let next = 0;
  writeVector(writer, indexes, (_, index) => {
    writeCompactSize(writer, index - next);
    next = index + 1;
  });
}

export function readBlockTxn(reader: Reader): MessageOf<'blocktxn'> | Rejected<'misbehaving'> {
  const why = 'invalid compact block/non-matching block transactions';
  const refused = refuseTooMany(reader, HASH_SIZE, why);
  return (
    refused ?? {
      command: 'blocktxn',
      blockHash: readHash256(reader),
      txs: readVector(reader, readTransaction),
    }
  );
}

export function writeBlockTxn(writer: Writer, { blockHash, txs }: MessageOf<'blocktxn'>): void {
  writeBytes(writer, blockHash);
  writeVector(writer, txs, writeTransaction);
}

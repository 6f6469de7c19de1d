import { readCompactBlock } from '../../consensus/compact-block.ts';
import { readMerkleBlock } from '../../consensus/merkle-block.ts';
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
import { unacceptable } from './message-codec.ts';

/** Messages that carry blocks and transactions, whole or in BIP152's and BIP37's parts. */

const MAX_UINT16 = 0xffff;

export function readBlockMessage(reader: Reader): MessageOf<'block'> {
  return { command: 'block', block: readBlock(reader) };
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

export function readBlockTxn(reader: Reader): MessageOf<'blocktxn'> {
  return { command: 'blocktxn', blockHash: readHash256(reader), txs: readVector(reader, readTransaction) };
}

export function writeBlockTxn(writer: Writer, { blockHash, txs }: MessageOf<'blocktxn'>): void {
  writeBytes(writer, blockHash);
  writeVector(writer, txs, writeTransaction);
}

import type { Coin } from '../consensus/coin.ts';
import { decode, type Reader, readUint32, readVector } from '../primitives/reader.ts';
import { readOutput, writeOutput } from '../primitives/tx.ts';
import { encode, type Writer, writeUint32, writeVector } from '../primitives/writer.ts';
import type { Verdict } from '../util/verdict.ts';

/**
 * The coins that a block spent: for each transaction after the coinbase, in block order, the coins of its
 * inputs, in input order. With the block itself it is all that is needed to disconnect it.
 */
export type BlockUndo = readonly (readonly Coin[])[];

/**
 * The undo data as bytes: a vector of vectors of coins, each coin as 2·height + coinbase (4 bytes), value (8 bytes)
 * and scriptPubKey behind its compact size.
 */
export function serializeUndo(undo: BlockUndo): Uint8Array {
  return encode((writer) => writeVector(writer, undo, writeCoins));
}

/** The inverse of serializeUndo. @rejects decode-failed */
export function decodeUndo(bytes: Uint8Array): Verdict<BlockUndo, 'decode-failed'> {
  return decode(bytes, (reader) => readVector(reader, readCoins));
}

function writeCoins(writer: Writer, coins: readonly Coin[]): void {
  writeVector(writer, coins, writeCoin);
}

/** A coin's bytes, as above; Core's hashes of the coins are over the same. */
export function writeCoin(writer: Writer, coin: Coin): void {
  writeUint32(writer, 2 * coin.height + Number(coin.isCoinbase));
  writeOutput(writer, coin.output);
}

function readCoins(reader: Reader): Coin[] {
  return readVector(reader, readCoin);
}

function readCoin(reader: Reader): Coin {
  const code = readUint32(reader);
  return { height: code >>> 1, isCoinbase: code % 2 === 1, output: readOutput(reader) };
}

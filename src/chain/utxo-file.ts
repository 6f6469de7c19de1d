import type { Hash256 } from '../primitives/hash256.ts';
import {
  createWriter,
  encode,
  type Writer,
  writeAmount,
  writeBytes,
  writeCompactSize,
} from '../primitives/writer.ts';
import { compareBytes } from '../util/bytes.ts';
import { writeCompressedCoin, writeVarInt } from './compressed-coin.ts';
import type { CoinsSnapshot, UnspentCoin } from './ports.ts';
import { createSiblingCollector } from './siblings.ts';

/**
 * The file of a UTXO set that Bitcoin Core's dumptxoutset writes: a header, then for each transaction its id, how many
 * of its coins there are, and each by its number, compressed.
 * @source Bitcoin Core src/node/utxo_snapshot.h, src/rpc/blockchain.cpp WriteUTXOSnapshot
 */

/** What the header says. */
export interface UtxoFileHeader {
  /** The network's, 4 bytes. */
  readonly magic: Uint8Array;
  /** The block that they are the coins of. */
  readonly block: Hash256;
  readonly coins: number;
}

/** `utxo` and a byte that no text has. */
const FILE_MAGIC = Uint8Array.of(0x75, 0x74, 0x78, 0x6f, 0xff);
/** Version 2, in two bytes. */
const VERSION = Uint8Array.of(2, 0);

/** A piece of the file. */
export interface UtxoFilePart {
  readonly bytes: Uint8Array;
  /** How many coins were read for it and for those before it. */
  readonly read: number;
}

/** The file, piece by piece. */
export function* encodeUtxoFile(
  { magic, block, coins }: UtxoFileHeader,
  { pages }: Pick<CoinsSnapshot, 'pages'>,
): Generator<UtxoFilePart, void> {
  const writer = createWriter();
  writeBytes(writer, FILE_MAGIC);
  writeBytes(writer, VERSION);
  writeBytes(writer, magic);
  writeBytes(writer, block);
  writeAmount(writer, coins);
  let read = 0;
  const collector = createSiblingCollector((siblings) => writeSiblings(writer, siblings));
  for (const page of pages()) {
    for (const coin of page) collector.add(coin);
    read += page.length;
    yield { bytes: taken(writer), read };
  }
  collector.finish();
  yield { bytes: taken(writer), read };
}

function taken(writer: Writer): Uint8Array {
  const bytes = writer.bytes.slice(0, writer.length);
  writer.length = 0;
  return bytes;
}

/** @param siblings - the coins of one transaction, one at least */
function writeSiblings(writer: Writer, siblings: UnspentCoin[]): void {
  for (const [i, { outpoint, coin }] of siblings.sort(byNumberOnDisk).entries()) {
    if (i === 0) {
      writeBytes(writer, outpoint.txid);
      writeCompactSize(writer, siblings.length);
    }
    writeCompactSize(writer, outpoint.index);
    writeCompressedCoin(writer, coin);
  }
}

/** Core takes them in the order of its database, whose keys end in a VarInt: from 16512 on it is not that of numbers. */
const FIRST_LONG_VAR_INT = 16_512;

function byNumberOnDisk(
  { outpoint: { index: a } }: UnspentCoin,
  { outpoint: { index: b } }: UnspentCoin,
): number {
  if (Math.max(a, b) < FIRST_LONG_VAR_INT) return a - b;
  return compareBytes(varInt(a), varInt(b));
}

function varInt(value: number): Uint8Array {
  return encode((writer) => writeVarInt(writer, value));
}

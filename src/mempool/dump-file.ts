import type { Satoshis } from '../primitives/amount.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import { type Transaction, writeTransaction } from '../primitives/tx.ts';
import {
  createWriter,
  type Writer,
  writeAmount,
  writeBytes,
  writeCompactSize,
  writeVarBytes,
} from '../primitives/writer.ts';
import type { Priority } from './ports.ts';

/**
 * The file mempool.dat of Bitcoin Core: a version in 8 bytes; of version 2 a key, with which everything behind it is
 * XORed, so that no virus scanner finds what somebody put into a transaction. Then the transactions, each with when it
 * came in and what the operator added to its fee; what he added to others; and what no peer has asked for yet.
 * @source Bitcoin Core src/node/mempool_persist.cpp
 */

/** The version without a key, which Core wrote before 25.0. */
export const VERSION_WITHOUT_KEY = 1;
export const VERSION_WITH_KEY = 2;

export const KEY_SIZE = 8;

export interface DumpedTransaction {
  readonly tx: Transaction;
  /** When it came in, seconds. */
  readonly time: number;
  /** What the operator added to its fee. */
  readonly delta: Satoshis;
}

export interface MempoolDump {
  /** Parents before children. */
  readonly transactions: readonly DumpedTransaction[];
  /** What was added to the fees of others. */
  readonly priorities: readonly Priority[];
  readonly unbroadcast: readonly Hash256[];
}

/** Bytes of a piece, about. */
const PIECE_BYTES = 1 << 18;

/** XORs bytes that begin at `offset` of the file, where they lie. @source Bitcoin Core src/util/obfuscation.h */
export function obfuscate(bytes: Uint8Array, key: Uint8Array, offset: number): void {
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (bytes[i] as number) ^ (key[(offset + i) % KEY_SIZE] as number);
  }
}

/** The file of version 2, piece by piece. @param key - 8 random bytes */
export function* encodeDump(
  { transactions, priorities, unbroadcast }: MempoolDump,
  key: Uint8Array,
): Generator<Uint8Array, void> {
  const writer = createWriter(PIECE_BYTES);
  writeAmount(writer, VERSION_WITH_KEY);
  writeVarBytes(writer, key);
  let offset = writer.length;
  yield writer.bytes.slice(0, writer.length);
  writer.length = 0;

  function piece(): Uint8Array {
    const bytes = writer.bytes.slice(0, writer.length);
    obfuscate(bytes, key, offset);
    offset += bytes.length;
    writer.length = 0;
    return bytes;
  }

  writeAmount(writer, transactions.length);
  for (const { tx, time, delta } of transactions) {
    writeTransaction(writer, tx);
    writeAmount(writer, time);
    writeAmount(writer, delta);
    if (writer.length >= PIECE_BYTES) yield piece();
  }
  writeCompactSize(writer, priorities.length);
  for (const priority of priorities) {
    writePriority(writer, priority);
    if (writer.length >= PIECE_BYTES) yield piece();
  }
  writeCompactSize(writer, unbroadcast.length);
  for (const txid of unbroadcast) writeBytes(writer, txid);
  yield piece();
}

function writePriority(writer: Writer, { txid, delta }: Priority): void {
  writeBytes(writer, txid);
  writeAmount(writer, delta);
}

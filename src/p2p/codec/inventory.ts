import { readHeader, writeHeader } from '../../primitives/block-header.ts';
import {
  type Reader,
  readCompactSize,
  readHash256,
  readUint32,
  readVector,
} from '../../primitives/reader.ts';
import {
  type Writer,
  writeBytes,
  writeCompactSize,
  writeUint32,
  writeVector,
} from '../../primitives/writer.ts';
import type { Rejected } from '../../util/verdict.ts';
import { MAX_HEADERS_RESULTS, MAX_INV_SIZE, MAX_LOCATOR_SIZE } from './limits.ts';
import type { InventoryItem, MessageOf } from './message.ts';
import { misbehaving, unacceptable } from './message-codec.ts';

/** Messages that name blocks and transactions: what there is, what is wanted, and the headers of blocks. */

/** What locators have before their hashes, and nobody looks at. @source Bitcoin Core CBlockLocator::DUMMY_VERSION */
const LOCATOR_VERSION = 70016;

type InventoryMessage = MessageOf<'inv'> | MessageOf<'getdata'> | MessageOf<'notfound'>;
type LocatorMessage = MessageOf<'getheaders'> | MessageOf<'getblocks'>;

export function readInv(reader: Reader): MessageOf<'inv'> | Rejected<'misbehaving'> {
  return limitedItems({ command: 'inv', items: readVector(reader, readItem) });
}

export function readGetData(reader: Reader): MessageOf<'getdata'> | Rejected<'misbehaving'> {
  return limitedItems({ command: 'getdata', items: readVector(reader, readItem) });
}

/** However many: of too many, Core looks at none. */
export function readNotFound(reader: Reader): MessageOf<'notfound'> {
  return { command: 'notfound', items: readVector(reader, readItem) };
}

export function writeInventory(writer: Writer, { items }: InventoryMessage): void {
  writeVector(writer, items, writeItem);
}

function limitedItems<M extends InventoryMessage>(message: M): M | Rejected<'misbehaving'> {
  const { length } = message.items;
  return length > MAX_INV_SIZE ? misbehaving(`${message.command} message size = ${length}`) : message;
}

function readItem(reader: Reader): InventoryItem {
  return { type: readUint32(reader), hash: readHash256(reader) };
}

function writeItem(writer: Writer, { type, hash }: InventoryItem): void {
  writeUint32(writer, type);
  writeBytes(writer, hash);
}

export function readGetHeaders(reader: Reader): MessageOf<'getheaders'> | Rejected<'unacceptable'> {
  return limitedLocator({ command: 'getheaders', ...readLocator(reader) });
}

export function readGetBlocks(reader: Reader): MessageOf<'getblocks'> | Rejected<'unacceptable'> {
  return limitedLocator({ command: 'getblocks', ...readLocator(reader) });
}

export function writeLocator(writer: Writer, { locator, stopHash }: LocatorMessage): void {
  writeUint32(writer, LOCATOR_VERSION);
  writeVector(writer, locator, writeBytes);
  writeBytes(writer, stopHash);
}

function limitedLocator<M extends LocatorMessage>(message: M): M | Rejected<'unacceptable'> {
  const { length } = message.locator;
  if (length <= MAX_LOCATOR_SIZE) return message;
  return unacceptable(`${message.command} locator size ${length} > ${MAX_LOCATOR_SIZE}`);
}

function readLocator(reader: Reader): Omit<LocatorMessage, 'command'> {
  readUint32(reader);
  return { locator: readVector(reader, readHash256), stopHash: readHash256(reader) };
}

/** Each header comes as a block without transactions; how many that block claims to have doesn't matter. */
export function readHeaders(reader: Reader): MessageOf<'headers'> | Rejected<'misbehaving'> {
  const count = readCompactSize(reader);
  if (count > MAX_HEADERS_RESULTS) return misbehaving(`headers message size = ${count}`);
  const headers = Array.from({ length: count }, () => {
    const header = readHeader(reader);
    readCompactSize(reader);
    return header;
  });
  return { command: 'headers', headers };
}

export function writeHeaders(writer: Writer, { headers }: MessageOf<'headers'>): void {
  writeVector(writer, headers, (_, header) => {
    writeHeader(writer, header);
    writeCompactSize(writer, 0);
  });
}

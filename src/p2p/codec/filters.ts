import { type Reader, readHash256, readUint8, readUint32, readVector } from '../../primitives/reader.ts';
import {
  type Writer,
  writeBytes,
  writeUint8,
  writeUint32,
  writeVarBytes,
  writeVector,
} from '../../primitives/writer.ts';
import { MAX_SCRIPT_ELEMENT_SIZE } from '../../script/limits.ts';
import type { Rejected } from '../../util/verdict.ts';
import { readOwnBytes } from './fields.ts';
import { MAX_BLOOM_FILTER_SIZE, MAX_HASH_FUNCS } from './limits.ts';
import type { MessageOf } from './message.ts';
import { misbehaving } from './message-codec.ts';

/** Messages of light clients: the bloom filter that one gives us (BIP37), the filters of blocks that it asks for (BIP157). */

type FilterRangeMessage = MessageOf<'getcfilters'> | MessageOf<'getcfheaders'>;

export function readFilterLoad(reader: Reader): MessageOf<'filterload'> | Rejected<'misbehaving'> {
  const data = readOwnBytes(reader);
  const hashFunctions = readUint32(reader);
  const tweak = readUint32(reader);
  const flags = readUint8(reader);
  const isTooLarge = data.length > MAX_BLOOM_FILTER_SIZE || hashFunctions > MAX_HASH_FUNCS;
  if (isTooLarge) return misbehaving('too-large bloom filter');
  return { command: 'filterload', data, hashFunctions, tweak, flags };
}

export function writeFilterLoad(writer: Writer, filter: MessageOf<'filterload'>): void {
  writeVarBytes(writer, filter.data);
  writeUint32(writer, filter.hashFunctions);
  writeUint32(writer, filter.tweak);
  writeUint8(writer, filter.flags);
}

/** No script can push more, so nothing longer can match. */
export function readFilterAdd(reader: Reader): MessageOf<'filteradd'> | Rejected<'misbehaving'> {
  const data = readOwnBytes(reader);
  if (data.length > MAX_SCRIPT_ELEMENT_SIZE) return misbehaving('bad filteradd message');
  return { command: 'filteradd', data };
}

export function writeFilterAdd(writer: Writer, { data }: MessageOf<'filteradd'>): void {
  writeVarBytes(writer, data);
}

export function readGetCFilters(reader: Reader): MessageOf<'getcfilters'> {
  return { command: 'getcfilters', ...readFilterRange(reader) };
}

export function readGetCFHeaders(reader: Reader): MessageOf<'getcfheaders'> {
  return { command: 'getcfheaders', ...readFilterRange(reader) };
}

function readFilterRange(reader: Reader): Omit<FilterRangeMessage, 'command'> {
  return { filterType: readUint8(reader), startHeight: readUint32(reader), stopHash: readHash256(reader) };
}

export function writeFilterRange(writer: Writer, range: FilterRangeMessage): void {
  writeUint8(writer, range.filterType);
  writeUint32(writer, range.startHeight);
  writeBytes(writer, range.stopHash);
}

export function readGetCFCheckpt(reader: Reader): MessageOf<'getcfcheckpt'> {
  return { command: 'getcfcheckpt', filterType: readUint8(reader), stopHash: readHash256(reader) };
}

export function writeGetCFCheckpt(writer: Writer, { filterType, stopHash }: MessageOf<'getcfcheckpt'>): void {
  writeUint8(writer, filterType);
  writeBytes(writer, stopHash);
}

export function readCFilter(reader: Reader): MessageOf<'cfilter'> {
  return {
    command: 'cfilter',
    filterType: readUint8(reader),
    blockHash: readHash256(reader),
    filter: readOwnBytes(reader),
  };
}

export function writeCFilter(writer: Writer, { filterType, blockHash, filter }: MessageOf<'cfilter'>): void {
  writeUint8(writer, filterType);
  writeBytes(writer, blockHash);
  writeVarBytes(writer, filter);
}

export function readCFHeaders(reader: Reader): MessageOf<'cfheaders'> {
  return {
    command: 'cfheaders',
    filterType: readUint8(reader),
    stopHash: readHash256(reader),
    previousHeader: readHash256(reader),
    filterHashes: readVector(reader, readHash256),
  };
}

export function writeCFHeaders(writer: Writer, message: MessageOf<'cfheaders'>): void {
  writeUint8(writer, message.filterType);
  writeBytes(writer, message.stopHash);
  writeBytes(writer, message.previousHeader);
  writeVector(writer, message.filterHashes, writeBytes);
}

export function readCFCheckpt(reader: Reader): MessageOf<'cfcheckpt'> {
  return {
    command: 'cfcheckpt',
    filterType: readUint8(reader),
    stopHash: readHash256(reader),
    headers: readVector(reader, readHash256),
  };
}

export function writeCFCheckpt(writer: Writer, message: MessageOf<'cfcheckpt'>): void {
  writeUint8(writer, message.filterType);
  writeBytes(writer, message.stopHash);
  writeVector(writer, message.headers, writeBytes);
}

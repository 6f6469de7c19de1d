import { MAX_BLOCK_WEIGHT } from '../../consensus/weight.ts';
import { HEADER_SIZE } from '../../primitives/block-header.ts';

/**
 * Files of blocks as Bitcoin Core keeps them (blk00000.dat) and `linearize` writes them: for each block the network's
 * magic, the block's size in 4 bytes, little-endian, and the block. What stands between is skipped.
 */

/** A file, or what stands for one. */
export interface ByteSource {
  /** Up to `length` bytes from `offset` on; fewer at the end alone. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** What may be a block: its header at least is whole. */
export interface BlockFileRecord {
  /** Where its bytes are in the file. */
  readonly offset: number;
  /** An array of its own. */
  readonly bytes: Uint8Array;
}

/** No block is larger. @source Bitcoin Core src/consensus/consensus.h MAX_BLOCK_SERIALIZED_SIZE */
const MAX_BLOCK_BYTES = MAX_BLOCK_WEIGHT;

/** Bytes read at once. */
const CHUNK_BYTES = 1 << 20;

const SIZE_BYTES = 4;

/**
 * The records of a file, in the order in which they are there. A magic that no plausible size follows, or that begins
 * a record which the file breaks off, is taken for a part of something else.
 * @param magic - 4 bytes
 * @source Bitcoin Core src/validation.cpp ChainstateManager::LoadExternalBlockFile
 */
export async function* readBlockFile(
  source: ByteSource,
  magic: Uint8Array,
): AsyncGenerator<BlockFileRecord, void> {
  const window = createWindow(source);
  let at = await window.find(magic, 0);
  while (at !== undefined) {
    const record = await readRecord(window, at + magic.length);
    if (record) yield record;
    at = await window.find(magic, record ? record.offset + record.bytes.length : at + 1);
  }
}

async function readRecord(window: Window, at: number): Promise<BlockFileRecord | undefined> {
  const prefix = await window.take(at, SIZE_BYTES);
  if (!prefix) return undefined;
  const size = new DataView(prefix.buffer, prefix.byteOffset).getUint32(0, true);
  if (size < HEADER_SIZE || size > MAX_BLOCK_BYTES) return undefined;
  const offset = at + SIZE_BYTES;
  const bytes = await window.take(offset, size);
  return bytes && { offset, bytes };
}

/** The part of a file that is looked at. */
interface Window {
  /** Where the pattern is found next, from `at` on; nothing before that place is asked for again. */
  find(pattern: Uint8Array, at: number): Promise<number | undefined>;
  /** A copy of so many bytes from `at` on, or undefined where the file ends before. */
  take(at: number, length: number): Promise<Uint8Array | undefined>;
}

function createWindow(source: ByteSource): Window {
  let start = 0;
  let bytes: Buffer = Buffer.alloc(0);
  let isAtEnd = false;

  /** Widens the window until it goes to `end`, or to the end of the file. */
  async function showTo(end: number): Promise<void> {
    while (start + bytes.length < end && !isAtEnd) {
      const shown = start + bytes.length;
      const chunk = await source.read(shown, Math.max(CHUNK_BYTES, end - shown));
      isAtEnd = chunk.length === 0;
      bytes = Buffer.concat([bytes, chunk]);
    }
  }

  return {
    async find(pattern, from) {
      for (let at = from; ; at = start + bytes.length - pattern.length + 1) {
        bytes = bytes.subarray(at - start);
        start = at;
        await showTo(at + pattern.length);
        if (bytes.length < pattern.length) return undefined;
        const found = bytes.indexOf(pattern);
        if (found >= 0) return start + found;
      }
    },
    async take(at, length) {
      await showTo(at + length);
      const taken = bytes.subarray(at - start, at - start + length);
      return taken.length < length ? undefined : new Uint8Array(taken);
    },
  };
}

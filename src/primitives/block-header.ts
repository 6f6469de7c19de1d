import type { Verdict } from '../util/verdict.ts';
import { type Hash256, hash256 } from './hash256.ts';
import { decode, type Reader, readHash256, readInt32, readUint32 } from './reader.ts';
import { encode, type Writer, writeBytes, writeInt32, writeUint32 } from './writer.ts';

/** The 80 bytes that proof of work is done on. */
export interface BlockHeader {
  /** Signed, as Core has it. */
  readonly version: number;
  readonly prevBlockHash: Hash256;
  readonly merkleRoot: Hash256;
  /** Seconds since 1970, 32 bits. */
  readonly time: number;
  /** The target in compact form (nBits), 32 bits. */
  readonly bits: number;
  /** 0 … 2^32 - 1. */
  readonly nonce: number;
}

export const HEADER_SIZE = 80;

/** Offset of the nonce in a serialized header. */
export const NONCE_OFFSET = 76;

/** The header's hash, which is the block's: SHA-256d of its 80 bytes. */
export function hashHeader(header: BlockHeader): Hash256 {
  return hash256(serializeHeader(header));
}

export function serializeHeader(header: BlockHeader): Uint8Array {
  return encode((writer) => writeHeader(writer, header), HEADER_SIZE);
}

/** Decodes exactly 80 bytes. @rejects decode-failed */
export function decodeHeader(bytes: Uint8Array): Verdict<BlockHeader, 'decode-failed'> {
  return decode(bytes, readHeader);
}

export function readHeader(reader: Reader): BlockHeader {
  return {
    version: readInt32(reader),
    prevBlockHash: readHash256(reader),
    merkleRoot: readHash256(reader),
    time: readUint32(reader),
    bits: readUint32(reader),
    nonce: readUint32(reader),
  };
}

export function writeHeader(writer: Writer, header: BlockHeader): void {
  writeInt32(writer, header.version);
  writeBytes(writer, header.prevBlockHash);
  writeBytes(writer, header.merkleRoot);
  writeUint32(writer, header.time);
  writeUint32(writer, header.bits);
  writeUint32(writer, header.nonce);
}

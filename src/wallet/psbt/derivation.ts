import { readHash256, readUint8, readUint32, readVector } from '../../primitives/reader.ts';
import { encode, writeBytes, writeUint32, writeVector } from '../../primitives/writer.ts';
import { compareBytes } from '../../util/bytes.ts';
import type { KeyOrigin } from '../descriptor/model.ts';
import { readWhole } from './problem.ts';

/** Where keys come from, as PSBTs write it. @source BIP174, BIP371 */

/** @param value - fingerprint and steps, 4 bytes each */
export function readKeyOrigin(value: Uint8Array): KeyOrigin {
  return readWhole(value, (reader) => {
    const fingerprint = Uint8Array.from({ length: 4 }, () => readUint8(reader));
    const path: number[] = [];
    while (reader.offset < value.length) path.push(readUint32(reader));
    return { fingerprint, path };
  });
}

/** A key of taproot: where it comes from, and the leaves whose scripts have it. */
export interface TapDerivation {
  readonly leafHashes: readonly Uint8Array[];
  readonly origin: KeyOrigin;
}

export function readTapDerivation(value: Uint8Array): TapDerivation {
  return readWhole(value, (reader) => {
    const leafHashes = readVector(reader, readHash256);
    const origin = readKeyOrigin(value.subarray(reader.offset));
    reader.offset = value.length;
    return { leafHashes, origin };
  });
}

/** The inverse of readKeyOrigin. */
export function encodeKeyOrigin({ fingerprint, path }: KeyOrigin): Uint8Array {
  return encode((writer) => {
    writeBytes(writer, fingerprint);
    for (const step of path) writeUint32(writer, step);
  });
}

/** The inverse of readTapDerivation: hashes stand in their order as numbers of bytes. */
export function encodeTapDerivation({ leafHashes, origin }: TapDerivation): Uint8Array {
  const sorted = [...leafHashes].sort(compareBytes);
  return encode((writer) => {
    writeVector(writer, sorted, writeBytes);
    writeBytes(writer, encodeKeyOrigin(origin));
  });
}

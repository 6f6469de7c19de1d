import { sha256d } from '../../crypto/sha256d.ts';
import {
  lendEncoded,
  type Writer,
  writeBytes,
  writeUint8,
  writeUint32,
  writeVarBytes,
} from '../../primitives/writer.ts';
import { writeUint64 } from '../codec/fields.ts';
import type { NetAddress, NetService } from '../net-address.ts';
import { hashedServiceBytes, netGroupOf } from '../net-group.ts';

/**
 * Where in the address book an address may stand. Nobody can work it out who does not know the book's secret key; and
 * whoever wants many places has to have addresses, or sources of them, in many groups.
 * @source Bitcoin Core src/addrman.cpp AddrInfo; E. Heilman et al., "Eclipse Attacks on Bitcoin's Peer-to-Peer Network" (2015)
 */

/** New: what others told of. Tried: where a connection of ours succeeded. */
export type TableName = 'new' | 'tried';

export const BUCKET_COUNT: Readonly<Record<TableName, number>> = { new: 1024, tried: 256 };
export const BUCKET_SIZE = 64;

/** Into so many buckets everything goes that sources of one group tell of. */
export const NEW_BUCKETS_PER_SOURCE_GROUP = 64;
/** Into so many buckets the addresses of one group go. */
export const TRIED_BUCKETS_PER_GROUP = 8;

export const KEY_SIZE = 32;

/** The bucket of an address that a source told of. @source Core AddrInfo::GetNewBucket */
export function newBucketOf(key: Uint8Array, service: NetService, source: NetAddress): number {
  const sourceGroup = netGroupOf(source);
  const choice = hashBelow(NEW_BUCKETS_PER_SOURCE_GROUP, (writer) => {
    writeBytes(writer, key);
    writeVarBytes(writer, netGroupOf(service));
    writeVarBytes(writer, sourceGroup);
  });
  return hashBelow(BUCKET_COUNT.new, (writer) => {
    writeBytes(writer, key);
    writeVarBytes(writer, sourceGroup);
    writeUint64(writer, BigInt(choice));
  });
}

/** The bucket of an address that was connected to. @source Core AddrInfo::GetTriedBucket */
export function triedBucketOf(key: Uint8Array, service: NetService): number {
  const choice = hashBelow(TRIED_BUCKETS_PER_GROUP, (writer) => {
    writeBytes(writer, key);
    writeVarBytes(writer, hashedServiceBytes(service));
  });
  return hashBelow(BUCKET_COUNT.tried, (writer) => {
    writeBytes(writer, key);
    writeVarBytes(writer, netGroupOf(service));
    writeUint64(writer, BigInt(choice));
  });
}

const TABLE_LETTERS: Readonly<Record<TableName, number>> = { new: 0x4e, tried: 0x4b };

/** The only place of an address in a bucket. @source Core AddrInfo::GetBucketPosition */
export function positionOf(
  key: Uint8Array,
  table: TableName,
  { bucket, service }: { readonly bucket: number; readonly service: NetService },
): number {
  return hashBelow(BUCKET_SIZE, (writer) => {
    writeBytes(writer, key);
    writeUint8(writer, TABLE_LETTERS[table]);
    writeUint32(writer, bucket);
    writeVarBytes(writer, hashedServiceBytes(service));
  });
}

/** The bucket and the position in it that a place's number stands for: `bucket * BUCKET_SIZE + position`. */
export function splitSlot(slot: number): { readonly bucket: number; readonly position: number } {
  return { bucket: Math.floor(slot / BUCKET_SIZE), position: slot % BUCKET_SIZE };
}

/** The hash of what is written as a number below a power of two, of which its first 32 bits are enough. */
function hashBelow(limit: number, write: (writer: Writer) => void): number {
  const hash = lendEncoded(write, sha256d);
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0, true) % limit;
}

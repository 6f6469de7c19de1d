import type Database from 'better-sqlite3';
import type { BlockFailure, BlockRecord } from '../chain/ports.ts';
import { decodeHeader, HEADER_SIZE } from '../primitives/block-header.ts';
import { HASH256_SIZE, hash256, toHash256 } from '../primitives/hash256.ts';
import { equalBytes, toHex } from '../util/bytes.ts';
import { DAMAGE_ADVICE } from './database.ts';
import { StoreError } from './store-error.ts';

/** How a failure is written, by its number. */
export const FAILURES: readonly BlockFailure[] = ['none', 'self', 'ancestor'];

/** Heights whose headers SQLite hands over at once. */
const PACK_HEIGHTS = 2_000;

/** Where a pack has what of each header: its hash, its 80 bytes, then big-endian numbers. */
const HEADER_AT = HASH256_SIZE;
const HEIGHT_AT = HEADER_AT + HEADER_SIZE;
const TX_COUNT_AT = HEIGHT_AT + 4;
const SEQUENCE_AT = TX_COUNT_AT + 4;
const FAILURE_AT = SEQUENCE_AT + 8;
const PACKED_SIZE = FAILURE_AT + 1;

/**
 * Headers in packs, by height: there are a million on an old chain, and a row of its own for each takes SQLite and
 * JavaScript five times as long. At equal height they come as their chains became complete, headers alone last: the
 * first seen stays the first.
 */
const PACKS = `
  SELECT height / ${PACK_HEIGHTS} * ${PACK_HEIGHTS} AS height, count(*) AS count, unhex(group_concat(
    hex(hash) || hex(header) || printf('%08x%08x%016x%02x', height, tx_count, sequence, failure), ''
    ORDER BY height, sequence = 0, sequence
  )) AS data
  FROM headers GROUP BY height / ${PACK_HEIGHTS} ORDER BY height / ${PACK_HEIGHTS}`;

interface Pack {
  readonly height: number;
  readonly count: number;
  /** Null where something in it is no hex number, e.g. a failure below 0. */
  readonly data: Uint8Array | null;
}

/** Reads every header, parents before children, while it is asked for. @param path - names the file where a row is damaged */
export function prepareHeaderReads(db: Database.Database, path: string): () => Generator<BlockRecord, void> {
  const packs = db.prepare<[], Pack>(PACKS);
  return function* () {
    for (const { data, count, height } of packs.iterate()) {
      if (data?.length !== count * PACKED_SIZE) {
        throw damagedRow(path, `of a height from ${height} to ${height + PACK_HEIGHTS - 1}`);
      }
      for (let start = 0; start < data.length; start += PACKED_SIZE) {
        yield recordOf(data.subarray(start, start + PACKED_SIZE), path);
      }
    }
  };
}

/** Checks a header once, here: its hash must be that of its bytes. */
function recordOf(row: Uint8Array, path: string): BlockRecord {
  const hash = toHash256(new Uint8Array(row.subarray(0, HASH256_SIZE)));
  const bytes = row.subarray(HEADER_AT, HEIGHT_AT);
  const numbers = new DataView(row.buffer, row.byteOffset, row.length);
  const header = decodeHeader(bytes);
  const failure = FAILURES[numbers.getUint8(FAILURE_AT)];
  if (!header.ok || !failure || !equalBytes(hash256(bytes), hash)) {
    throw damagedRow(path, `hash ${toHex(hash)} (internal order)`);
  }
  return {
    hash,
    height: numbers.getUint32(HEIGHT_AT),
    header: header.value,
    txCount: numbers.getUint32(TX_COUNT_AT),
    sequence: Number(numbers.getBigInt64(SEQUENCE_AT)),
    failure,
  };
}

function damagedRow(path: string, which: string): StoreError {
  return new StoreError(`database ${path}: table headers has a damaged row, ${which}. ${DAMAGE_ADVICE}`);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSource, readBlockFile } from '../../../../src/node/import/block-file.ts';
import { concatBytes } from '../../../../src/util/bytes.ts';
import { blockRecord } from '../../../helpers/block-files.ts';

const MAGIC = Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda);
const body = (length: number, fill = 1) => new Uint8Array(length).fill(fill);

/** A source that gives no more than so many bytes at once. */
function sourceOf(bytes: Uint8Array, atOnce = Number.POSITIVE_INFINITY): ByteSource {
  return {
    read: async (offset, length) => bytes.slice(offset, offset + Math.min(length, atOnce)),
  };
}

async function read(bytes: Uint8Array, atOnce?: number) {
  const records = [];
  for await (const record of readBlockFile(sourceOf(bytes, atOnce), MAGIC)) records.push(record);
  return records;
}

const bodiesOf = async (...parts: readonly Uint8Array[]) =>
  (await read(concatBytes(...parts))).map(({ bytes }) => bytes);

describe('readBlockFile', () => {
  it('gives every record, and where its bytes are', async () => {
    const file = concatBytes(blockRecord(body(80, 1), MAGIC), blockRecord(body(200, 2), MAGIC));
    const records = await read(file);
    expect(records.map(({ bytes }) => bytes)).toEqual([body(80, 1), body(200, 2)]);
    for (const { offset, bytes } of records) expect(file.slice(offset, offset + bytes.length)).toEqual(bytes);
  });

  it('gives arrays of their own', async () => {
    for (const { bytes } of await read(blockRecord(body(100), MAGIC)))
      expect(bytes.buffer.byteLength).toBe(100);
  });

  it('skips what stands between', async () => {
    const junk = Uint8Array.of(0, 0xfa, 0xbf, 0xfa, 0xbf, 0xb5, 0);
    const [first, second] = [body(80), body(90)].map((bytes) => blockRecord(bytes, MAGIC));
    if (!first || !second) throw new Error('two records');
    expect(await bodiesOf(junk, first, new Uint8Array(5000), second, junk)).toEqual([body(80), body(90)]);
  });

  it.each([
    [79, 80],
    [4_000_001, 4_000_000],
  ])(
    'takes a magic before a size of %i for a part of something else, of %i for a record',
    async (bad, good) => {
      const sizesOf = async (size: number) => {
        const bodies = await bodiesOf(blockRecord(body(size), MAGIC), blockRecord(body(81), MAGIC));
        return bodies.map(({ length }) => length);
      };
      expect(await sizesOf(bad)).toEqual([81]);
      expect(await sizesOf(good)).toEqual([good, 81]);
    },
  );

  it('finds a record inside one that the file breaks off', async () => {
    const inner = blockRecord(body(100), MAGIC);
    const outer = blockRecord(concatBytes(body(90), inner, body(500)), MAGIC);
    expect(await bodiesOf(outer.subarray(0, outer.length - 1))).toEqual([body(100)]);
  });

  it('gives no record of which a byte is missing', async () => {
    const record = blockRecord(body(80), MAGIC);
    for (let length = 0; length < record.length; length++) {
      expect(await bodiesOf(record.subarray(0, length))).toEqual([]);
    }
  });

  it('is the same however the file is read', async () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 30 }).map((bytes) => bytes.map((byte) => byte & 0x7f)),
      fc.integer({ min: 80, max: 200 }).map((length) => blockRecord(body(length), MAGIC)),
      fc.integer({ min: 1, max: 7 }).map((length) => blockRecord(body(80), MAGIC).subarray(0, length)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 8 }),
        fc.integer({ min: 1, max: 300 }),
        async (parts, atOnce) => {
          const file = concatBytes(...parts);
          expect(await read(file, atOnce)).toEqual(await read(file));
        },
      ),
    );
  });
});

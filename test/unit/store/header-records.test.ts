import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { serializeHeader } from '../../../src/primitives/block-header.ts';
import { prepareHeaderReads } from '../../../src/store/header-records.ts';
import { MIGRATIONS } from '../../../src/store/schema.ts';
import { StoreError } from '../../../src/store/store-error.ts';
import { buildChain, GENESIS } from '../../helpers/chain-builder.ts';

/** A database with a row for each block of a chain at these heights. */
function databaseOf(heights: readonly number[]) {
  const db = new Database(':memory:');
  for (const step of MIGRATIONS) db.exec(step);
  const put = db.prepare('INSERT INTO headers VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const blocks = buildChain(GENESIS, heights.length);
  for (const [i, { hash, header }] of blocks.entries()) {
    put.run(hash, heights[i], header.prevBlockHash, header.time, serializeHeader(header), 1, 1, 0);
  }
  return { db, blocks };
}

describe('prepareHeaderReads', () => {
  it('reads all of them upwards, however many packs they make', () => {
    const heights = [4_000, 0, 1_999, 2_000, 3_999, 10_000_000];
    const { db, blocks } = databaseOf(heights);
    const read = [...prepareHeaderReads(db, 'x')()];
    expect(read.map(({ height }) => height)).toEqual(heights.toSorted((a, b) => a - b));
    for (const { height, hash, header } of read) {
      const { hash: expected, header: fields } = blocks[heights.indexOf(height)] ?? {};
      expect({ hash, header }).toEqual({ hash: expected, header: fields });
    }
  });

  it.each([
    ['a header of 79 bytes', 'UPDATE headers SET header = zeroblob(79)'],
    ['a failure without a number', "UPDATE headers SET failure = -1, sequence = 'x'"],
    ['a hash of 33 bytes', "UPDATE headers SET hash = hash || x'00'"],
    ['nothing for a header', "UPDATE headers SET header = x''"],
  ])('tells at which heights it found %s', (_name, damage) => {
    const { db } = databaseOf([2_345]);
    db.exec(damage);
    const read = () => [...prepareHeaderReads(db, 'x')()];
    expect(read).toThrow(StoreError);
    expect(read).toThrow(
      'database x: table headers has a damaged row, of a height from 2000 to 3999. Restore',
    );
  });
});

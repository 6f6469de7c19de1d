import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBit,
  BIT_ROW_WIDTH,
  type BitRows,
  copyRow,
  createBitRows,
  hasBit,
  includeRow,
  overlaps,
} from '../../../../src/mempool/cluster/bit-rows.ts';

const NUMBERS = Array.from({ length: BIT_ROW_WIDTH }, (_, number) => number);
const anySet = fc.uniqueArray(fc.constantFrom(...NUMBERS), { maxLength: 20 });

/** Rows of these sets. */
function rowsOf(...sets: readonly (readonly number[])[]): BitRows {
  const rows = createBitRows(sets.length);
  for (const [row, set] of sets.entries()) for (const number of set) addBit(rows, row, number);
  return rows;
}

const read = (rows: BitRows, row: number): number[] => NUMBERS.filter((number) => hasBit(rows, row, number));
const sorted = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);

describe('bit rows', () => {
  it.each([0, 31, 32, 63])('hold %i alone, in the row that it was put into', (number) => {
    const rows = rowsOf([], [number], []);
    expect([0, 1, 2].map((row) => read(rows, row))).toEqual([[], [number], []]);
  });

  it('are sets', () => {
    fc.assert(
      fc.property(anySet, anySet, (one, other) => {
        const union = sorted(new Set([...one, ...other]));
        const rows = rowsOf(one, other);
        expect([read(rows, 0), read(rows, 1)]).toEqual([sorted(one), sorted(other)]);
        expect(overlaps(rows, 0, rows, 1)).toBe(one.some((number) => other.includes(number)));
        expect(includeRow(rows, 0, rows, 1)).toBe(union.length > one.length);
        expect([read(rows, 0), read(rows, 1)]).toEqual([union, sorted(other)]);
        expect(includeRow(rows, 0, rows, 1)).toBe(false);
        copyRow(rows, 0, rows, 1);
        expect(read(rows, 0)).toEqual(sorted(other));
      }),
    );
  });
});

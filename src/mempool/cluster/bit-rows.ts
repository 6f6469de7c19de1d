/**
 * Sets of the numbers 0 … 63, many in one array: row `r` is two words of 32 bits, at `2r` and `2r + 1`. Relations
 * between the transactions of a cluster are such rows, so that a union is two operations and nothing is allocated.
 */
export type BitRows = Int32Array;

/** Numbers that a row can hold. */
export const BIT_ROW_WIDTH = 64;

/** So many empty sets. */
export function createBitRows(count: number): BitRows {
  return new Int32Array(2 * count);
}

/** Puts the number into the row. */
export function addBit(rows: BitRows, row: number, bit: number): void {
  const at = 2 * row + (bit >> 5);
  rows[at] = wordAt(rows, at) | (1 << (bit & 31));
}

/** Whether the number is in the row. */
export function hasBit(rows: BitRows, row: number, bit: number): boolean {
  return ((wordAt(rows, 2 * row + (bit >> 5)) >>> (bit & 31)) & 1) === 1;
}

/** Puts all of another row into the row. Returns true where that added any. */
export function includeRow(rows: BitRows, row: number, from: BitRows, fromRow: number): boolean {
  const [low, high] = [wordAt(rows, 2 * row), wordAt(rows, 2 * row + 1)];
  const [newLow, newHigh] = [low | wordAt(from, 2 * fromRow), high | wordAt(from, 2 * fromRow + 1)];
  rows[2 * row] = newLow;
  rows[2 * row + 1] = newHigh;
  return newLow !== low || newHigh !== high;
}

/** Whether two rows have a number in common. */
export function overlaps(rows: BitRows, row: number, other: BitRows, otherRow: number): boolean {
  const low = wordAt(rows, 2 * row) & wordAt(other, 2 * otherRow);
  return (low | (wordAt(rows, 2 * row + 1) & wordAt(other, 2 * otherRow + 1))) !== 0;
}

/** Makes the row equal to another one. */
export function copyRow(rows: BitRows, row: number, from: BitRows, fromRow: number): void {
  rows[2 * row] = wordAt(from, 2 * fromRow);
  rows[2 * row + 1] = wordAt(from, 2 * fromRow + 1);
}

function wordAt(rows: BitRows, at: number): number {
  return rows[at] as number;
}

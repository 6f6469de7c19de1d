import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createGarbage,
  createGarbageReader,
  type GarbageReader,
  MAX_GARBAGE_SIZE,
} from '../../../../src/p2p/transport/v2-garbage.ts';
import { concatBytes } from '../../../../src/util/bytes.ts';
import { anyCuts, cutAt, singleBytes } from '../../../helpers/transports.ts';

const TERMINATOR = Uint8Array.from({ length: 16 }, (_, i) => i + 1);

/** Feeds pieces until the reader has what it needs; returns how many bytes it took. */
function feed(reader: GarbageReader, pieces: readonly Uint8Array[]): number {
  let taken = 0;
  for (const piece of pieces) {
    if (reader.isComplete || reader.isTooLong) break;
    taken += reader.take(piece, 0);
  }
  return taken;
}

describe('createGarbageReader', () => {
  it('ends with the terminator, however the stream is cut', () => {
    // Bytes that look like the terminator's beginning, too.
    const anyGarbage = fc.array(fc.constantFrom(1, 2, 3, 0xff), { maxLength: 100 });
    fc.assert(
      fc.property(anyGarbage, anyCuts, (numbers, cuts) => {
        const garbage = Uint8Array.from(numbers);
        const stream = concatBytes(garbage, TERMINATOR, Uint8Array.of(9, 9));
        for (const pieces of [cutAt(stream, cuts), singleBytes(stream)]) {
          const reader = createGarbageReader(TERMINATOR);
          expect(feed(reader, pieces)).toBe(garbage.length + TERMINATOR.length);
          expect(new Uint8Array(reader.garbage)).toEqual(garbage);
        }
      }),
    );
  });

  it('begins where it is told', () => {
    const reader = createGarbageReader(TERMINATOR);
    expect(reader.take(concatBytes(Uint8Array.of(5, 5), TERMINATOR), 1)).toBe(17);
    expect(reader.garbage).toHaveLength(1);
  });

  it('takes as much garbage as there may be', () => {
    const reader = createGarbageReader(TERMINATOR);
    feed(reader, [concatBytes(new Uint8Array(MAX_GARBAGE_SIZE), TERMINATOR)]);
    expect(reader.isComplete).toBe(true);
    expect(reader.isTooLong).toBe(false);
    expect(reader.garbage).toHaveLength(MAX_GARBAGE_SIZE);
  });

  it('takes no byte more', () => {
    const reader = createGarbageReader(TERMINATOR);
    const stream = concatBytes(new Uint8Array(MAX_GARBAGE_SIZE + 1), TERMINATOR);
    expect(feed(reader, singleBytes(stream))).toBe(MAX_GARBAGE_SIZE + TERMINATOR.length);
    expect(reader.isComplete).toBe(false);
    expect(reader.isTooLong).toBe(true);
  });
});

describe('createGarbage', () => {
  it('differs in length and bytes, and is never too long', () => {
    const all = Array.from({ length: 50 }, createGarbage);
    for (const { length } of all) expect(length).toBeLessThanOrEqual(MAX_GARBAGE_SIZE);
    expect(new Set(all.map(String)).size).toBeGreaterThan(40);
    expect(new Set(all.map(({ length }) => length)).size).toBeGreaterThan(10);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_INPUTS, type BatchPlace } from '../../../src/pool/script-board.ts';
import {
  createRecordMemory,
  createRecordReader,
  createRecordWriter,
} from '../../../src/pool/script-records.ts';
import { checkOf } from '../../helpers/script-checks.ts';

describe('createRecordReader', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 3 * BATCH_INPUTS }), { minLength: 1, maxLength: 12 });

  it('gives back every input that was written, however the batches are cut', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: BATCH_INPUTS }), (inputCounts, batchInputs) => {
        const checks = inputCounts.map((count, i) =>
          checkOf(
            i,
            Array.from({ length: count }, () => 'holds'),
          ),
        );
        const memory = createRecordMemory();
        const writer = createRecordWriter(memory);
        const written = checks.flatMap((check) => {
          const place = writer.add(check);
          return check.coins.map((coin, inputIndex) => ({ check, coin, inputIndex, place }));
        });
        const inputsOf = createRecordReader(memory);
        const read = [];
        for (let first = 0; first < written.length; first += batchInputs) {
          const batch = written.slice(first, first + batchInputs);
          const [begin, end] = [batch[0], batch.at(-1)];
          if (!begin || !end) continue;
          const place: BatchPlace = {
            start: begin.place.start,
            end: end.place.end,
            skippedInputs: begin.inputIndex,
            inputs: batch.length,
          };
          read.push(...inputsOf(place));
        }
        expect(read).toHaveLength(written.length);
        for (const [i, { check, coin, inputIndex }] of written.entries()) {
          const { sighashes, ...rest } = read[i] ?? {};
          expect(rest).toEqual({ inputIndex });
          expect(sighashes?.tx.inputs[inputIndex]).toEqual(check.tx.inputs[inputIndex]);
          expect(sighashes?.spentOutputs?.[inputIndex]).toEqual(coin.output);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('reads a transaction once for all its inputs, also in several batches', () => {
    const memory = createRecordMemory();
    const place = createRecordWriter(memory).add(checkOf(1, ['holds', 'holds', 'holds']));
    const inputsOf = createRecordReader(memory);
    const caches = [0, 1, 2].flatMap((skippedInputs) =>
      [...inputsOf({ ...place, skippedInputs, inputs: 1 })].map(({ sighashes }) => sighashes),
    );
    expect(new Set(caches).size).toBe(1);
  });
});

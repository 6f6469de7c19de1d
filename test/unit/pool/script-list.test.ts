import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_INPUTS, type BatchPlace } from '../../../src/pool/script-board.ts';
import { createBatchedList, listInputs } from '../../../src/pool/script-list.ts';
import { checkOf } from '../../helpers/script-checks.ts';

const checkWith = (number: number, inputs: number) =>
  checkOf(
    number,
    Array.from({ length: inputs }, () => 'holds'),
  );

describe('createBatchedList', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 3 * BATCH_INPUTS }), { maxLength: 12 });

  it('has every input once, in order, in batches of which only the last is not whole', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 4, max: BATCH_INPUTS }), (inputCounts, batchInputs) => {
        const checks = inputCounts.map((count, i) => checkWith(i, count));
        const published: BatchPlace[] = [];
        const list = createBatchedList((place) => published.push(place), batchInputs);
        checks.forEach((check, i) => {
          list.add(check, { start: 10 * i, end: 10 * i + 10 });
        });
        list.close();
        const expected = checks.flatMap((check, i) =>
          check.coins.map((_, inputIndex) => ({ check, inputIndex, i })),
        );
        const listed = published.flatMap((_, batch) => [...list.inputsOf(batch)]);
        expect(listed).toMatchObject(expected.map(({ check, inputIndex }) => ({ check, inputIndex })));
        published.forEach((place, batch) => {
          const own = expected.slice(batch * batchInputs, (batch + 1) * batchInputs);
          expect(place).toEqual({
            start: 10 * (own[0]?.i ?? 0),
            end: 10 * (own.at(-1)?.i ?? 0) + 10,
            skippedInputs: own[0]?.inputIndex,
            inputs: own.length,
          });
        });
        expect(published.slice(0, -1).every(({ inputs }) => inputs === batchInputs)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('finds an input by its number', () => {
    const list = createBatchedList(() => {});
    const checks = [checkWith(1, BATCH_INPUTS + 5), checkWith(2, 3)];
    for (const check of checks) list.add(check, { start: 0, end: 1 });
    list.close();
    expect(list.inputAt(BATCH_INPUTS + 4)).toMatchObject({ check: checks[0], inputIndex: BATCH_INPUTS + 4 });
    expect(list.inputAt(BATCH_INPUTS + 5)).toMatchObject({ check: checks[1], inputIndex: 0 });
    expect(() => list.inputAt(BATCH_INPUTS + 8)).toThrow('no input');
  });
});

describe('listInputs', () => {
  it('has one sighash cache for all inputs of a transaction', () => {
    const caches = [...listInputs([checkWith(1, 3), checkWith(2, 2)])].map(({ sighashes }) => sighashes);
    expect(new Set(caches).size).toBe(2);
    expect(new Set(caches.slice(0, 3)).size).toBe(1);
  });
});
